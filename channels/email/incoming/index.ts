import type { MailRecord } from '../../../server/contract/index.js';
import type { ArrivedMail } from '../../../server/mails/index.js';
import { inTurn, metrics } from '../../../server/platform/index.js';
import { type ReadMail, readMail, type Unreadable } from '../reading/index.js';
import { makeDeal } from './deal.js';
import { makeLine } from './line.js';
import type { IncomingNeeds } from './needs.js';
import { unread, unreadAs } from './unread.js';

/** Read and dealt with at once; and how many may wait in memory before whoever brings more is held up. */
const AT_ONCE = 4;
const MOST_WAITING = 200;
const SWEEP_MS = 5_000;
/** After so many tries a mail is handed to people unread; after so many more nobody tries again. */
const READING_TRIES = 5;
const MOST_TRIES = 12;
const LONGEST_PAUSE_MS = 300_000;

export type IncomingMail = ReturnType<typeof makeIncomingMail>;

/**
 * The way in for mail, however it comes. What is stored is dealt with at once, in the order it came to its mailbox; a sweep, of
 * any node, finishes what a crash left. A mail that cannot be dealt with is put off and stands in nobody's way.
 */
export function makeIncomingMail(needs: IncomingNeeds) {
  const { log, mails, mailboxes } = needs;
  const deal = makeDeal(needs);
  const turns = inTurn();
  const line = makeLine(takeNew, { atOnce: AT_ONCE, most: MOST_WAITING });
  let sweeping: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** Resolves once the mail and its record are on disk: only then may it be acknowledged. @throws AppError file.tooLarge */
  async function takeRaw(mail: ArrivedMail): Promise<'new' | 'known'> {
    const { record, isNew } = await mails.keepMail(mail);
    if (!isNew) metrics.mails.inc({ result: 'known' });
    else await line.push(record);
    return isNew ? 'new' : 'known';
  }

  /** Mails are read beside each other, but put on the timeline in the order of their mailbox. */
  async function takeNew(record: MailRecord): Promise<void> {
    const reading = readingOf(record);
    await turns(record.mailboxId, async () => {
      const leased = await mails.claimNew(record._id);
      if (leased) await take(leased, reading);
    }).catch((error: unknown) => log.error({ error, mailId: record._id }, 'a mail is left to the sweep'));
  }

  /** Failing to read is told when its turn comes. */
  function readingOf({ rawFileId }: MailRecord): Promise<ReadMail | Unreadable> {
    const reading = (async () => {
      const raw = rawFileId && (await mails.rawOf(rawFileId));
      if (!raw) throw new Error('the original of a mail is missing');
      return readMail(raw);
    })();
    reading.catch(() => {});
    return reading;
  }

  async function take(record: MailRecord, reading: Promise<ReadMail | Unreadable>): Promise<void> {
    try {
      const mailbox = await mailboxes.byId(record.mailboxId);
      if (!mailbox) return await settle(record, { state: 'failed', why: 'mailboxGone' });
      const read = record.tries > READING_TRIES ? unread(record) : await reading;
      await settle(record, await deal(record, mailbox, 'unreadable' in read ? unreadAs(read) : read));
    } catch (error) {
      await putOff(record, error);
    }
  }

  async function settle(record: MailRecord, taken: Parameters<typeof mails.settle>[1]): Promise<void> {
    await mails.settle(record._id, taken);
    const { state, why } = taken;
    metrics.mails.inc({ result: why ?? state });
    if (state !== 'taken')
      log.warn({ mailId: record._id, mailboxId: record.mailboxId, why }, 'a mail was not taken in');
  }

  async function putOff(record: MailRecord, error: unknown): Promise<void> {
    const { _id: mailId, tries } = record;
    log.error({ mailId, tries, error }, 'a mail could not be dealt with');
    if (tries >= MOST_TRIES) return settle(record, { state: 'failed', why: 'gaveUp' });
    await mails.postpone(mailId, Math.min(1_000 * 2 ** tries, LONGEST_PAUSE_MS));
  }

  /** Takes up what is due: left by a crash, put off, or more than the line could hold. */
  async function sweep(): Promise<void> {
    for (let due = await mails.claimDue(); due && !stopped; due = await mails.claimDue()) {
      const leased = due;
      await turns(leased.mailboxId, () => take(leased, readingOf(leased)));
    }
  }

  return {
    takeRaw,
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
      await Promise.all([line.stop(), sweeping]);
    },
  };
}

export { listenForMail } from './listener.js';
export type { IncomingMailbox, IncomingNeeds } from './needs.js';
