import type { ChannelName, ConversationRecord, MailReply, SmsReply, TouchpointDraft } from '../contract/index.js';
import { chatStream } from '../conversations/index.js';
import { AppError, cleanText, type Handlers } from '../platform/index.js';
import { type Asker, type makeAccess, mustTalk } from './access.js';
import type { DeskNeeds } from './needs.js';

interface WritingNeeds
  extends Pick<
    DeskNeeds,
    'conversations' | 'customers' | 'timeline' | 'files' | 'outbox' | 'mail' | 'texts' | 'isVisitorOnline'
  > {
  access: ReturnType<typeof makeAccess>;
}

interface Written {
  clientId: string;
  text: string;
  attachmentIds: string[];
  channel?: 'webchat' | 'email' | 'sms' | undefined;
  mail?: Partial<MailReply> | undefined;
  sms?: SmsReply | undefined;
}

/** How an agent's words come onto the timeline. */
export function agentDraft(
  asker: Asker,
  c: ConversationRecord,
  { clientId, text }: Pick<Written, 'clientId' | 'text'>,
) {
  return {
    customerId: c.customerId,
    conversationId: c._id,
    sourceId: `${c._id}:${clientId}`,
    clientId,
    author: { type: 'agent', id: asker.id, name: asker.name },
    text: cleanText(text),
  } satisfies Partial<TouchpointDraft>;
}

/** What agents write: to the customer, and to each other. The same clientId twice is written once. */
export function writingHandlers(needs: WritingNeeds) {
  const { access, timeline, files } = needs;
  const write = makeWrite(needs);

  /**
   * On whose timeline an answer in the chat stands: of the customer, else of who is there and was joined with them. It stays theirs.
   * @throws AppError channel.none where a matter by mail cannot go on in the chat now
   */
  async function chatOf(c: ConversationRecord): Promise<string> {
    const stream = chatStream(c);
    if (c.channel === 'webchat' || needs.isVisitorOnline(stream)) return stream;
    const others = c.inChat || c.chat ? [] : await needs.customers.streamsOf(stream);
    const there = others.find(needs.isVisitorOnline);
    if (!there) throw new AppError('channel.none', 'The customer is not in the chat now.');
    return there;
  }

  return {
    'conversations.reply': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      const channel = channelFor(c, body);
      if (c.state !== 'active' || channel !== 'webchat') {
        const earlier = await timeline.bySource(channel, `${c._id}:${body.clientId}`);
        if (earlier) return timeline.present(earlier);
      }
      if (!writesUpCall(actor, c, channel)) mustTalk(actor, c);
      const stream = channel === 'webchat' ? await chatOf(c) : c.customerId;
      return timeline.present(await write(actor, c, channel, body, stream));
    },

    'conversations.note': async ({ actor, params, body }) => {
      const c = await access(actor, params.id as string);
      const touchpoint = await timeline.append({
        ...agentDraft(actor, c, body),
        kind: 'note',
        direction: 'internal',
        channel: null,
        details: { mentions: body.mentions },
      });
      return timeline.present(touchpoint);
    },

    'conversations.ticket': async ({ actor, params, body }) => {
      await access(actor, params.id as string);
      return { url: await files.issueTicket(`agent:${actor.id}`, body) };
    },
  } satisfies Partial<Handlers>;
}

/** By which channels talk can go on in writing, beside its own. */
const ONWARD: Readonly<Record<ChannelName, readonly ChannelName[]>> = {
  webchat: ['email', 'sms'],
  email: ['webchat', 'sms'],
  sms: [],
  voice: ['sms'],
};

/** By mail where that is asked for; only talk that is read at leisure can go on there. Nothing is written into a call. */
function channelFor({ channel }: ConversationRecord, wanted: Written): ChannelName {
  const by = wanted.channel ?? (wanted.mail ? 'email' : wanted.sms ? 'sms' : channel);
  if (by === 'voice' || (by !== channel && !ONWARD[channel].includes(by)))
    throw new AppError('channel.none', 'This conversation cannot go on by another channel.');
  return by;
}

/** What was promised on the phone may be sent while the call is written up. */
const writesUpCall = ({ id }: Asker, { state, agentId, channel: of }: ConversationRecord, channel: ChannelName) =>
  of === 'voice' && channel === 'sms' && state === 'wrapUp' && agentId === id;

/** Puts a message of ours onto its way, by whatever channel. */
export function makeWrite({
  conversations,
  timeline,
  files,
  outbox,
  mail,
  texts,
}: Pick<WritingNeeds, 'conversations' | 'timeline' | 'files' | 'outbox' | 'mail' | 'texts'>) {
  return async function write(
    asker: Asker,
    of: ConversationRecord,
    channel: ChannelName,
    written: Written,
    customerId = of.customerId,
  ) {
    const draft = agentDraft(asker, of, written);
    const attachments = await files.attachmentsOf(`agent:${asker.id}`, written.attachmentIds);
    const letter = { sourceId: draft.sourceId, text: draft.text, attachments, mail: written.mail ?? {} };
    await conversations.logTold(of); // an answer stands after the assignment it rests on
    const c = channel === 'webchat' ? await conversations.goOnInChat(of, customerId, asker) : of;
    const touchpoint = await timeline.append({
      ...draft,
      customerId: channel === 'webchat' ? chatStream(c) : c.customerId,
      kind: 'message',
      direction: 'out',
      channel,
      attachments,
      details: { source: 'chat' },
      ...(channel === 'email' && (await mail.plan(c, letter))),
      ...(channel === 'sms' && (await texts.plan(c, { text: draft.text, attachments, ...written.sms }))),
      delivery: outbox.firstState(channel),
    });
    await conversations.noteMessage(c, touchpoint);
    return touchpoint;
  };
}
