import type { ConversationMail, ConversationRecord } from '../contract/index.js';
import type { Bus } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';

export interface MailPart {
  mailboxId: string;
  /** Of the mailbox's address. */
  domain: string;
  /** Whose part in the talk is proven by what they wrote, or by our writing to them. */
  participants: readonly string[];
}

const MOST_PARTICIPANTS = 200;
const ROOT = /^([0-9a-f]{24})\.root@/;

export const mailOf = (id: string, { mailboxId, domain, participants }: MailPart): ConversationMail => ({
  mailboxId,
  rootId: `${id}.root@${domain}`,
  participants: [...new Set(participants.map((address) => address.toLowerCase()))].slice(0, MOST_PARTICIPANTS),
});

/** What mail adds to a conversation, of whatever channel it began on. */
export function makeMailParts({ bus }: { bus: Bus }) {
  return {
    /** Mail goes by this mailbox from now on, where none did; these addresses have part in it from now on. */
    async noteMail(id: string, part: MailPart): Promise<ConversationRecord | null> {
      const mail = mailOf(id, part);
      await ConversationModel.updateOne({ _id: id, mail: null } as never, { $set: { mail } });
      const joined = await ConversationModel.findOneAndUpdate(
        { _id: id, [`mail.participants.${MOST_PARTICIPANTS - 1}`]: { $exists: false } } as never,
        { $addToSet: { 'mail.participants': { $each: mail.participants } } },
        { returnDocument: 'after' },
      ).lean<ConversationRecord>();
      if (joined) bus.publish('conversation.changed', { conversation: joined, before: joined.state });
      return joined;
    },

    /** The first of these Message-IDs that is the root of a conversation. */
    async byRootIds(rootIds: readonly string[]): Promise<ConversationRecord | null> {
      const ids = rootIds.flatMap((rootId) => ROOT.exec(rootId)?.[1] ?? []);
      if (ids.length === 0) return null;
      const found = await ConversationModel.find({ _id: { $in: ids } }).lean<ConversationRecord[]>();
      const roots = rootIds.map((rootId) => found.find(({ mail }) => mail?.rootId === rootId));
      return roots.find((one) => one !== undefined) ?? null;
    },
  };
}
