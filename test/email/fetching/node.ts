/** One node that fetches, below the whole server: the real store and the real keeping of mails behind it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFetching } from '../../../channels/email/fetching/index.js';
import type { FetchedMail } from '../../../channels/email/fetching/needs.js';
import type { Pace } from '../../../channels/email/fetching/pace.js';
import { type MailboxCreateInput, MailboxCreateRequest, type MailboxRecord } from '../../../server/contract/index.js';
import { makeFiles } from '../../../server/files/index.js';
import { makeMailboxes } from '../../../server/mailboxes/index.js';
import { MailModel, makeMails } from '../../../server/mails/index.js';
import { makeBus, makeFetchPublic, makeLog } from '../../../server/platform/index.js';
import { type Dovecot, PASSWORD } from '../dovecot.js';

const clock = { now: () => new Date() };
const secretKey = 'a secret key of at least 32 characters';
const log = makeLog((process.env.TEST_LOG_LEVEL as 'silent' | undefined) ?? 'silent');

/** In tests a lost connection comes back in a moment, and nothing waits for its turn. Polling is off: what comes early came by IDLE. */
const PACE: Partial<Pace> = { pollMs: 600_000, waitMs: 50, reviewMs: 600_000, reconnect: () => 50 };

/** The mailboxes of one process, and its bus. */
export function aProcess() {
  const bus = makeBus(log);
  const mailboxes = makeMailboxes({
    listener: null,
    ...{ bus, clock, secretKey },
    checkQueues: async () => {},
    isQueue: async () => true,
    defaultQueueId: async () => null,
    audit: async () => {},
  });
  return {
    bus,
    mailboxes,
    /** As an administrator changes settings. */
    change: (id: string, body: Partial<MailboxCreateInput>) =>
      mailboxes.handlers['mailboxes.change']({ actor: null, params: { id }, body } as never),
  };
}
export type Process = ReturnType<typeof aProcess>;

let users = 0;

/** A mailbox on that server, of a user whom nobody else has. */
export async function aMailbox(
  { mailboxes }: Process,
  server: Dovecot,
  { user = nextUser(), ...about }: { user?: string; folder?: string; moveTo?: string; signIn?: object } = {},
): Promise<MailboxRecord & { user: string }> {
  const place = { kind: 'imap', host: server.host, port: server.imapPort, security: 'none' };
  const signIn = { kind: 'password', user, password: PASSWORD };
  const made = await mailboxes.create(
    MailboxCreateRequest.parse({
      ...{ name: user, address: `${user}@company.example`, queueId: 'a'.repeat(24) },
      incoming: { ...place, signIn, ...about },
    }),
  );
  return { ...made, user };
}

export function nextUser(): string {
  users += 1;
  return `user${users}`;
}

export interface Node {
  /** What was taken in, in its order. */
  taken: { mail: FetchedMail; was: 'new' | 'known' }[];
  stop(): Promise<void>;
}

interface NodeOptions {
  pace?: Partial<Pace>;
  /** Runs before a mail is stored, which its failure prevents. */
  beforeStored?: () => Promise<void>;
  /** Runs when a mail is stored, before anybody hears of it. */
  onStored?: (mail: FetchedMail) => Promise<void>;
}

export function aNode({ bus, mailboxes }: Process, { pace, beforeStored, onStored }: NodeOptions = {}): Node {
  const dataDir = mkdtempSync(join(tmpdir(), 'payvand-fetching-'));
  const files = makeFiles({ dataDir, secretKey, clock });
  const { keepMail } = makeMails({
    ...{ clock, secretKey, files, fetchPublic: makeFetchPublic() },
    access: () => Promise.reject(new Error('nobody reads here')),
  });
  const taken: Node['taken'] = [];
  const fetching = makeFetching({
    ...{ bus, clock, log, mailboxes, pace: { ...PACE, ...pace } },
    async takeRaw(mail) {
      await beforeStored?.();
      const was = (await keepMail(mail)).isNew ? 'new' : 'known';
      await onStored?.(mail);
      taken.push({ mail, was });
      return was;
    },
  });
  fetching.start();
  return {
    taken,
    async stop() {
      await fetching.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What is stored of a mailbox's mails. */
export const storedOf = ({ _id }: MailboxRecord): Promise<number> => MailModel.countDocuments({ mailboxId: _id });

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
