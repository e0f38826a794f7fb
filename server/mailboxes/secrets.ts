import type { MailboxRecord, MailIncoming, MailOutgoing } from '../contract/index.js';
import type { Sealer } from '../platform/index.js';

/** The parts of a mailbox that hold secrets. */
export type Parts = Pick<MailboxRecord, 'incoming' | 'outgoing' | 'dkim'>;
type Account = Extract<MailIncoming | MailOutgoing, { signIn: unknown }>;
type SignIn = Account['signIn'];
/** @returns what stands in its place; undefined: nothing does */
type Turn = (secret: string | undefined, path: string) => string | undefined;

const SECRETS_OF = { none: [], password: ['password'], oauth2: ['clientSecret', 'refreshToken'] } as const;

/** The same with another text, or none, for each of its secrets; also asked about those that it could have and has not. */
export function turnSecrets({ incoming, outgoing, dkim }: Parts, turn: Turn): Parts {
  return {
    incoming: incoming.kind === 'imap' ? { ...incoming, signIn: turned(incoming.signIn, 'incoming', turn) } : incoming,
    outgoing: outgoing.kind === 'smtp' ? { ...outgoing, signIn: turned(outgoing.signIn, 'outgoing', turn) } : outgoing,
    dkim: dkim && set({ ...dkim }, 'privateKey', turn(dkim.privateKey, 'dkim.privateKey')),
  };
}

function turned(signIn: SignIn, part: string, turn: Turn): SignIn {
  const copy = { ...signIn } as SignIn & Record<string, string>;
  for (const name of SECRETS_OF[signIn.kind]) set(copy, name, turn(copy[name], `${part}.signIn.${name}`));
  return copy;
}

/** Without a text the field is not there at all: stored, `undefined` would be a null. */
function set<T extends object>(target: T, name: string, text: string | undefined): T {
  const fields = target as Record<string, string>;
  if (text === undefined) delete fields[name];
  else fields[name] = text;
  return target;
}

/** Which secrets there are, as `incoming.signIn.password`. */
export function secretPaths(parts: Parts): string[] {
  const paths: string[] = [];
  turnSecrets(parts, (secret, path) => {
    if (secret !== undefined) paths.push(path);
    return secret;
  });
  return paths;
}

/** As they may be shown. */
export const withoutSecrets = (parts: Parts): Parts => turnSecrets(parts, () => undefined);

/** Which of two states of a mailbox know the same account, so that the secret of one is the other's: nobody else gets to see it. */
export function sameAccount(was: MailIncoming | MailOutgoing, is: MailIncoming | MailOutgoing): boolean {
  if (!('signIn' in was && 'signIn' in is)) return false;
  const { host, signIn } = was;
  return host.toLowerCase() === is.host.toLowerCase() && sameSignIn(signIn, is.signIn);
}

function sameSignIn(was: SignIn, is: SignIn): boolean {
  if (was.kind === 'none' || is.kind === 'none') return false;
  if (was.kind === 'password' || is.kind === 'password') return was.kind === is.kind && was.user === is.user;
  return was.user === is.user && was.tokenUrl === is.tokenUrl && was.clientId === is.clientId;
}

export interface OpenedSecrets extends Parts {
  /** Those that were sealed by another key, and are missing here. */
  unreadable: string[];
}

/** Seals and opens the secrets of mailboxes, each bound to its mailbox and field. */
export function makeMailboxSecrets({ seal, unseal }: Sealer) {
  const place = (id: string, path: string) => `mailbox:${id}:${path}`;
  return {
    sealed: (id: string, secret: string, path: string): string => seal(secret, place(id, path)),
    /** With its secrets in clear: for as long as it takes to sign in or to sign. */
    opened({ _id, ...parts }: Parts & { _id: string }): OpenedSecrets {
      const unreadable: string[] = [];
      const open: Turn = (secret, path) => {
        const text = secret === undefined ? undefined : unseal(secret, place(_id, path));
        if (text === null) unreadable.push(path);
        return text ?? undefined;
      };
      return { ...turnSecrets(parts, open), unreadable };
    },
  };
}

export type MailboxSecrets = ReturnType<typeof makeMailboxSecrets>;
