import type {
  CertificateView,
  MailboxRecord,
  MailIncoming,
  MailOutgoing,
  MailProblem,
  MailRule,
  MailRulesTryView,
  MailTestOutcome,
  MailTestView,
} from '../contract/index.js';
import { type Actor, AppError, type Handlers } from '../platform/index.js';
import { checkCertificates, presentCertificate } from './certificates.js';
import { newDkimKey } from './dkim.js';
import type { Mailboxes } from './index.js';
import { missing } from './keep.js';
import { fittingRule, type RuleFacts } from './rules.js';
import { type OpenedSecrets, turnSecrets } from './secrets.js';
import { keptSecrets } from './settle-secrets.js';

interface Needs {
  mailboxes: Pick<Mailboxes, 'byId' | 'secretsOf' | 'keepRefreshToken'>;
  audit(entry: {
    actor: Actor;
    action: string;
    target: string | null;
    details: Record<string, unknown>;
  }): Promise<void>;
  /** Each resolves within 15 s, to what is wrong. `keep` takes a token that came in the place of the one that was tried. */
  tryIncoming(incoming: MailIncoming, keep: (refreshToken: string) => Promise<void>): Promise<TriedIncoming>;
  tryOutgoing(outgoing: MailOutgoing, keep: (refreshToken: string) => Promise<void>): Promise<MailProblem | null>;
  /** PEM; null where the server shows none. */
  shownCertificate(server: MailServer): Promise<string | null>;
  readHead(raw: Buffer): RuleFacts;
}

interface TriedIncoming {
  problem: MailProblem | null;
  checker: string | null;
}

type MailServer = Extract<MailIncoming, { kind: 'imap' }> | Extract<MailOutgoing, { kind: 'smtp' }>;

/** Each holds two connections for up to 25 s. */
const AT_ONCE = 4;

/** Settings tried before they hold. */
export function makeMailboxTrials(needs: Needs) {
  const { mailboxes, audit, tryIncoming, tryOutgoing, shownCertificate, readHead } = needs;
  let running = 0;

  /** @param mailbox whose secrets stand in for those that were not given */
  async function test(
    given: { incoming: MailIncoming; outgoing: MailOutgoing },
    mailbox: MailboxRecord | null,
  ): Promise<MailTestView> {
    const stored = mailbox && mailboxes.secretsOf(mailbox);
    const { incoming, outgoing } = completed(given, stored);
    const isUnreadable = (part: string) => stored?.unreadable.some((path) => path.startsWith(part)) ?? false;
    /** Only that of the account which is kept: what was given just now is the form's to send. */
    const keep = (part: 'incoming' | 'outgoing') => async (token: string) => {
      if (mailbox && isKept(given[part])) await mailboxes.keepRefreshToken(mailbox._id, part, token);
    };
    const [{ problem, checker }, problemOut] = await Promise.all([
      tryIncoming(incoming, keep('incoming')),
      tryOutgoing(outgoing, keep('outgoing')),
    ]);
    const one = outcome(incoming, isUnreadable('incoming'), problem);
    const other = outcome(outgoing, isUnreadable('outgoing'), problemOut);
    const [shownIn, shownOut] = await Promise.all([shown(incoming, one), shown(outgoing, other)]);
    const certificates = { ...(shownIn && { incoming: shownIn }), ...(shownOut && { outgoing: shownOut }) };
    return { incoming: one, outgoing: other, certificates, ...(checker && { authservId: checker }) };
  }

  /** What a server showed that was not taken, as long as an admin may take it. */
  async function shown(part: MailIncoming | MailOutgoing, is: MailTestOutcome): Promise<CertificateView | null> {
    if (!('host' in part) || (is !== 'certificateUnknown' && is !== 'certificateName')) return null;
    const pem = await shownCertificate(part);
    return pem === null ? null : presentCertificate(pem);
  }

  async function bounded(given: Parameters<typeof test>[0], mailbox: MailboxRecord | null): Promise<MailTestView> {
    if (running >= AT_ONCE) throw new AppError('rate.limited', 'Too many tests at once.', { retryAfterSeconds: 15 });
    running += 1;
    return test(given, mailbox).finally(() => {
      running -= 1;
    });
  }

  function tryRules({ rules, text }: { rules: MailRule[]; text: string }): MailRulesTryView {
    const facts = readHead(Buffer.from(text));
    const rule = fittingRule(rules, facts);
    const { from, recipients, subject } = facts;
    return { from: [...from], recipients: [...recipients], subject, rule: rule === -1 ? null : rule };
  }

  return {
    handlers: {
      'mailboxes.test': async ({ actor, body }) => {
        const { mailboxId = null, incoming, outgoing } = body;
        checkCertificates(body);
        const mailbox = mailboxId ? await mailboxes.byId(mailboxId) : null;
        if (mailboxId && !mailbox) throw missing();
        const details = { incoming: serverIn(incoming), outgoing: serverIn(outgoing) };
        await audit({ actor, action: 'mailbox.tested', target: mailboxId, details });
        return bounded(body, mailbox);
      },
      'mailboxes.newDkimKey': async () => ({ privateKey: await newDkimKey() }),
      'mailboxes.tryRules': async ({ body }) => tryRules(body),
    } satisfies Handlers<'mailboxes.test' | 'mailboxes.newDkimKey' | 'mailboxes.tryRules'>,
  };
}

const isKept = (given: MailIncoming | MailOutgoing): boolean =>
  'signIn' in given && given.signIn.kind === 'oauth2' && !given.signIn.refreshToken;

type Servers = { incoming: MailIncoming; outgoing: MailOutgoing };

/** Secrets that were given, else those that are kept for the same account. */
function completed(given: Servers, stored: OpenedSecrets | null): Servers {
  const parts = { ...given, dkim: null };
  const kept = keptSecrets(parts, stored);
  return turnSecrets(parts, (secret, path) => secret ?? kept.get(path));
}

function outcome(part: MailIncoming | MailOutgoing, unreadable: boolean, problem: MailProblem | null): MailTestOutcome {
  if (!('host' in part)) return 'notTried';
  // Without its secret nothing else could have come of it.
  return unreadable && problem === 'signInFailed' ? 'secretUnreadable' : (problem ?? 'ok');
}

/** Which server was asked: an admin can have this process connect to anything, so it is written down to what. */
const serverIn = (part: MailIncoming | MailOutgoing): string | null =>
  'host' in part ? `${part.host}:${part.port}` : null;
