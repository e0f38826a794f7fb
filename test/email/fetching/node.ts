/** One node that fetches, below the whole server: the real store and the real keeping of mails behind it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImapAccount } from '../../../channels/email/fetching/account.js';
import { type AnyMailbox, makeFetching } from '../../../channels/email/fetching/index.js';
import type { FetchedMail, FetchStatus } from '../../../channels/email/fetching/needs.js';
import type { Pace } from '../../../channels/email/fetching/pace.js';
import { makeFiles } from '../../../server/files/index.js';
import { MailModel, makeMails } from '../../../server/mails/index.js';
import { makeLog, newId } from '../../../server/platform/index.js';
import { type Dovecot, PASSWORD } from '../dovecot.js';

const clock = { now: () => new Date() };

/** In tests a lost connection comes back in a moment, and nothing waits for its turn. Polling is off: what comes early came by IDLE. */
const PACE: Partial<Pace> = { pollMs: 600_000, waitMs: 50, reviewMs: 600_000, reconnect: () => 50 };

let users = 0;

/** A mailbox on that server, of a user whom nobody else has. */
export function aMailbox(server: Dovecot, about: Partial<ImapAccount> = {}): AnyMailbox & { user: string } {
  users += 1;
  const user = `user${users}`;
  const account: ImapAccount = {
    ...{ host: server.host, port: server.imapPort, security: 'none', folder: 'INBOX', moveTo: null },
    signIn: { kind: 'password', user, password: PASSWORD },
    ...about,
  };
  return { id: newId(), address: `${user}@company.example`, account, settings: 'first', active: true, user };
}

export interface Node {
  /** What was taken in, in its order. */
  taken: { mail: FetchedMail; was: 'new' | 'known' }[];
  /** What the settings page would have shown, one after another. */
  statuses: FetchStatus[];
  renewedTokens: string[];
  /** Settings have changed. */
  change(): void;
  stop(): Promise<void>;
}

interface NodeOptions {
  pace?: Partial<Pace>;
  /** Runs when a mail is stored, before anybody hears of it. */
  onStored?: (mail: FetchedMail) => Promise<void>;
}

export function aNode(mailboxes: AnyMailbox[], { pace, onStored }: NodeOptions = {}): Node {
  const dataDir = mkdtempSync(join(tmpdir(), 'payvand-fetching-'));
  const files = makeFiles({ dataDir, secretKey: 'a secret key of at least 32 characters', clock });
  const { keepMail } = makeMails({
    ...{ clock, files },
    access: () => Promise.reject(new Error('nobody reads here')),
  });
  const taken: Node['taken'] = [];
  const statuses: FetchStatus[] = [];
  const renewedTokens: string[] = [];
  let changed = (): void => {};
  const fetching = makeFetching({
    ...{ clock, log: makeLog((process.env.TEST_LOG_LEVEL as 'silent' | undefined) ?? 'silent') },
    mailboxes: async () => mailboxes,
    onChange(listener) {
      changed = listener;
      return () => {};
    },
    async takeRaw(mail) {
      const was = (await keepMail(mail)).isNew ? 'new' : 'known';
      await onStored?.(mail);
      taken.push({ mail, was });
      return was;
    },
    noteStatus: async (_, status) => statuses.push(status),
    keepRefreshToken: async (_, token) => renewedTokens.push(token),
    pace: { ...PACE, ...pace },
  });
  fetching.start();
  return {
    taken,
    statuses,
    renewedTokens,
    change: () => changed(),
    async stop() {
      await fetching.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What is stored of a mailbox's mails. */
export const storedOf = ({ id }: AnyMailbox): Promise<number> => MailModel.countDocuments({ mailboxId: id });

let mails = 0;

/** A mail unlike any other. */
export function aMail(about: { subject?: string; body?: string } = {}): string {
  mails += 1;
  const number = mails;
  return [
    'Return-Path: <mina@customer.example>',
    'From: Mina <mina@customer.example>',
    'To: support@company.example',
    `Subject: ${about.subject ?? `Order ${number}`}`,
    `Message-ID: <${number}.${process.pid}@customer.example>`,
    'Date: Sat, 01 Feb 2031 10:00:00 +0330',
    '',
    about.body ?? `Where is order ${number}?`,
    '',
  ].join('\r\n');
}
