import type { ConversationRecord, MailRecord } from '../../../server/contract/index.js';
import type { ReadMail } from '../reading/index.js';
import type { IncomingMailbox, IncomingNeeds } from './needs.js';
import type { ThreadHit } from './thread.js';

/** Ids that a mail says it answers, the likeliest first. */
export function answeredIds({ inReplyTo, references, originalMessageIds }: ReadMail): string[] {
  const ids = [...inReplyTo, ...[...references].reverse(), ...originalMessageIds];
  return [...new Set(ids)].filter(Boolean);
}

/** A mail that could not be dealt with so often is waited for no more. */
const WAITED_FOR_TRIES = 3;

/**
 * Whether a mail that came before, and that this one says it answers, is not dealt with yet: another process has it, or had it and
 * died. Where that one goes, this one belongs.
 */
export function namesHeld(read: ReadMail, named: readonly MailRecord[], own: MailRecord): boolean {
  const ids = answeredIds(read);
  const cameBefore = ({ receivedAt, _id }: MailRecord) => +receivedAt - +own.receivedAt || (_id < own._id ? -1 : 1);
  return named.some(
    (mail) =>
      mail.direction === 'in' &&
      mail.state === 'stored' &&
      mail.tries <= WAITED_FOR_TRIES &&
      cameBefore(mail) < 0 &&
      mail.messageIds.some((id) => ids.includes(id)),
  );
}

/** Looks up what a mail names: signed addresses, ids of ours and of mails that came here, a signed number in the subject. */
export function makeThreadFacts({ conversations, tokens }: Pick<IncomingNeeds, 'conversations' | 'tokens'>) {
  const byNumber = async (number: number | null) => (number === null ? null : conversations.byNumber(number));

  /** @param named the mails of this mailbox that bear an id which it names */
  return async function hitsOf(
    read: ReadMail,
    named: readonly MailRecord[],
    { record, mailbox }: { record: MailRecord; mailbox: IncomingMailbox },
  ): Promise<ThreadHit[]> {
    const byId = await answered(answeredIds(read), named);
    const hits: [ThreadHit['by'], ConversationRecord | null][] = [
      ['token', await byToken(read, record, mailbox)],
      ['outboundId', byId.out],
      ['inboundId', byId.in],
      ['subjectToken', await byNumber(tokens.conversationOfSubject(mailbox._id, read.subject))],
    ];
    return hits.flatMap(([by, conversation]) => (conversation ? [{ by, conversation }] : []));
  };

  /** The conversations that the likeliest of these ids belong to, among mails of ours and among mails that came. */
  async function answered(ids: string[], named: readonly MailRecord[]) {
    const known = named.filter(({ messageIds }) => messageIds.some((id) => ids.includes(id)));
    const ours = known.filter(({ direction }) => direction === 'out');
    const theirs = known.filter(({ direction }) => direction === 'in');
    return {
      out: (await conversationOf(ids, ours)) ?? (await conversations.byRootIds(ids)),
      in: await conversationOf(ids, theirs),
    };
  }

  async function byToken(read: ReadMail, record: MailRecord, { _id: id, address }: IncomingMailbox) {
    for (const recipient of new Set([...record.envelope.to, ...read.recipients])) {
      const found = await byNumber(tokens.conversationOf({ id, address }, recipient));
      if (found) return found;
    }
    return null;
  }

  async function conversationOf(ids: string[], known: MailRecord[]): Promise<ConversationRecord | null> {
    for (const id of ids) {
      const mail = known.find(({ conversationId, messageIds }) => conversationId && messageIds.includes(id));
      const conversation = mail?.conversationId ? await conversations.byId(mail.conversationId) : null;
      if (conversation) return conversation;
    }
    return null;
  }
}
