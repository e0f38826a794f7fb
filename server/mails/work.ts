import type { MailBody, MailRecord } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { updateTogether } from '../store/index.js';
import { MailModel } from './mail.model.js';

/** Longer than any mail takes; whoever deals with one for longer is gone. */
const LEASE_MS = 60_000;
/** With less left of what it has, nobody begins. */
const LEAST_MS = 5_000;

/** What became of a mail. */
export interface MailTaken {
  state: 'taken' | 'dropped' | 'failed';
  why?: string;
  messageIds?: string[];
  conversationId?: string | null;
  customerId?: string | null;
  touchpointId?: string | null;
  body?: MailBody;
}

/** Who deals with which stored mail, and until when. Everything that a claim leads to is safe to do twice. */
export function makeMailWork({ clock }: { clock: Clock }) {
  const lease = () => new Date(clock.now().getTime() + LEASE_MS);
  const write = updateTogether(MailModel);

  return {
    /**
     * Whoever stored a mail holds it; after a while in line, by a lease of its own.
     * @param record as it was stored
     * @returns null when somebody else has it
     */
    async claimNew(record: MailRecord): Promise<MailRecord | null> {
      if (+(record.dueAt ?? 0) - +clock.now() > LEAST_MS) return record;
      const { _id, tries } = record;
      const filter = { _id, state: 'stored', tries } as const;
      const update = { $set: { dueAt: lease() }, $inc: { tries: 1 } };
      return MailModel.findOneAndUpdate(filter, update, { returnDocument: 'after' }).lean<MailRecord>();
    },

    /** Leases one that is due, what has waited longest first; null when nothing is. */
    claimDue: (): Promise<MailRecord | null> =>
      MailModel.findOneAndUpdate(
        { dueAt: { $lte: clock.now() } },
        { $set: { dueAt: lease() }, $inc: { tries: 1 } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      ).lean<MailRecord>(),

    /** Puts off a stored one for another try. */
    async postpone(id: string, delayMs: number): Promise<void> {
      const dueAt = new Date(clock.now().getTime() + delayMs);
      await MailModel.updateOne({ _id: id, state: 'stored' }, { $set: { dueAt } });
    },

    /** It waits for another, for so long as if nobody had taken it up. */
    async putBack({ _id, tries }: MailRecord, delayMs: number): Promise<void> {
      const dueAt = new Date(clock.now().getTime() + delayMs);
      await MailModel.updateOne({ _id, state: 'stored', tries }, { $set: { dueAt }, $inc: { tries: -1 } });
    },

    /**
     * An agent says where a mail belongs that was told in a conversation: it is dealt with again, by that word. Of several, and of
     * several nodes, one says it.
     * @returns null where that was said already, or the mail is elsewhere
     */
    place(id: string, placed: NonNullable<MailRecord['placed']>): Promise<MailRecord | null> {
      const filter = { _id: id, direction: 'in', state: 'taken', conversationId: placed.from, placed: null };
      const update = { $set: { placed, state: 'stored', tries: 1, dueAt: lease() } } as const;
      return MailModel.findOneAndUpdate(filter as never, update, { returnDocument: 'after' }).lean<MailRecord>();
    },

    async settle(id: string, taken: MailTaken): Promise<void> {
      await write({ filter: { _id: id, state: 'stored' }, update: { $set: taken, $unset: { dueAt: 1 } } });
    },
  };
}
