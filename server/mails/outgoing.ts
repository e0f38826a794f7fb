import type { MailBody, MailRecord } from '../contract/index.js';
import { type Clock, newId } from '../platform/index.js';
import { MailModel } from './mail.model.js';

/** A mail of ours, as it is written down before the first try to send it. */
export type WrittenNote = Pick<OutgoingNote, 'mailboxId' | 'sourceId' | 'conversationId' | 'customerId' | 'body'>;

export interface OutgoingNote {
  mailboxId: string;
  /** Of its touchpoint: the same one again finds the same record, and so the same ids. */
  sourceId: string;
  /** Without brackets. */
  messageId: string;
  envelope: { from: string | null; to: string[] };
  conversationId: string | null;
  customerId: string | null;
  touchpointId: string | null;
  body: MailBody | null;
}

/** What we send, known again by the answers to it. */
export function makeOutgoingMails({ clock }: { clock: Clock }) {
  return {
    /** What was written and waits for its time. Nobody knows of it yet, so nothing can answer it. */
    async noteWritten({ sourceId, ...about }: WrittenNote, id = newId()): Promise<void> {
      const waiting: MailRecord = {
        ...{ _id: id, direction: 'out', key: `out:${sourceId}`, messageIds: [], rawFileId: null, state: 'stored' },
        ...{ ...about, tries: 0, touchpointId: null, envelope: { from: null, to: [] }, receivedAt: clock.now() },
      };
      await MailModel.updateOne({ _id: id }, { $setOnInsert: waiting as never }, { upsert: true });
    },

    /**
     * What goes out now; where it was written down before, with the body it has.
     * @param id for a caller whose ids, as in a return path, rest on it
     */
    async noteOutgoing({ sourceId, messageId, ...about }: OutgoingNote, id = newId()): Promise<MailRecord> {
      const key = `out:${sourceId}`;
      const { envelope, touchpointId } = about;
      const going = { messageIds: [messageId], state: 'taken', envelope, touchpointId, receivedAt: clock.now() };
      const written = await MailModel.findOneAndUpdate(
        { key, state: 'stored' },
        { $set: going as never },
        { returnDocument: 'after' },
      ).lean<MailRecord>();
      if (written) return written;
      const fresh: MailRecord = {
        ...{ _id: id, direction: 'out', key, messageIds: [messageId], rawFileId: null, state: 'taken', tries: 0 },
        ...about,
        receivedAt: clock.now(),
      };
      const update = { $setOnInsert: fresh as never };
      const find = () =>
        MailModel.findOneAndUpdate({ key }, update, { upsert: true, returnDocument: 'after' }).lean<MailRecord>();
      // Two who write it down at once: one of them inserts, the other finds.
      return (await find().catch(find)) as MailRecord;
    },

    /** A mail server gave it another id than ours: answers may name that one. */
    async addMessageId(id: string, messageId: string): Promise<void> {
      await MailModel.updateOne({ _id: id }, { $addToSet: { messageIds: messageId } });
    },
  };
}
