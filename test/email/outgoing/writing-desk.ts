/** A desk that writes: mailboxes, a mail server outside that takes what is sent, and conversations to answer. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { emailChannel, mailTransport, makeMailTokens, makeOutgoingMail } from '../../../channels/email/index.js';
import {
  type ConversationRecord,
  type MailboxCreateInput,
  MailboxCreateRequest,
  type MailReply,
  type TouchpointRecord,
} from '../../../server/contract/index.js';
import { makeConversations } from '../../../server/conversations/index.js';
import { makeFiles } from '../../../server/files/index.js';
import { makeMailboxes } from '../../../server/mailboxes/index.js';
import { makeMails } from '../../../server/mails/index.js';
import { makeOutbox } from '../../../server/outbox/index.js';
import { makeBus, makeFetchPublic, makeLog, newId } from '../../../server/platform/index.js';
import { makeTimeline, TouchpointModel } from '../../../server/timeline/index.js';
import { openTestStore } from '../../store-for.js';
import { anOutsideServer } from './mail-server.js';

const SECRET = 'k'.repeat(32);

interface Matter {
  c: ConversationRecord;
  incomingId: string;
}

/** Opens it before the tests of a file and closes it after them; between two of them the server outside forgets. */
export function atAWritingDesk() {
  const log = makeLog('silent');
  const bus = makeBus(log);
  let time = Date.parse('2030-01-05T09:00:00Z');
  const clock = { now: () => new Date(time) };
  const timeline = makeTimeline({ bus, clock, fileUrl: () => '/file' });
  const queueName = async () => 'Orders';
  const slaDueAt = async (_queueId: string, _kind: string, from: Date) => from;
  const conversations = makeConversations({
    ...{ bus, clock, log, timeline, queueName, slaDueAt },
    onwardSeconds: async () => null,
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'payvand-letters-'));
  const files = makeFiles({ dataDir, secretKey: SECRET, clock });
  const mails = makeMails({
    ...{ clock, secretKey: SECRET, files, fetchPublic: makeFetchPublic() },
    access: () => Promise.reject(new Error('nobody asks')),
  });
  const tokens = makeMailTokens(SECRET);
  const timeZone = async () => 'Asia/Tehran';

  const mailboxes = makeMailboxes({
    listener: null,
    bus,
    clock,
    secretKey: SECRET,
    checkQueues: async () => {},
    isQueue: async () => true,
    defaultQueueId: async () => null,
    audit: async () => {},
  });
  const queueId = newId();

  /** A mailbox of the company, complete but for what a test is about. */
  async function aMailbox(about: Partial<MailboxCreateInput> = {}): Promise<{ id: string; address: string }> {
    const { _id: id, address } = await mailboxes.create(
      MailboxCreateRequest.parse({
        ...{ name: 'Support', address: `m${newId().slice(-8)}@shop.example`, queueId },
        senderName: { en: 'Kilim & Co', fa: 'گلیم و شرکا' },
        signature: { en: '<p><b>Kilim &amp; Co</b><br>since 1990</p>', fa: '<p>گلیم و شرکا</p>' },
        ...about,
      }),
    );
    return { id, address };
  }

  let open = true;
  const dead: [address: string, status: string][] = [];
  let support: { id: string; address: string };
  let store: Awaited<ReturnType<typeof openTestStore>>;
  let post: Awaited<ReturnType<typeof anOutsideServer>>;
  let outgoing: ReturnType<typeof makeOutgoingMail>;
  let outbox: ReturnType<typeof makeOutbox>;
  let channel: ReturnType<typeof emailChannel>;

  beforeAll(async () => {
    store = await openTestStore();
    support = await aMailbox({ address: 'support@shop.example' });
    post = await anOutsideServer();
    const transport = mailTransport({ SMTP_URL: `smtp://127.0.0.1:${post.port}` }, { log });
    outgoing = makeOutgoingMail({
      ...{ bus, clock, log, tokens, transport, mailboxes, mails, conversations, timeline, files, timeZone },
      isOpen: async () => open,
      identitiesOf: async () => [],
      noteUndeliverable: async (address, status) => {
        dead.push([address, status]);
      },
      queueMail: async () => null,
      isOnline: () => false,
    });
    channel = emailChannel({
      ...{ transport, timeline, conversations, timeZone, sendLetter: outgoing.sendLetter },
      ...{
        from: 'a@b.example',
        publicUrl: 'https://shop.example',
        siteTitle: async () => null,
        loopMark: tokens.loopMark,
        roomOf: outgoing.roomOf,
      },
    });
    const gateFacts = async () => ({ service: true, withdrawn: [] });
    outbox = makeOutbox({ bus, clock, log, timeline, channels: { email: channel }, gateFacts, sweepSeconds: 3_600 });
    outbox.start();
  });
  afterEach(() => {
    post.arrived.length = 0;
    dead.length = 0;
    post.says('');
  });
  afterAll(async () => {
    await outbox.stop();
    outgoing.close();
    await post.close();
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** A customer has written, and an agent is to answer. */
  async function aMatter({ locale = 'en', subject = 'Where is it?', mailbox = support } = {}): Promise<Matter> {
    const customer = { _id: newId(), name: 'Ali' };
    const mail = { mailboxId: mailbox.id, domain: 'shop.example', participants: ['ali@mail.example'] };
    const opened = await conversations.open({
      ...{ customer, verified: false, channel: 'email', siteId: null, queueId: newId(), queueName: 'Orders', mail },
      ...{ locale: locale as 'en', subject, by: 'customer', startKey: randomUUID(), told: () => [] },
    });
    const incomingId = `first.${opened._id}@mail.example`;
    await anAnswer(opened, incomingId, subject);
    return { c: (await conversations.byId(opened._id))!, incomingId };
  }

  /** The customer's mail, as it is on the timeline when it was read. */
  async function anAnswer(c: ConversationRecord, messageId: string, subject: string) {
    time += 60_000;
    const mailId = newId();
    const raw = {
      mailboxId: c.mail!.mailboxId,
      raw: Buffer.from(`Message-ID: <${messageId}>\r\n\r\nx`),
      at: clock.now(),
    };
    const { record } = await mails.keepMail({ ...raw, envelope: { from: 'ali@mail.example', to: [] } });
    const text = 'My order is late.\n\n> earlier words';
    const body = {
      text,
      visible: text,
      html: '<p>My order is <b>late</b>.<img src="cid:x"></p>',
      quotedHtml: null,
      headers: [],
      inline: [],
    };
    await mails.settle(record._id, {
      ...{
        state: 'taken',
        messageIds: [messageId],
        conversationId: c._id,
        customerId: c.customerId,
        touchpointId: mailId,
        body,
      },
    });
    await timeline.append({
      ...{ customerId: c.customerId, conversationId: c._id, kind: 'message', direction: 'in', channel: 'email' },
      ...{ sourceId: mailId, author: { type: 'customer', name: 'Ali' }, text },
      details: {
        source: 'mail',
        mail: {
          ...{ mailId: record._id, mailboxId: c.mail!.mailboxId, from: [{ name: 'Ali', address: 'ali@mail.example' }] },
          ...{
            to: [{ name: '', address: support.address }],
            cc: [],
            subject,
            hasHtml: true,
            hasQuote: false,
            signs: [],
          },
        },
      },
    });
  }

  /** What an agent writes, with its time to take it back; `goes` lets that pass. */
  async function aReply(
    c: ConversationRecord,
    mail: Partial<MailReply> = {},
    text = 'On its way.',
    attachmentIds: string[] = [],
  ) {
    const sourceId = `${c._id}:${randomUUID()}`;
    const attachments = await files.attachmentsOf('agent:sara', attachmentIds);
    const plan = await outgoing.writing.plan(c, { sourceId, text, attachments, mail });
    return timeline.append({
      ...{
        customerId: c.customerId,
        conversationId: c._id,
        kind: 'message',
        direction: 'out',
        channel: 'email',
        sourceId,
      },
      ...{ author: { type: 'agent', id: 'sara', name: 'Sara' }, text, attachments, delivery: 'pending', ...plan },
    }) as Promise<TouchpointRecord<'message'>>;
  }

  async function goes({ _id }: TouchpointRecord) {
    time += 10_000;
    await outbox.sendDue(_id);
    return (await TouchpointModel.findById(_id).lean())!.delivery;
  }

  return {
    ...{ tokens, mails, timeline, conversations, files, mailboxes, aMailbox, aMatter, anAnswer, aReply, goes },
    /** Milliseconds since 1970, by the desk's clock. */
    now: () => time,
    /** Addresses that were told to be dead, and why. */
    dead,
    passes: (ms: number) => {
      time += ms;
    },
    /** Whether somebody works on mails now. */
    opens: (isOpen: boolean) => {
      open = isOpen;
    },
    get support() {
      return support;
    },
    get post() {
      return post;
    },
    get outgoing() {
      return outgoing;
    },
    get channel() {
      return channel;
    },
  };
}

/** A field of a mail as it went, unfolded. */
export const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(raw)?.[1]?.replace(/\r\n[ \t]+/g, ' ');
