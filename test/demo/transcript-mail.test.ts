import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ChannelError } from '../../channels/channel.js';
import { emailChannel, mailTransport } from '../../channels/email/index.js';
import type { Author, ConversationRecord, Locale, TouchpointRecord } from '../../server/contract/index.js';
import { makeConversations, told } from '../../server/conversations/index.js';
import { makeOutbox } from '../../server/outbox/index.js';
import { makeBus, makeLog, newId } from '../../server/platform/index.js';
import { makeTimeline, TouchpointModel } from '../../server/timeline/index.js';
import { type Booted, bootApp } from '../boot.js';
import { eventually } from '../eventually.js';
import { aMailServer } from './mail-server.js';

const START = Date.parse('2026-11-20T06:30:00Z');
const log = makeLog('silent');
const bus = makeBus(log);
let time = START;
const clock = { now: () => new Date(time) };
const timeline = makeTimeline({ bus, clock, fileUrl: () => '/files/x' });
const conversations = makeConversations({
  bus,
  clock,
  log,
  timeline,
  queueName: async () => 'Orders',
  slaDueAt: async (_queueId, _kind, from) => from,
  onwardSeconds: async () => null,
});

let app: Booted;
let post: Awaited<ReturnType<typeof aMailServer>>;
let outbox: ReturnType<typeof makeOutbox>;
let transport: ReturnType<typeof mailTransport>;
const titles = { en: 'Kilim & Co', fa: 'گلیم و شرکا' };

beforeAll(async () => {
  app = await bootApp();
  post = await aMailServer();
  transport = mailTransport({ SMTP_URL: post.url }, { log });
  outbox = outboxOver(transport);
  outbox.start();
});
afterEach(() => {
  post.taken.length = 0;
});
afterAll(async () => {
  await outbox.stop();
  transport.close();
  await post.close();
  await app.close();
});

function outboxOver(carrier: ReturnType<typeof mailTransport>) {
  const email = emailChannel({
    transport: carrier,
    from: 'Kilim & Co <support@shop.example>',
    publicUrl: 'https://support.shop.example',
    roomOf: () => 4,
    timeline,
    conversations,
    siteTitle: async (siteId, locale) => (siteId ? titles[locale] : null),
    timeZone: async () => 'Asia/Tehran',
    loopMark: 'payvand-test',
    sendLetter: () => Promise.reject(new ChannelError('refused')),
  });
  const gateFacts = async () => ({ withdrawn: [], service: true });
  return makeOutbox({ bus, clock, log, timeline, channels: { email }, gateFacts, sweepSeconds: 3_600 });
}

const sara: Author = { type: 'agent', id: newId(), name: 'Sara <Ahmadi>' };

/** A talk of both sides, with what stays inside: a note, an offer, a transfer's note, an outcome. */
async function aTalk(locale: Locale, text: string, reply: string): Promise<ConversationRecord> {
  time = START;
  const customer = { _id: newId(), name: 'Ali & Co' };
  const author: Author = { type: 'customer', id: customer._id, name: customer.name };
  const say = (who: Author, words: string, files: string[] = []) =>
    timeline.append({
      customerId: customer._id,
      conversationId: conversation._id,
      kind: 'message',
      direction: who.type === 'customer' ? 'in' : 'out',
      channel: 'webchat',
      sourceId: randomUUID(),
      author: who,
      text: words,
      attachments: files.map((name) => ({ fileId: newId(), name, type: 'application/pdf', sizeBytes: 1_234_567 })),
      details: {},
    });
  const queue = { queueId: newId(), queueName: 'Orders' };
  const opening = { customer, verified: false, channel: 'webchat', siteId: newId(), locale, by: 'customer' } as const;
  const startKey = randomUUID();
  const conversation = await conversations.open({ ...opening, ...queue, startKey, told: () => [] });
  await say(author, text);
  time += 60_000;
  const agent = { agentId: sara.id!, agentName: sara.name! };
  await conversations.assign(conversation._id, { ...agent, how: 'picked', transfer: { note: 'SECRET handover' } });
  const note = told(conversation, 'note', {}, { author: sara, at: clock.now() });
  await timeline.append({ ...note, text: 'SECRET note', sourceId: randomUUID() });
  time += 60_000;
  await say(sara, reply, ['invoice "7".pdf']);
  time += 24 * 3_600_000;
  await conversations.close(conversation._id, { by: 'agent', author: sara, outcome: 'SECRET outcome', note: 'SECRET' });
  return conversation;
}

function ask(conversation: ConversationRecord, to = 'ali@mail.example'): Promise<TouchpointRecord> {
  return timeline.append({
    ...told(conversation, 'transcript.mailed', { to }, { at: clock.now() }),
    direction: 'out',
    channel: 'email',
    sourceId: randomUUID(),
    delivery: 'pending',
  });
}

const stateOf = async ({ _id }: TouchpointRecord) => (await TouchpointModel.findById(_id).lean())?.delivery;

describe('a transcript', () => {
  it('says in English what the customer saw, and nothing else', async () => {
    const conversation = await aTalk('en', 'Where is it?\n<script>alert(1)</script>', 'On its way & safe.');
    const asked = await ask(conversation);
    await eventually(() => expect(post.taken).toHaveLength(1));
    const { to, headers, parts } = post.taken[0]!;
    expect(to).toEqual(['ali@mail.example']);
    expect(headers).toMatchObject({
      from: '"Kilim & Co" <support@shop.example>',
      'message-id': `<${asked._id}@support.shop.example>`,
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      subject: `Your conversation with Kilim & Co (no. ${conversation.number})`,
    });
    expect(parts['text/plain']).toBe(`Your conversation with Kilim & Co (no. ${conversation.number})

Here is the conversation you began on Friday 20 November 2026, as you asked.

==== Friday 20 November 2026 ====

Ali & Co – 10:00
Where is it?
<script>alert(1)</script>

* \u2068Sara <Ahmadi>\u2069 joined the conversation.

Sara <Ahmadi> – 10:02
On its way & safe.
[Attached: \u2068invoice "7".pdf\u2069 (1.2 MB)]

==== Saturday 21 November 2026 ====

* The conversation was ended.

--
Times are in Iran Standard Time.
This mail was sent automatically because somebody asked for it in our chat. If that was not you, you can ignore it.
`);
    const html = parts['text/html']!;
    expect(html).toContain('<html lang="en" dir="ltr">');
    expect(html).toContain('Where is it?<br>&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('<bdi>Sara &lt;Ahmadi&gt;</bdi>');
    expect(html).toContain('invoice &quot;7&quot;.pdf');
    expect(html).not.toMatch(/<script|SECRET/);
    expect(parts['text/plain']).not.toContain('SECRET');
    await eventually(async () =>
      expect(await stateOf(asked)).toMatchObject({ state: 'sent', providerId: headers['message-id'] }),
    );
  });

  it('says it in Persian, from right to left, in Jalali dates', async () => {
    const conversation = await aTalk('fa', 'سلام، سفارشم کجاست؟', 'در راه است.');
    await ask(conversation);
    await eventually(() => expect(post.taken).toHaveLength(1));
    const { parts } = post.taken[0]!;
    const number = new Intl.NumberFormat('fa', { useGrouping: false }).format(conversation.number);
    expect(parts['text/plain']).toBe(`گفت‌وگوی شما با گلیم و شرکا (شمارهٔ ${number})

همان‌طور که خواسته بودید، متن گفت‌وگویی که جمعه ۲۹ آبان ۱۴۰۵ آغاز کردید در زیر آمده است.

==== جمعه ۲۹ آبان ۱۴۰۵ ====

Ali & Co – ۱۰:۰۰
سلام، سفارشم کجاست؟

* \u2068Sara <Ahmadi>\u2069 به گفت‌وگو پیوست.

Sara <Ahmadi> – ۱۰:۰۲
در راه است.
[پیوست: \u2068invoice "7".pdf\u2069 (۱٫۲ مگابایت)]

==== شنبه ۳۰ آبان ۱۴۰۵ ====

* گفت‌وگو پایان یافت.

--
ساعت‌ها به وقت عادی ایران است.
این ایمیل خودکار فرستاده شده است، چون کسی در گفت‌وگوی وب‌سایت ما آن را خواسته است. اگر شما نبوده‌اید، آن را نادیده بگیرید.
`);
    expect(parts['text/html']).toContain('<html lang="fa" dir="rtl">');
  });
});

describe('a mail server', () => {
  it('that is busy is asked again, with the same Message-ID', async () => {
    post.refuse(451, 'busy');
    const before = post.tries();
    const asked = await ask(await aTalk('en', 'Hello', 'Hello'));
    await eventually(() => expect(post.tries()).toBe(before + 1));
    await eventually(async () => expect((await stateOf(asked))?.dueAt?.getTime()).toBeLessThan(time + 6_000));
    expect(await stateOf(asked)).toMatchObject({ state: 'pending' });
    time += 10_000;
    await outbox.sweep();
    expect(post.taken.map(({ headers }) => headers['message-id'])).toEqual([`<${asked._id}@support.shop.example>`]);
    expect(await stateOf(asked)).toMatchObject({ state: 'sent' });
  });

  it('that refuses is believed', async () => {
    post.refuse(550, 'no such user');
    const asked = await ask(await aTalk('en', 'Hello', 'Hello'));
    await eventually(async () =>
      expect(await stateOf(asked)).toMatchObject({ state: 'failed', reason: 'mail.recipientUnknown' }),
    );
    expect(post.taken).toEqual([]);
  });

  it('that is not there is tried again; one that was never named is not', async () => {
    const mail = {
      from: 'a@b.example',
      to: [{ name: '', address: 'c@d.example' }],
      subject: '',
      text: '',
      html: '',
      messageId: '<x@y>',
      headers: {},
    };
    const away = mailTransport({ SMTP_URL: 'smtp://127.0.0.1:1' }, { log });
    await expect(away.send(mail)).rejects.toMatchObject({ reason: 'unreachable' });
    away.close();
    const unnamed = mailTransport({ SMTP_URL: undefined }, { log });
    await expect(unnamed.send(mail)).rejects.toMatchObject({ reason: 'refused' });
  });
});
