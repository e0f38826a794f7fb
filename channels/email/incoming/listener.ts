import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { MAIL_BYTES } from '../../../server/mails/index.js';
import { type Config, keyedBuckets, type Log, metrics } from '../../../server/platform/index.js';
import type { IncomingMail } from './index.js';
import { makeReception } from './reception.js';

/** Nobody is listened to for longer, however slowly they speak; and who says nothing, for a minute. */
const LONGEST_MS = 900_000;
const SILENCE_MS = 60_000;
const CONNECTIONS = 200;
const CONNECTIONS_PER_ADDRESS = 30;
/** On the way out, for those who are in the middle of a mail. */
const FAREWELL_MS = 5_000;

export type ListenerConfig = Pick<
  Config,
  | 'MAIL_LISTEN_PORT'
  | 'MAIL_LISTEN_HOST'
  | 'MAIL_LISTEN_LMTP'
  | 'MAIL_LISTEN_KEY_FILE'
  | 'MAIL_LISTEN_CERT_FILE'
  | 'MAIL_LISTEN_RELAYS'
  | 'MAIL_LISTEN_PER_MINUTE'
>;

export interface ListenerNeeds {
  config: ListenerConfig;
  log: Log;
  takeRaw: IncomingMail['takeRaw'];
  /** The mailbox that an address of ours leads to and that takes its mail here; null for any other address. */
  mailboxIdAt: (address: string) => Promise<string | null>;
  /** No larger mail is taken; what is kept at most unless given. */
  maxBytes?: number;
}

/** Our own mail server: it takes mail for our mailboxes and for nobody else, and nobody signs in to it. Off without a port. */
export async function listenForMail(needs: ListenerNeeds): Promise<{ port: number | null; stop(): Promise<void> }> {
  const { config, log } = needs;
  if (config.MAIL_LISTEN_PORT === undefined) return { port: null, stop: async () => {} };
  const server = mailServer(needs, await tlsOf(config));
  server.on('error', (error) => log.warn({ code: (error as NodeJS.ErrnoException).code }, 'a mail connection failed'));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(config.MAIL_LISTEN_PORT, config.MAIL_LISTEN_HOST, () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  log.info({ port, lmtp: config.MAIL_LISTEN_LMTP }, 'listening for mail');
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

type Tls = { key: Buffer; cert: Buffer } | null;

/** @throws Error when a file is named and cannot be read */
async function tlsOf({ MAIL_LISTEN_KEY_FILE: key, MAIL_LISTEN_CERT_FILE: cert }: ListenerConfig): Promise<Tls> {
  return key && cert ? { key: await readFile(key), cert: await readFile(cert) } : null;
}

function mailServer({ config, log, takeRaw, mailboxIdAt, maxBytes = MAIL_BYTES }: ListenerNeeds, tls: Tls): SMTPServer {
  const perMinute = config.MAIL_LISTEN_PER_MINUTE;
  const relays = new Set(config.MAIL_LISTEN_RELAYS);
  const reception = makeReception({
    ...{ log, takeRaw, mailboxIdAt },
    isRelay: (address) => relays.has(address),
    spendConnection: keyedBuckets(perMinute / 60, perMinute),
    spendMail: keyedBuckets(perMinute / 60, perMinute),
    connectionsPerAddress: CONNECTIONS_PER_ADDRESS,
  });
  const server = new SMTPServer({
    ...(tls ?? {}),
    lmtp: config.MAIL_LISTEN_LMTP,
    size: maxBytes,
    banner: 'Payvand',
    logger: false,
    disableReverseLookup: true,
    disabledCommands: ['AUTH', ...(tls ? [] : ['STARTTLS'])],
    maxClients: CONNECTIONS,
    socketTimeout: SILENCE_MS,
    closeTimeout: FAREWELL_MS,
    onConnect: (session, done) => answer(reception.greet(session), done),
    onClose: (session) => reception.farewell(session),
    onMailFrom: (_from, session, done) => answer(reception.begin(session), done),
    onRcptTo: ({ address }, session, done) => answer(reception.admit(address, session), done),
    onData: (stream, session, done) =>
      void reception.take(stream, session).then(
        // By LMTP each recipient has an answer of its own; by SMTP one holds for all, and who has it knows it when it comes again.
        (refusals) => {
          if (config.MAIL_LISTEN_LMTP)
            done(
              null,
              refusals.map((refusal) => refusal ?? 'Taken'),
            );
          else done(refusals.find((refusal) => refusal !== null));
        },
        done,
      ),
  });
  server.server.on('connection', (socket) => {
    const tooLong = setTimeout(() => socket.destroy(), LONGEST_MS);
    socket.once('close', () => clearTimeout(tooLong));
    metrics.mailConnections.inc();
  });
  return server;
}

const answer = (work: Promise<void>, done: (error?: Error | null) => void): void => {
  work.then(() => done(), done);
};
