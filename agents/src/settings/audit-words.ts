import i18next from 'i18next';
import type { AuditEntryView } from '../../../server/contract/index.js';
import type { Locale } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { useKeyWord, useValueWords } from '../routing/drafts/difference-words.js';
import { useNames } from '../routing/names.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { apart } from '../thread/apart.js';
import { useList } from './use-settings.js';

type Path = readonly string[];

export interface Detail {
  label: string;
  value: string;
  /** An address, a colour and the like, which reads from left to right wherever it stands. */
  ltr: boolean;
  /** The value is a customer: one may go there. */
  customerId?: string;
}

const LTR = new Set(['ip', 'origins', 'color', 'timeZone']);

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The single values, each with the names that lead to it. */
const leavesOf = (tree: Record<string, unknown>, under: Path = []): [Path, unknown][] =>
  Object.entries(tree).flatMap(([key, value]): [Path, unknown][] =>
    isTree(value) ? leavesOf(value, [...under, key]) : [[[...under, key], value]],
  );

export function useActionWord(): (action: string) => string {
  const { t } = useTexts();
  return (action) => (i18next.exists(`auditAction.${action}`) ? t(`auditAction.${action}` as 'audit.title') : action);
}

/** What was changed, by its present name; by the one written down where it is gone. */
export function useTargetName(): (entry: AuditEntryView) => string | null {
  const names = useNames();
  const users = useList('users.list').data;
  const sites = useList('sites.list').data;
  return ({ action, actor, target, details }) => {
    const kind = action.split('.')[0];
    const named = (all: readonly { id: string; name: string }[] = []) => all.find(({ id }) => id === target)?.name;
    const known: Record<string, () => string | undefined> = {
      user: () => named(users),
      signIn: () => (actor.id === target ? undefined : named(users)),
      queue: () => named(names.queues),
      skill: () => named(names.skills),
      site: () => named(sites),
    };
    const written = typeof details.name === 'string' ? details.name : null;
    return known[kind ?? '']?.() ?? written;
  };
}

/** What is told of an entry, part by part, in the reader's language. */
export function useDetails(): (entry: AuditEntryView) => Detail[] {
  const { t } = useTexts();
  const keyWord = useKeyWord();
  const valueWord = useAuditValue();
  const customer = (label: string, customerId: string): Detail => ({
    ...{ label, value: t('audit.openCustomer'), ltr: false, customerId },
  });
  const word = (action: string, key: string, before: string | undefined) =>
    key === 'active' && action === 'user.changed' ? t('users.active') : keyWord(key, before);
  return ({ action, target, details }) => [
    ...(action.startsWith('customer.') && target ? [customer(t('author.customer'), target)] : []),
    ...leavesOf(details)
      // A name that came into being or went is the target's own, and stands there.
      .filter(([path]) => path.join() !== 'name' || action.endsWith('.changed'))
      .map(([path, value]) => {
        const label = path.map((part, at) => word(action, part, path[at - 1])).join(' – ');
        const key = path.at(-1) as string;
        return key === 'otherId'
          ? customer(label, String(value))
          : { label, value: valueWord(path, value), ltr: LTR.has(key) };
      }),
  ];
}

function useAuditValue(): (path: Path, value: unknown) => string {
  const { t, f } = useTexts();
  const names = useNames();
  const valueWords = useValueWords();
  const language = (value: unknown) => LANGUAGE_NAMES[value as Locale];
  const topic = ({ queueId, label }: { queueId: string; label: Record<Locale, string> }) =>
    label[f.locale] || names.queue(queueId);
  const some = (list: string[]) => (list.length > 0 ? f.list(list.map(apart)) : t('differences.none'));
  const own: Record<string, (value: unknown) => string> = {
    role: (value) => t(`role.${value as 'agent'}`),
    queueIds: (value) => some((value as string[]).map(names.queue)),
    callbackCountries: (value) => some((value as string[]).map(f.country)),
    language: (value) => (value === null ? t('differences.nothing') : language(value)),
    locale: (value) => (value === null ? t('sites.followPage') : language(value)),
    position: (value) => t(`sites.${value as 'end'}`),
    askEmail: (value) => t(`sites.email.${value as 'no'}`),
    topics: (value) => some((value as Parameters<typeof topic>[0][]).map(topic)),
    version: (value) => f.plain(value as number),
    as: (value) => f.plain(value as number),
    passwordSet: () => t('audit.passwordSet'),
    until: (value) => f.dateTime(value as string),
  };
  return (path, value) => {
    const key = path.at(-1) as string;
    if (path.at(-2) === 'skills' && (value === 0 || value === null)) return t('differences.removed');
    if (value === '') return t('differences.nothing');
    return own[key] ? own[key](value) : valueWords(path, value);
  };
}
