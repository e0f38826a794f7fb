import type { MailboxView } from '../../../server/contract/index.js';
import type { Clock, Log } from '../../../server/platform/index.js';
import type { ImapAccount } from './account.js';
import type { Pace } from './pace.js';

/** A mail as it is handed inward. */
export interface FetchedMail {
  mailboxId: string;
  raw: Buffer;
  /** `from`: null for the empty sender of bounces; empty where no mail server noted one. */
  envelope: { from: string | null; to: string[] };
  at: Date;
  position: { folder: string; uidValidity: string; uid: number };
}

export type FetchStatus = Pick<MailboxView['status'], 'incoming' | 'problem'>;

/** A mailbox whose mail is fetched. */
export interface FetchedMailbox {
  id: string;
  address: string;
  account: ImapAccount;
  /** Rises with each change of its settings. */
  revision: number;
}

export interface FetcherNeeds {
  clock: Clock;
  log: Log;
  /** This process among all that fetch. */
  node: string;
  pace: Pace;
  /** Resolves once the mail is where nothing can lose it. */
  takeRaw: (mail: FetchedMail) => Promise<'new' | 'known'>;
  noteStatus: (mailboxId: string, status: FetchStatus) => Promise<unknown>;
  /** An OAuth2 server gave another refresh token: it is to be kept in the place of the old. */
  keepRefreshToken: (mailboxId: string, token: string) => Promise<unknown>;
}
