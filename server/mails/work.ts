import type { MailBody, MailRecord } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { MailModel } from './mail.model.js';

/** Longer than any mail takes; whoever deals with one for longer is gone. */
const LEASE_MS = 60_000;

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

  return {
    /** Leases a mail just stored to the caller, or null when somebody else has it. */
    claimNew: (id: string): Promise<MailRecord | null> =>
      MailModel.findOneAndUpdate(
        { _id: id, state: 'stored', tries: 0 },
        { $set: { dueAt: lease() }, $inc: { tries: 1 } },
        { returnDocument: 'after' },
      ).lean<MailRecord>(),

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

    async settle(id: string, taken: MailTaken): Promise<void> {
      await MailModel.updateOne({ _id: id, state: 'stored' }, { $set: taken, $unset: { dueAt: 1 } });
    },
  };
}
