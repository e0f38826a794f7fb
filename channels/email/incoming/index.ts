import type { ConversationRecord, MailRecord, PlaceMailInput } from '../../../server/contract/index.js';
import type { ArrivedMail } from '../../../server/mails/index.js';
import { AppError, inTurn, metrics } from '../../../server/platform/index.js';
import { nameOf, type ReadMail, readMail, type Unreadable } from '../reading/index.js';
import { makeBeside, type Pace } from './beside.js';
import { makeDeal } from './deal.js';
import { makeLine } from './line.js';
import type { IncomingNeeds } from './needs.js';
import { mustBePlaceable, type Placed } from './placing.js';
import { touchesOf } from './touches.js';
import { unread, unreadAs } from './unread.js';

/**
 * Dealt with at once; in memory at most, read or being read, where a large one counts for several; and how many may wait before
 * whoever brings more is held up. Of what is swept, which may be large: so many.
 */
const AT_ONCE = 16;
const IN_HAND = 32;
const BYTES_OF_ONE = 2 * 1024 * 1024;
const MOST_WAITING = 200;
const SWEPT_AT_ONCE = 8;
/** What is no larger is not read from disk again when its turn comes. */
const KEPT_BYTES = 128 * 1024;
const SWEEP_MS = 5_000;
/** An answer waits for the storing: there nobody waits for more to come. */
const STORING: Pace = { shortestMs: 0, longestMs: 100 };
const DEALING: Pace = { shortestMs: 50, longestMs: 300 };
/** After so many tries a mail is handed to people unread; after so many more nobody tries again. */
const READING_TRIES = 5;
const MOST_TRIES = 12;
const LONGEST_PAUSE_MS = 300_000;
/** How long a mail waits that names one which is still held, until it is looked at again. */
const NAMED_HELD_MS = 1_000;
/** The store settles what meets when it is stored. */
const TOUCHES_NOTHING: Promise<readonly string[]> = Promise.resolve([]);

export type IncomingMail = ReturnType<typeof makeIncomingMail>;

/** A stored mail; with its bytes where they are few. */
interface Stored {
  record: MailRecord;
  raw?: Buffer;
  weight: number;
}

/**
 * The way in for mail, however it comes. What is stored is dealt with at once: in the order it came to its mailbox where two of
 * them could meet, else beside each other. A sweep, of any node, finishes what a crash left. A mail that cannot be dealt with is
 * put off and stands in nobody's way.
 */
export function makeIncomingMail(needs: IncomingNeeds) {
  const { log, mails, mailboxes, tokens } = needs;
  const deal = makeDeal(needs);
  const inOrder = inTurn();
  const storing = makeBeside(Number.POSITIVE_INFINITY, STORING);
  const dealing = makeBeside(AT_ONCE, DEALING);
  const line = makeLine(takeNew, { atOnce: IN_HAND, weightOf: ({ weight }) => weight, most: MOST_WAITING });
  let sweeping: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** Resolves once the mail and its record are on disk: only then may it be acknowledged. @throws AppError file.tooLarge */
  async function takeRaw(mail: ArrivedMail): Promise<'new' | 'known'> {
    const stored = storing.run(mail.mailboxId, TOUCHES_NOTHING, () =>
      mails.keepMail({ ...mail, messageId: nameOf(mail.raw) }),
    );
    void noteStoring(mail.mailboxId, stored); // told to the bringer when its turn comes
    // Stored beside each other, yet they get in line as they came.
    return inOrder(mail.mailboxId, async () => {
      const { record, isNew } = await stored;
      if (!isNew) metrics.mails.inc({ result: 'known' });
      else await line.push({ record, weight: weightOf(mail.raw), ...(isSmall(mail.raw) && { raw: mail.raw }) });
      return isNew ? 'new' : 'known';
    });
  }

  /** Whoever looks after mailboxes hears that nothing can be stored, as far as that can be written, and that it can again. */
  async function noteStoring(mailboxId: string, storing: Promise<unknown>): Promise<void> {
    const error: unknown = await storing.then(
      () => null,
      (failure) => failure,
    );
    if (error instanceof AppError) return; // it is about this mail
    const noting = error ? mailboxes.noteTrouble(mailboxId, 'storing', null) : mailboxes.noteOver(mailboxId, 'storing');
    await noting.catch((cause: unknown) => log.warn({ error: cause, mailboxId }, 'how a mailbox stores is not noted'));
  }

  async function takeNew({ record, raw }: Stored): Promise<void> {
    await inPlace(record, readingOf(record, raw), async (reading) => {
      const held = await mails.claimNew(record);
      if (held) await take(held, reading);
    }).catch((error: unknown) => log.error({ error, mailId: record._id }, 'a mail is left to the sweep'));
  }

  type Reading = Promise<ReadMail>;

  /** Failing to read is told when its turn comes. */
  function readingOf(record: MailRecord, kept?: Buffer): Reading {
    const reading = (async () => {
      if (record.tries > READING_TRIES) return unread(record);
      const raw = kept ?? (record.rawFileId && (await mails.rawOf(record.rawFileId)));
      if (!raw) throw new Error('the original of a mail is missing');
      const read: ReadMail | Unreadable = await readMail(raw);
      return 'unreadable' in read ? unreadAs(read) : read;
    })();
    reading.catch(() => {});
    return reading;
  }

  function inPlace(record: MailRecord, reading: Reading, work: (reading: Reading) => Promise<void>): Promise<void> {
    return dealing.run(record.mailboxId, touched(record, reading), () => work(reading));
  }

  /** What is not read is put off, and touches nothing. */
  async function touched(record: MailRecord, reading: Reading): Promise<readonly string[]> {
    try {
      const [read, mailbox] = await Promise.all([reading, mailboxes.byId(record.mailboxId)]);
      return mailbox ? touchesOf(read, record, mailbox, tokens) : [];
    } catch {
      return [];
    }
  }

  async function take(record: MailRecord, reading: Reading): Promise<void> {
    try {
      const mailbox = await mailboxes.byId(record.mailboxId);
      if (!mailbox) return await settle(record, { state: 'failed', why: 'mailboxGone' });
      const taken = await deal(record, mailbox, await reading);
      await (taken ? settle(record, taken) : mails.putBack(record, NAMED_HELD_MS));
    } catch (error) {
      await putOff(record, error);
    }
  }

  async function settle(record: MailRecord, taken: Parameters<typeof mails.settle>[1]): Promise<void> {
    await mails.settle(record._id, taken);
    const { state, why } = taken;
    metrics.mails.inc({ result: record.placed ? 'placed' : (why ?? state) });
    if (state !== 'taken')
      log.warn({ mailId: record._id, mailboxId: record.mailboxId, why }, 'a mail was not taken in');
    const trouble = why === 'loop' ? 'loop' : why === 'gaveUp' ? 'lost' : null;
    if (trouble) await mailboxes.noteTrouble(record.mailboxId, trouble, null);
  }

  async function putOff(record: MailRecord, error: unknown): Promise<void> {
    const { _id: mailId, tries } = record;
    log.error({ mailId, tries, error }, 'a mail could not be dealt with');
    if (tries >= MOST_TRIES) return settle(record, { state: 'failed', why: 'gaveUp' });
    await mails.postpone(mailId, Math.min(1_000 * 2 ** tries, LONGEST_PAUSE_MS));
  }

  /**
   * An agent says where a mail belongs that was told in this conversation. Whoever says it first is heeded, whatever others say.
   * @returns the mail, dealt with by that word or about to be
   * @throws AppError record.missing, record.moved
   */
  async function place(c: ConversationRecord, by: Placed['by'], { mailId, to }: PlaceMailInput): Promise<MailRecord> {
    const known = await mails.byId(mailId);
    if (known?.placed?.from === c._id) return known;
    await mustBePlaceable(known, { c, to }, needs.timeline);
    const record = await mails.place(mailId, { to, by, at: needs.clock.now(), from: c._id });
    if (record) await inPlace(record, readingOf(record), (reading) => take(record, reading));
    const now = await mails.byId(mailId);
    if (now?.placed?.from === c._id) return now;
    throw new AppError('record.moved', 'This mail is elsewhere by now.');
  }

  /** Takes up what is due: left by a crash, put off, or more than the line could hold. */
  async function sweep(): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for (let due = await mails.claimDue(); due && !stopped; due = await mails.claimDue()) {
      const leased = due;
      const work: Promise<void> = inPlace(leased, readingOf(leased), (reading) => take(leased, reading)).finally(() =>
        underWay.delete(work),
      );
      underWay.add(work);
      if (underWay.size >= SWEPT_AT_ONCE) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  }

  return {
    takeRaw,
    place,
    sweep,
    start(): void {
      const again = () => sweep().catch((error: unknown) => log.error({ error }, 'the sweep of mails failed'));
      sweeping = again();
      timer = setInterval(() => {
        sweeping = sweeping.then(again);
      }, SWEEP_MS);
    },
    /** Takes up nothing more, and waits for what is under way. */
    async stop(): Promise<void> {
      stopped = true;
      clearInterval(timer);
      for (const rounds of [storing, dealing]) rounds.stop();
      await Promise.all([line.stop(), sweeping]);
    },
  };
}

const weightOf = ({ length }: Buffer) => Math.max(1, Math.ceil(length / BYTES_OF_ONE));
const isSmall = ({ length }: Buffer) => length > 0 && length <= KEPT_BYTES;

export { listenForMail } from './listener.js';
export type { IncomingMailbox, IncomingNeeds } from './needs.js';
