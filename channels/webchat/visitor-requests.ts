import { createHash } from 'node:crypto';
import { type ConversationRecord, type TouchpointRecord, VisitorInputs } from '../../server/contract/index.js';
import { chatStream } from '../../server/conversations/index.js';
import {
  AppError,
  cleanLine,
  inTurn,
  keyedBuckets,
  makeAnswering,
  refuseUnknown,
  tokenBucket,
} from '../../server/platform/index.js';
import { makeCallMe } from './call-me.js';
import { makeIdentify } from './identify.js';
import type { WebchatNeeds } from './needs.js';
import { roomOf, siteRoom, tokenRoom, type VisitorSocket } from './visitor-socket.js';
import type { makeVisitorViews } from './visitor-views.js';

const PAGE = 500;
const HOUR = 3_600;

/** Everything a visitor may ask for, and how often. */
export function makeVisitorRequests(
  needs: WebchatNeeds,
  views: ReturnType<typeof makeVisitorViews>,
  seatBesides: (socket: VisitorSocket) => Promise<void>,
) {
  const { io, config, log, intake, timeline, conversations, customers, files, bus } = needs;
  const spendMessage = keyedBuckets(config.VISITOR_MESSAGES_PER_MINUTE / 60, config.VISITOR_MESSAGES_PER_MINUTE);
  const spendStart = keyedBuckets(
    config.CONVERSATIONS_PER_ADDRESS_PER_HOUR / HOUR,
    config.CONVERSATIONS_PER_ADDRESS_PER_HOUR,
  );
  const spendUpload = keyedBuckets(config.UPLOADS_PER_HOUR / HOUR, config.UPLOADS_PER_HOUR);
  const spendMail = keyedBuckets(5 / HOUR, 5);
  const spendPage = keyedBuckets(0.5, 30);
  // Everybody behind one address may be signed in by their page as often as they open it; only guessing is held back there.
  const spendIdentity = keyedBuckets(0.5, 60);
  const spendForged = keyedBuckets(60 / HOUR, 60);
  const { identify, signOut } = makeIdentify(needs);
  const { askCall, waitHere } = makeCallMe(needs);
  /** What one person writes is taken in one by one: it stays in order, and two tabs open one conversation. */
  const turns = inTurn();

  /** @throws AppError token.invalid for a stranger */
  function known(socket: VisitorSocket): string {
    if (!socket.data.customerId) throw new AppError('token.invalid', 'Nobody is known here yet.');
    return socket.data.customerId;
  }

  /** The visitor's own conversation: anybody else's is missing. */
  async function own(socket: VisitorSocket, conversationId: string): Promise<ConversationRecord> {
    const conversation = await conversations.byId(conversationId);
    if (!conversation || chatStream(conversation) !== known(socket)) {
      throw new AppError('conversation.missing', 'There is no such conversation.');
    }
    return conversation;
  }

  /** Whose matter goes on in another's chat is led elsewhere only by themself: what is asked for there would be told of them. */
  async function ownMatter(socket: VisitorSocket, conversationId: string): Promise<ConversationRecord> {
    const conversation = await own(socket, conversationId);
    if (conversation.chat) throw new AppError('channel.none', 'This talk stays in the chat.');
    return conversation;
  }

  /** Whoever it was before is not heard here any more; other tabs with the former token end with the new one. */
  async function become(socket: VisitorSocket, customerId: string, tokenHash: string | null): Promise<void> {
    const former = { ...socket.data };
    Object.assign(socket.data, { customerId, tokenHash });
    if (former.customerId && former.customerId !== customerId) await socket.leave(roomOf(former.customerId));
    await socket.join([roomOf(customerId), ...(tokenHash ? [tokenRoom(tokenHash)] : [])]);
    if (former.customerId && former.customerId !== customerId) await seatBesides(socket);
    if (former.tokenHash && tokenHash && former.tokenHash !== tokenHash)
      io.of('/visitor').in(tokenRoom(former.tokenHash)).socketsJoin(tokenRoom(tokenHash));
  }

  return function listen(socket: VisitorSocket): void {
    const spend = tokenBucket(config.SOCKET_EVENTS_PER_SECOND, config.SOCKET_EVENTS_PER_SECOND * 2);
    const answering = makeAnswering({ log, spend });
    refuseUnknown(socket, answering);
    const on = <K extends keyof typeof VisitorInputs>(
      name: K,
      handle: (input: (typeof VisitorInputs)[K]['_output']) => Promise<unknown>,
    ) => socket.on(name, answering(name, VisitorInputs[name], handle as never) as never);

    on('visit:open', async ({ after }) => {
      await socket.join(siteRoom(socket.data.siteId));
      return views.snapshot(socket.data, after, PAGE);
    });

    on('conversation:start', async (input) => {
      const { siteId, customerId, address } = socket.data;
      spendStart(address);
      if (!(await needs.offers(siteId, input.queueId))) throw new AppError('queue.missing', 'There is no such topic.');
      const owner = customerId ? `customer:${customerId}` : '';
      const attachments = await files.attachmentsOf(owner, input.attachmentIds ?? []);
      const begun = await turns(customerId ?? input.clientId, () =>
        intake.begin({ ...input, siteId, customerId, attachments }),
      );
      const { customer, conversation, words } = begun;
      const token = customerId ? null : await customers.issueToken(customer._id, siteId);
      await become(socket, customer._id, token ? views.hashOf(token) : socket.data.tokenHash);
      // The line may have told its places before this socket could be told anything, and somebody may have it by now.
      bus.publish('line.changed', { queueId: conversation.queueId });
      const now = (await conversations.byId(conversation._id)) ?? conversation;
      const first = words ?? (await timeline.bySource('webchat', `${customer._id}:${input.clientId}`));
      return {
        token,
        customerId: customer._id,
        conversation: await views.conversation(now),
        seq: first?.publicSeq ?? 0,
      };
    });

    on('message:send', async ({ clientId, text, attachmentIds }) => {
      const customerId = known(socket);
      spendMessage(customerId);
      const touchpoint = await turns(customerId, async () =>
        intake.takeIn({
          kind: 'message',
          channel: 'webchat',
          customerId,
          siteId: socket.data.siteId,
          sourceId: `${customerId}:${clientId}`,
          clientId,
          text,
          attachments: await files.attachmentsOf(`customer:${customerId}`, attachmentIds),
          locale: socket.data.locale,
        }),
      );
      return { id: touchpoint!._id, seq: touchpoint!.publicSeq, at: touchpoint!.at.toISOString() };
    });

    on('timeline:after', async ({ after }) => views.reading(known(socket), after, PAGE));

    on('typing:set', async ({ on: typing }) => {
      const customerId = known(socket);
      const open = await views.openConversationOf(customerId);
      if (!open) return {};
      const who = { type: 'customer', id: customerId, name: open.customerName } as const;
      bus.publish('typing.changed', { conversationId: open._id, customerId, who, on: typing });
      return {};
    });

    on('receipt:send', async ({ delivered, read }) => {
      const customerId = known(socket);
      const open = await conversations.latestOf(customerId);
      if (!open) return {};
      await intake.takeIn({ kind: 'receipt', customerId, conversationId: open._id, delivered, read });
      return {};
    });

    on('page:seen', async ({ url, title, at }) => {
      const customerId = known(socket);
      spendPage(customerId);
      const open = await views.openConversationOf(customerId);
      if (!open) return {};
      const digest = createHash('sha256').update(`${at}\n${url}`).digest('hex').slice(0, 24);
      await timeline.append({
        customerId,
        conversationId: open._id,
        kind: 'page.viewed',
        direction: 'internal',
        channel: 'webchat',
        sourceId: `${customerId}:page:${digest}`,
        author: { type: 'customer', id: customerId },
        details: { url, title: cleanLine(title) },
      });
      return {};
    });

    on('rating:give', async ({ conversationId, score, comment }) => {
      const conversation = await own(socket, conversationId);
      const customerId = known(socket);
      if (conversation.rating) throw new AppError('rating.given', 'This conversation has a rating already.');
      const given = await timeline.append({
        customerId,
        conversationId,
        kind: 'rating.given',
        direction: 'in',
        channel: 'webchat',
        sourceId: `${conversationId}:rating`,
        author: { type: 'customer', id: customerId, ...(!conversation.chat && { name: conversation.customerName }) },
        details: { score, ...(comment && { comment: cleanLine(comment) }) },
      });
      // Said a second time, it counts as it stands on the timeline.
      await conversations.noteRating(conversationId, given as TouchpointRecord<'rating.given'>);
      return {};
    });

    on('transcript:mail', async ({ conversationId, email, clientId }) => {
      const conversation = await own(socket, conversationId);
      if (!(await needs.mailsTranscripts(conversation.queueId)))
        throw new AppError('channel.none', 'Copies are not mailed here.');
      const customerId = known(socket);
      spendMail(customerId);
      await timeline.append({
        customerId,
        conversationId,
        kind: 'transcript.mailed',
        direction: 'out',
        channel: 'email',
        sourceId: `${customerId}:${clientId}`,
        clientId,
        author: { type: 'system' },
        details: { to: email },
        delivery: 'pending',
      });
      return {};
    });

    on('mail:ask', async ({ conversationId, email }) => {
      const { customerId, state, queueId } = await ownMatter(socket, conversationId);
      if (state === 'closed') throw new AppError('conversation.closed', 'This conversation is over.');
      if (email !== null) {
        if (!(await needs.answersByMail(queueId))) throw new AppError('channel.none', 'No mail is answered here.');
        spendMail(customerId); // to take it back is always free
      }
      await conversations.askMail(conversationId, email);
      return {};
    });

    on('call:ask', async ({ conversationId, number }) => {
      const conversation = await ownMatter(socket, conversationId);
      if (number === null) await waitHere(conversation);
      else await askCall(conversation, number);
      return {};
    });

    on('conversation:end', async ({ conversationId }) => {
      await needs.endByCustomer(await own(socket, conversationId));
      return {};
    });

    on('upload:ticket', async (file) => {
      const customerId = known(socket);
      spendUpload(customerId);
      return { url: await files.issueTicket(`customer:${customerId}`, file) };
    });

    on('visitor:identify', async ({ jwt }) => {
      spendIdentity(views.hashOf(jwt));
      const { customerId, token } = await identify(socket.data, jwt).catch((error: unknown) => {
        spendForged(socket.data.address);
        throw error;
      });
      await become(socket, customerId, views.hashOf(token));
      return { token, customerId };
    });

    on('visitor:signOut', async () => {
      await signOut(socket);
      await seatBesides(socket);
      return {};
    });
  };
}
