import type { ConversationRecord, TouchpointRecord } from '../../../server/contract/index.js';
import type { Conversations } from '../../../server/conversations/index.js';
import type { Files } from '../../../server/files/index.js';
import type { Mails } from '../../../server/mails/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import { ChannelError } from '../../channel.js';
import type { MailTokens } from '../tokens.js';
import { composed, type MailFile } from '../transport.js';
import { bodyOf } from './body.js';
import { cidOf, composeMail } from './compose.js';
import { domainOf, type SendingMailbox } from './mailbox.js';
import type { Original } from './quote.js';
import { picturesIn } from './safe-html.js';
import type { SendToEach } from './send-to-each.js';
import { relayIds, threadIds } from './thread-ids.js';
import type { MailTransports } from './transports.js';
import { recipientsOf } from './waiting.js';

export interface SendNeeds {
  transports: Pick<MailTransports, 'of'>;
  tokens: MailTokens;
  /** Null where there is none, or it sends nothing. */
  mailboxById: (id: string) => Promise<SendingMailbox | null>;
  mails: Pick<Mails, 'byId' | 'threadOf' | 'noteOutgoing' | 'keepSent' | 'addMessageId'>;
  conversations: Pick<Conversations, 'byId' | 'noteMail'>;
  timeline: Pick<Timeline, 'latestMessage'>;
  files: Pick<Files, 'streamOf'>;
  timeZone: (queueId: string) => Promise<string>;
  sendToEach: SendToEach;
}

/** What leaves as a letter: what was written as one, and what was said in a chat that goes on by mail. */
export type Letterlike = TouchpointRecord<'message'> | TouchpointRecord<'chat.mailed'>;

/** @returns a function that sends a message of ours by mail, the same however often it is tried */
export function makeSendLetter(needs: SendNeeds) {
  const { transports, tokens, mails, conversations, sendToEach } = needs;

  return async function sendLetter(touchpoint: Letterlike): Promise<{ providerId: string }> {
    const told = touchpoint.details.mail;
    const mailbox = told && (await needs.mailboxById(told.mailboxId));
    const conversation = touchpoint.conversationId && (await conversations.byId(touchpoint.conversationId));
    if (!mailbox) throw new ChannelError('refused', { detail: 'mail.noMailbox' });
    if (!conversation) throw new ChannelError('refused');
    const written = await noteGoing(touchpoint, conversation, mailbox);
    const mail = composeMail({
      ...{ mailbox, told, locale: conversation.locale, ...written },
      messageId: tokens.messageId(mailbox, told.mailId),
      timeZone: await needs.timeZone(conversation.queueId),
      original: told.hasQuote ? await originalOf(touchpoint) : null,
      thread: await threadOf(conversation._id, told.mailId),
      replyTo: tokens.addressToken(mailbox, conversation.number),
      loopMark: tokens.loopMark,
      automatic: touchpoint.kind === 'message' && touchpoint.details.source === 'automatic',
      files: await filesOf(touchpoint, mailbox, written.html),
    });
    const open = await mails.keepSent(told.mailId, composed(mail));
    await sendToEach(touchpoint, recipientsOf(told), async (recipient) => {
      const from = tokens.bounceAddress(mailbox, told.mailId, recipient) ?? mailbox.address;
      const copy = { ...mail, raw: await open(), attachments: [], envelope: { from, to: [recipient] } };
      const { response, host } = await transports.of(mailbox).send(copy);
      for (const id of relayIds(response, host)) await mails.addMessageId(told.mailId, id);
    });
    return { providerId: mail.messageId };
  };

  /** Before the first try, so that an answer which comes at once is known. */
  async function noteGoing(touchpoint: Letterlike, { _id }: ConversationRecord, mailbox: SendingMailbox) {
    const told = touchpoint.details.mail!;
    const { mailId, mailboxId } = told;
    // Whoever is written to for all to see has part in the talk; a blind copy does not.
    const participants = [...told.to, ...told.cc].map(({ address }) => address);
    await conversations.noteMail(_id, { mailboxId, domain: domainOf(mailbox.address), participants });
    const record = await mails.noteOutgoing(
      {
        ...{ mailboxId, sourceId: touchpoint.sourceId, messageId: tokens.messageId(mailbox, mailId) },
        envelope: { from: mailbox.address, to: recipientsOf(told) },
        ...{ conversationId: _id, customerId: touchpoint.customerId, touchpointId: touchpoint._id },
        body: bodyOf(touchpoint.text ?? '', null, []),
      },
      mailId,
    );
    return { text: touchpoint.text ?? record.body?.text ?? '', html: record.body?.html ?? null };
  }

  async function originalOf({ conversationId, seq }: Letterlike): Promise<Original | null> {
    const answered = await needs.timeline.latestMessage(conversationId!, {
      ...{ channel: 'email', direction: 'in', before: seq },
    });
    const told = answered?.details.mail;
    if (!answered || !told) return null;
    const body = (await mails.byId(told.mailId))?.body;
    const from = told.from[0];
    const writer = from?.name || from?.address || '';
    return { writer, at: answered.at, text: body?.visible || (answered.text ?? ''), html: body?.html ?? null };
  }

  async function threadOf(conversationId: string, mailId: string) {
    const all = await mails.threadOf(conversationId);
    const own = all.findIndex(({ _id }) => _id === mailId);
    const before = (own < 0 ? all : all.slice(0, own)).map(({ messageIds, direction }) => ({
      messageId: messageIds[0] as string,
      direction,
    }));
    const rootId = (await conversations.byId(conversationId))?.mail?.rootId ?? null;
    return threadIds(rootId, before);
  }

  async function filesOf(
    { attachments }: Letterlike,
    mailbox: SendingMailbox,
    html: string | null,
  ): Promise<MailFile[]> {
    const pictures = picturesIn(html ?? '');
    const found = await Promise.all(
      attachments.map(async ({ fileId, name, type }) => {
        const content = await needs.files.streamOf(fileId);
        if (!content) throw new ChannelError('refused', { detail: 'mail.fileMissing' });
        const shown = pictures.includes(fileId);
        const disposition = { contentDisposition: shown ? ('inline' as const) : ('attachment' as const) };
        return {
          filename: name,
          contentType: type,
          content,
          ...disposition,
          ...(shown && { cid: cidOf(fileId, mailbox) }),
        };
      }),
    );
    return found;
  }
}
