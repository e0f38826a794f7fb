import type { ConversationRecord, Locale, TouchpointRecord } from '../../server/contract/index.js';
import type { Conversations } from '../../server/conversations/index.js';
import type { Timeline } from '../../server/timeline/index.js';
import { type Channel, ChannelError } from '../channel.js';
import { MOST_TRIES } from './outgoing/limits.js';
import type { Letterlike } from './outgoing/send-letter.js';
import { composeTranscript, mailable } from './transcript.js';
import { transcriptHtml } from './transcript-html.js';
import { transcriptText } from './transcript-text.js';
import type { MailTransport, OutgoingMail } from './transport.js';

export interface EmailNeeds {
  transport: Pick<MailTransport, 'send'>;
  from: string;
  publicUrl: string;
  /** See `tokens.ts`. */
  loopMark: string;
  timeline: Pick<Timeline, 'ofConversation' | 'presentToVisitor'>;
  conversations: Pick<Conversations, 'byId'>;
  /** What the company calls itself on that website; null where the conversation came from none. */
  siteTitle: (siteId: string | null, locale: Locale) => Promise<string | null>;
  /** Whose clock the customer is shown: that of the queue which served them. */
  timeZone: (queueId: string) => Promise<string>;
  /** Sends what agents write. */
  sendLetter: (touchpoint: Letterlike) => Promise<{ providerId: string }>;
  roomOf: (lane: string) => number;
}

/** So that no automatic answer (RFC 3834; Exchange has its own header) comes back to what nobody reads. */
const AUTOMATIC = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/** Mail, going out: what agents write, and the transcripts that customers ask for. */
export function emailChannel(needs: EmailNeeds): Channel {
  const { transport, from, publicUrl, timeline, conversations } = needs;

  async function transcriptOf(asked: TouchpointRecord, conversation: ConversationRecord) {
    const all = await timeline.ofConversation(conversation._id);
    return composeTranscript({
      conversation,
      touchpoints: mailable(all, asked).map(timeline.presentToVisitor),
      title: await needs.siteTitle(conversation.siteId, conversation.locale),
      timeZone: await needs.timeZone(conversation.queueId),
    });
  }

  return {
    name: 'email',
    immediate: false,
    mostTries: MOST_TRIES,
    roomOf: needs.roomOf,
    async send(touchpoint) {
      if (isLetter(touchpoint)) return needs.sendLetter(touchpoint);
      const conversation = touchpoint.conversationId ? await conversations.byId(touchpoint.conversationId) : null;
      if (!isTranscript(touchpoint) || !conversation) throw new ChannelError('refused');
      const transcript = await transcriptOf(touchpoint, conversation);
      const mail: OutgoingMail = {
        from,
        to: [{ name: '', address: touchpoint.details.to }],
        subject: transcript.subject,
        text: transcriptText(transcript),
        html: transcriptHtml(transcript),
        messageId: messageIdOf(touchpoint, publicUrl),
        headers: { 'X-Loop': needs.loopMark, ...AUTOMATIC },
      };
      await transport.send(mail);
      return { providerId: mail.messageId };
    },
  };
}

const isTranscript = (t: TouchpointRecord): t is TouchpointRecord<'transcript.mailed'> =>
  t.kind === 'transcript.mailed';

const isLetter = (t: TouchpointRecord): t is Letterlike => t.kind === 'message' || t.kind === 'chat.mailed';

/** The same for every try, so that a reader who gets it twice is shown it once. */
const messageIdOf = ({ _id }: TouchpointRecord, publicUrl: string) => `<${_id}@${new URL(publicUrl).hostname}>`;
