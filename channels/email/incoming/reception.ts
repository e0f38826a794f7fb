import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { AppError, type Log, metrics } from '../../../server/platform/index.js';
import type { IncomingMail } from './index.js';

const MOST_RECIPIENTS = 50;
/** Of all mails that are being received; whoever comes above that is asked to come again. */
const BYTES_IN_HAND = 256 * 1024 * 1024;
/** In no mailbox's trust: whatever the sender says of themself stands below it. */
const OWN_MARK = 'Authentication-Results: payvand.invalid; none\r\n';

interface ReceptionNeeds {
  log: Log;
  takeRaw: IncomingMail['takeRaw'];
  mailboxIdAt: (address: string) => Promise<string | null>;
  /** A mail server in front of ours, whose word on who wrote a mail may be believed. */
  isRelay: (address: string) => boolean;
  spendConnection: (address: string) => void;
  spendMail: (address: string) => void;
  connectionsPerAddress: number;
}

/** An answer of a mail server: 4xx asks to come again, 5xx is final. */
class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Between the recipient and the data. */
const GONE = new Refusal(450, 'The mailbox went away, come again');

/** What our mail server says to those who bring mail. It says yes only to what is on disk. */
export function makeReception(needs: ReceptionNeeds) {
  const { log, takeRaw, mailboxIdAt, isRelay, spendConnection, spendMail, connectionsPerAddress } = needs;
  const sessions = new Map<string, Set<string>>();
  let bytesInHand = 0;

  async function greet({ id, remoteAddress }: SMTPServerSession): Promise<void> {
    unlessTooFast(() => spendConnection(remoteAddress));
    const ids = sessions.get(remoteAddress) ?? new Set();
    if (ids.size >= connectionsPerAddress) throw new Refusal(421, 'Too many connections at once');
    sessions.set(remoteAddress, ids.add(id));
  }

  function farewell({ id, remoteAddress }: SMTPServerSession): void {
    const ids = sessions.get(remoteAddress);
    ids?.delete(id);
    if (ids?.size === 0) sessions.delete(remoteAddress);
  }

  async function begin({ remoteAddress }: SMTPServerSession): Promise<void> {
    unlessTooFast(() => spendMail(remoteAddress));
  }

  async function admit(address: string, { envelope }: SMTPServerSession): Promise<void> {
    if (envelope.rcptTo.length >= MOST_RECIPIENTS) throw new Refusal(452, 'Too many recipients, send the rest apart');
    if ((await orLater(mailboxIdAt(address))) === null) throw new Refusal(550, 'No such mailbox here');
  }

  /**
   * Resolves once each mailbox that it is for has it, or has not.
   * @returns for each recipient, in their order, why it was not taken; null where it was
   */
  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<(Refusal | null)[]> {
    const { mailFrom, rcptTo } = session.envelope;
    const from = mailFrom ? mailFrom.address || null : null;
    const raw = await received(stream, markOf(from, session));
    const addresses = rcptTo.map(({ address }) => address.toLowerCase());
    const mailboxIds = await Promise.all(addresses.map((address) => orLater(mailboxIdAt(address))));
    const at = new Date();
    const outcomes = new Map<string | null, Refusal | null>([[null, GONE]]);
    for (const mailboxId of new Set(mailboxIds)) {
      if (mailboxId === null) continue;
      // The same address twice, or two of one mailbox, is one mail.
      const to = addresses.filter((_, i) => mailboxIds[i] === mailboxId);
      outcomes.set(mailboxId, await refusalOf(takeRaw({ mailboxId, raw, envelope: { from, to }, at })));
    }
    metrics.mailBytes.inc(raw.length);
    return mailboxIds.map((mailboxId) => outcomes.get(mailboxId) ?? null);
  }

  const refusalOf = (work: Promise<unknown>): Promise<Refusal | null> =>
    orLater(work).then(
      () => null,
      (error: Refusal) => error,
    );

  async function received(stream: SMTPServerDataStream, mark: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [Buffer.from(mark, 'utf8')];
    let size = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (stream.sizeExceeded || bytesInHand > BYTES_IN_HAND) {
          chunks.length = 0; // the rest is only waited for
        } else if (chunks.length > 0) {
          chunks.push(chunk);
          size += chunk.length;
          bytesInHand += chunk.length;
        }
      }
    } finally {
      bytesInHand -= size;
    }
    if (stream.sizeExceeded) throw new Refusal(552, 'Larger than this server takes');
    if (chunks.length === 0) throw new Refusal(452, 'Too busy now, come again');
    return Buffer.concat(chunks);
  }

  /** Whatever fails on our side can be tried again: nothing is said to be taken that is not. */
  async function orLater<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof AppError && error.code === 'file.tooLarge') throw new Refusal(552, 'Too large');
      log.error({ error }, 'a mail could not be stored');
      throw new Refusal(451, 'Cannot store mail now, come again');
    }
  }

  /** What a last mail server writes above a mail: who sent it, and, for strangers, that nobody vouches for it. */
  const markOf = (from: string | null, { remoteAddress }: SMTPServerSession): string =>
    `Return-Path: <${(from ?? '').replace(/[\r\n<>]/g, '')}>\r\n${isRelay(remoteAddress) ? '' : OWN_MARK}`;

  return { greet, farewell, begin, admit, take };
}

function unlessTooFast(spend: () => void): void {
  try {
    spend();
  } catch {
    throw new Refusal(421, 'Too fast, come again in a while');
  }
}
