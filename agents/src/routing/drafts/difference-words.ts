import i18next from 'i18next';
import type { HolidayView, OverflowRule, SkillNeed, WideningStep } from '../../../../server/contract/index.js';
import { type Locale, WEEKDAYS } from '../../../../server/contract/names.js';
import { useTexts } from '../../base/use-texts.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';
import type { TornWords } from '../../settings/ask-torn-fields.js';
import { apart } from '../../thread/apart.js';
import { useNames } from '../names.js';

/** As `Date.getDay` counts. */
const dayNumber = (key: string): number => (WEEKDAYS.indexOf(key as 'sat') + 6) % 7;

/** What one part of a setting is called; `before` is the name of what it is a part of. */
export function useKeyWord(): (key: string, before: string | undefined) => string {
  const { t, f } = useTexts();
  const names = useNames();
  return (key, before) => {
    if (before === 'skills') return names.skill(key);
    if (before === 'week') return f.weekday(dayNumber(key));
    if (before === 'title' || before === 'greeting') return LANGUAGE_NAMES[key as Locale];
    if (i18next.exists(`channel.${key}`)) return t(`channel.${key as 'email'}`);
    return i18next.exists(`path.${key}`) ? t(`path.${key as 'rules'}`) : key;
  };
}

/** "Sales – Rules – Order": where in the rules something differs. */
export function usePathWords(): (path: readonly string[]) => string {
  const { t } = useTexts();
  const names = useNames();
  const keyWord = useKeyWord();
  const word = (key: string, at: number, path: readonly string[]): string | null => {
    if (at === 0) return key === 'queues' || key === 'agents' ? null : t(`path.${key as 'skills'}`);
    if (path[0] === 'queues' && at === 1) return names.queue(key);
    if (path[0] === 'agents' && at === 1) return names.agent(key);
    return keyWord(key, path[at - 1]);
  };
  return (path) =>
    path
      .map((key, at) => word(key, at, path))
      .filter(Boolean)
      .map(apart)
      .join(' – ');
}

/** Also where it is told apart by channel. */
const isTime = (path: readonly string[]): boolean => path.some((key) => key.endsWith('Seconds'));

/** Each a sentence of its own. */
const lines = (sentences: readonly string[]): string => sentences.join('\n');

/** A value of the rules for people; what has no words of its own is counted. */
export function useValueWords(): (path: readonly string[], value: unknown) => string {
  const { t, f } = useTexts();
  const names = useNames();
  const skill = (id: string) => apart(names.skill(id));
  const queue = (id: string) => apart(names.queue(id));
  const clock = (minutes: number) =>
    `${f.plain(Math.floor(minutes / 60))}:${f.plain(Math.floor((minutes % 60) / 10))}${f.plain(minutes % 10)}`;
  const need = ({ skillId, level }: SkillNeed) => `${skill(skillId)} ≥ ${f.number(level)}`;
  const step = ({ afterSeconds, lowerBy, withoutSkillIds, alsoQueueIds }: WideningStep) =>
    t('differences.step', {
      time: f.exactly(afterSeconds),
      what: f.list([
        ...(lowerBy ? [t('differences.lower', { count: lowerBy })] : []),
        ...(withoutSkillIds.length > 0
          ? [t('differences.without', { names: f.list(withoutSkillIds.map(skill)) })]
          : []),
        ...(alsoQueueIds.length > 0 ? [t('differences.also', { names: f.list(alsoQueueIds.map(queue)) })] : []),
      ]),
    });
  const wayOut = ({ cause, seconds, most, to, queueId }: OverflowRule) =>
    [
      t(`rules.causes.${cause}`),
      ...(cause === 'age' || cause === 'forecast' ? [f.exactly(seconds)] : []),
      ...(most === undefined ? [] : [f.number(most)]),
      '→',
      queueId ? queue(queueId) : t(`rules.targets.${to}`),
    ].join(' ');
  const span = (minutes: readonly number[]) => minutes.map(clock).join('–');
  const day = ({ date, open }: HolidayView) => (open ? `${f.date(date)} ${f.list(open.map(span))}` : f.date(date));
  const item = (key: string, one: unknown): string => {
    if (key === 'memberIds') return apart(names.agent(one as string));
    if (key === 'needs') return need(one as SkillNeed);
    if (key === 'steps') return step(one as WideningStep);
    if (key === 'overflow') return wayOut(one as OverflowRule);
    if (key === 'holidays') return day(one as HolidayView);
    if (Array.isArray(one)) return span(one as [number, number]);
    if (typeof one === 'string' && i18next.exists(`channel.${one}`)) return t(`channel.${one as 'email'}`);
    return typeof one === 'number' ? f.number(one) : apart(String(one));
  };
  const named: Record<string, (value: string) => string> = {
    order: (value) => t(`rules.orders.${value as 'due'}`),
    choice: (value) => t(`rules.choices.${value as 'bestSkill'}`),
    atClosing: (value) => t(`rules.closing.${value as 'keep'}`),
  };
  return (path, value) => {
    const key = path.at(-1) ?? '';
    if (value === null || value === undefined) return t('differences.nothing');
    if (typeof value === 'boolean') return t(value ? 'differences.yes' : 'differences.no');
    if (typeof value === 'number')
      return key === 'slaTarget' ? f.percent(value) : isTime(path) ? f.exactly(value) : f.number(value);
    if (typeof value === 'string') return named[key]?.(value) ?? apart(value);
    if (Array.isArray(value))
      return value.length === 0
        ? t('differences.none')
        : (key === 'steps' || key === 'overflow' ? lines : f.list)(value.map((one) => item(key, one)));
    if ('name' in (value as object)) return apart(String((value as { name: unknown }).name));
    return t('differences.all', { count: Object.keys(value as object).length });
  };
}

/** @param at where in the rules the fields of a form stand */
export function useTornWords(at: readonly string[]): TornWords {
  const name = usePathWords();
  const value = useValueWords();
  return { name: (path) => name([...at, ...path]), value: (path, of) => value([...at, ...path], of) };
}
