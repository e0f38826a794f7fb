import type { MailboxRecord, MailboxTrouble, MailTrouble } from '../contract/index.js';
import type { Bus, Clock } from '../platform/index.js';
import { MailboxModel } from './mailbox.model.js';

/** Whoever looks after mailboxes is told of the same once in so long. */
const TOLD_EVERY_MS = 3_600_000;
/** What happened longer ago is no trouble any more. */
const SHOWN_MS = 24 * 3_600_000;

interface TroublesNeeds {
  bus: Bus;
  clock: Clock;
  find: (id: string) => Promise<MailboxRecord | null>;
}

/** What goes wrong with a mailbox: counted on its record, and told once an hour by whichever node counts it first. */
export function makeTroubles({ bus, clock, find }: TroublesNeeds) {
  async function noteTrouble(id: string, kind: MailTrouble, why: string | null): Promise<void> {
    const now = clock.now();
    const at = `troubles.${kind}`;
    const isNew = { $or: [{ [at]: null }, { [`${at}.since`]: { $lte: new Date(+now - TOLD_EVERY_MS) } }] };
    const first = { $set: { [at]: { since: now, last: now, times: 1, why } } };
    const mailbox = await MailboxModel.findOneAndUpdate({ _id: id, ...isNew } as never, first as never, {
      returnDocument: 'after',
    }).lean<MailboxRecord>();
    if (!mailbox) {
      const again = { $set: { [`${at}.last`]: now, [`${at}.why`]: why }, $inc: { [`${at}.times`]: 1 } };
      await MailboxModel.updateOne({ _id: id, [at]: { $ne: null } } as never, again as never);
      return;
    }
    const { name, address } = mailbox;
    bus.publish('mailbox.noted', { mailboxId: id, trouble: { kind, why, name, address } });
  }

  /** It works again. Asked for each mail that goes well, so what is known of it will do. */
  async function noteOver(id: string, kind: MailTrouble): Promise<void> {
    if (!(await find(id))?.troubles?.[kind]) return;
    await MailboxModel.updateOne({ _id: id }, { $unset: { [`troubles.${kind}`]: 1 } } as never);
    bus.publish('mailbox.noted', { mailboxId: id, trouble: null });
  }

  return { noteTrouble, noteOver };
}

/** The latest first. */
export function troublesOf({ troubles = {} }: Pick<MailboxRecord, 'troubles'>, now: Date): MailboxTrouble[] {
  return Object.entries(troubles)
    .filter(([, { last }]) => +now - +last < SHOWN_MS)
    .sort(([, a], [, b]) => +b.last - +a.last)
    .map(([kind, { since, last, times, why }]) => ({
      ...{ kind: kind as MailTrouble, why, times },
      ...{ since: since.toISOString(), last: last.toISOString() },
    }));
}
