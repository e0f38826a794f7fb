import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { emailChannel, mailTransport, makeMailTokens, makeOutgoingMail } from '../../../channels/email/index.js';
import {
  type ConversationRecord,
  type MailboxCreateInput,
  MailboxCreateRequest,
  type MailOutgoing,
  type MailReply,
  type TouchpointRecord,
} from '../../../server/contract/index.js';
import { makeConversations } from '../../../server/conversations/index.js';
import { makeFiles } from '../../../server/files/index.js';
import { makeMailboxes } from '../../../server/mailboxes/index.js';
import { makeMails } from '../../../server/mails/index.js';
import { makeOutbox } from '../../../server/outbox/index.js';
import { type Actor, type Call, makeBus, makeFetchPublic, makeLog, newId } from '../../../server/platform/index.js';
import { makeTimeline, TouchpointModel } from '../../../server/timeline/index.js';
import { keepsChannelContract } from '../../conformance/channel.js';
import { eventually } from '../../eventually.js';
import { openTestStore } from '../../store-for.js';
import { anOutsideServer } from './mail-server.js';

const SECRET = 'k'.repeat(32);
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const log = makeLog('silent');
const bus = makeBus(log);
let time = Date.parse('2030-01-05T09:00:00Z');
const clock = { now: () => new Date(time) };
const timeline = makeTimeline({ bus, clock, fileUrl: () => '/file' });
const queueName = async () => 'Orders';
const slaDueAt = async (_queueId: string, _kind: string, from: Date) => from;
const conversations = makeConversations({ bus, clock, log, timeline, queueName, slaDueAt });
const dataDir = mkdtempSync(join(tmpdir(), 'payvand-letters-'));
const files = makeFiles({ dataDir, secretKey: SECRET, clock });
const mails = makeMails({
  ...{ clock, secretKey: SECRET, files, fetchPublic: makeFetchPublic() },
  access: () => Promise.reject(new Error('nobody asks')),
});
const tokens = makeMailTokens(SECRET);
const timeZone = async () => 'Asia/Tehran';

const mailboxes = makeMailboxes({ bus, clock, secretKey: SECRET, checkQueues: async () => {}, audit: async () => {} });
const boss: Actor = { kind: 'user', id: newId(), name: 'Boss', role: 'admin', sessionId: null };
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
    ...{ clock, tokens, transport, mailboxes, mails, conversations, timeline, files, timeZone },
    isOpen: async () => open,
    identitiesOf: async () => [],
  });
  channel = emailChannel({
    ...{ transport, timeline, conversations, timeZone, sendLetter: outgoing.sendLetter },
    ...{ from: 'a@b.example', publicUrl: 'https://shop.example', siteTitle: async () => null },
  });
  const gateFacts = async () => ({ service: true, withdrawn: [] });
  outbox = makeOutbox({ bus, clock, log, timeline, channels: { email: channel }, gateFacts, sweepSeconds: 3_600 });
  outbox.start();
});
afterEach(() => {
  post.arrived.length = 0;
  post.says('');
});
afterAll(async () => {
  await outbox.stop();
  outgoing.close();
  await post.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Matter {
  c: ConversationRecord;
  incomingId: string;
}

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
        ...{ to: [{ name: '', address: support.address }], cc: [], subject, hasHtml: true, hasQuote: false, signs: [] },
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

const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(raw)?.[1]?.replace(/\r\n[ \t]+/g, ' ');

describe('mail as a channel', () =>
  keepsChannelContract(async () => ({
    channel,
    sendable: async () => aReply((await aMatter()).c),
    refusable: async () => {
      post.next({ at: 'rcpt', code: 550, text: '5.1.1 no such user' });
      return aReply((await aMatter()).c);
    },
    arrived: async ({ details }) => {
      const { mailId } = (details as TouchpointRecord<'message'>['details']).mail!;
      return post.arrived.filter(({ mail }) => mail.messageId?.includes(mailId)).length;
    },
  })));

describe('an answer by mail', () => {
  it('goes to whoever wrote last, under their subject, and every way back to the conversation is in it', async () => {
    const { c, incomingId } = await aMatter({ subject: 'RE[2]: Where is it?' });
    const reply = await aReply(c);
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 1 });
    const { from, to, mail, raw } = post.arrived[0]!;
    expect(to).toEqual(['ali@mail.example']);
    expect(mail.from?.value).toEqual([{ name: 'Kilim & Co', address: 'support@shop.example' }]);
    expect(mail.to).toMatchObject({ value: [{ name: 'Ali', address: 'ali@mail.example' }] });
    expect(mail.subject).toBe('RE[2]: Where is it?');
    const { mailId } = reply.details.mail!;
    expect(mail.messageId).toBe(`<${tokens.messageId(support, mailId)}>`);
    expect(mail.inReplyTo).toBe(`<${incomingId}>`);
    expect(mail.references).toEqual([`<${c.mail!.rootId}>`, `<${incomingId}>`]);
    expect(tokens.conversationOf(support, mail.replyTo!.value[0]!.address!)).toBe(c.number);
    expect(tokens.bouncedMail(support, from)).toBe(mailId);
    expect(header(raw, 'Auto-Submitted')).toBeUndefined();
    expect((await mails.byMessageIds(support.id, [tokens.messageId(support, mailId)]))[0]).toMatchObject({
      ...{ _id: mailId, conversationId: c._id, direction: 'out', state: 'taken', touchpointId: reply._id },
    });
  });

  it('carries the signature of its language, and what it answers below our own line', async () => {
    const { c } = await aMatter();
    await goes(await aReply(c, { html: '<p onclick="x()">On its <b>way</b>.</p><script>1</script>' }));
    const { text, html } = post.arrived[0]!.mail;
    expect(text).toBe(`On its way.

--${' '}
Kilim & Co
since 1990

--- Please write above this line ---

On ${dateOf(time - 10_000)}, Ali wrote:
> My order is late.
>
>> earlier words
`);
    expect(html).toContain('<p>On its <b>way</b>.</p>');
    expect(html).toContain('<b>Kilim &amp; Co</b>');
    expect(html).toMatch(/<blockquote type="cite"[^>]*><p>My order is <b>late<\/b>\.<\/p><\/blockquote>/);
    expect(html).not.toMatch(/script|onclick|cid:/);
  });

  it('speaks Persian to whoever does', async () => {
    const { c } = await aMatter({ locale: 'fa', subject: 'سفارشم کجاست؟' });
    await goes(await aReply(c, {}, 'در راه است.'));
    const { mail } = post.arrived[0]!;
    expect(mail.from?.value[0]?.name).toBe('گلیم و شرکا');
    expect(mail.subject).toBe('Re: سفارشم کجاست؟');
    expect(mail.text).toContain('--- لطفاً پاسخ خود را بالای این خط بنویسید ---');
    expect(mail.text).toMatch(/در تاریخ [۰-۹].*، Ali نوشت:/);
  });

  it('brings files and pictures, each where it belongs', async () => {
    const { c } = await aMatter();
    const keep = (name: string, bytes: Buffer) => files.keepOwn({ id: newId(), owner: 'agent:sara', name, bytes });
    const picture = await keep('plan.png', PICTURE);
    const paper = await keep('صورت‌حساب.txt', Buffer.from('sum'));
    const html = `<p>See <img src="/files/${picture.fileId}/plan.png?e=1&s=2"></p>`;
    await goes(await aReply(c, { html }, 'See', [picture.fileId, paper.fileId]));
    const { mail } = post.arrived[0]!;
    expect(mail.html).toContain(`src="cid:${picture.fileId}@shop.example"`);
    expect(
      mail.attachments.map(({ filename, cid, contentType, content }) => ({ filename, cid, contentType, content })),
    ).toEqual([
      { filename: 'plan.png', cid: `${picture.fileId}@shop.example`, contentType: 'image/png', content: PICTURE },
      { filename: 'صورت‌حساب.txt', cid: undefined, contentType: 'text/plain', content: Buffer.from('sum') },
    ]);
  });

  it('makes whoever it is written to a participant, but for blind copies', async () => {
    const { c } = await aMatter();
    const mail = { to: ['ali@mail.example', 'new@mail.example'], cc: ['boss@mail.example'], bcc: ['eye@shop.example'] };
    await goes(await aReply(c, mail));
    expect(post.arrived[0]!.to).toEqual([...mail.to, ...mail.cc, ...mail.bcc]);
    expect(post.arrived[0]!.raw).not.toContain('eye@');
    expect((await conversations.byId(c._id))?.mail?.participants).toEqual([...mail.to, ...mail.cc]);
  });

  it('refers to what was said since, and its answer is known by the relay’s own id too', async () => {
    const { c, incomingId } = await aMatter();
    post.says('Ok <0100-abc@eu-west-1.relay.example>');
    const first = await aReply(c);
    await goes(first);
    await anAnswer(c, `second.${c._id}@mail.example`, 'Re: Where is it?');
    await goes(await aReply(c));
    const own = tokens.messageId(support, first.details.mail!.mailId);
    expect(post.arrived[1]!.mail.references).toEqual(
      [c.mail!.rootId, incomingId, own, `second.${c._id}@mail.example`].map((id) => `<${id}>`),
    );
    const known = await mails.byMessageIds(support.id, ['0100-abc@eu-west-1.relay.example']);
    expect(known.map(({ _id }) => _id)).toContain(first.details.mail!.mailId);
  });

  it('names the conversation in its subject where the mailbox’s name leaves no room in the address', async () => {
    const long = await aMailbox({ address: `${'n'.repeat(60)}@shop.example` });
    const { c } = await aMatter({ mailbox: long });
    await goes(await aReply(c));
    const { mail, from } = post.arrived[0]!;
    expect(tokens.conversationOfSubject(long.id, mail.subject!)).toBe(c.number);
    expect(mail.replyTo).toBeUndefined();
    expect(from).toBe(long.address);
  });
});

describe('a mail server', () => {
  it('that is busy is asked again, with the same Message-ID', async () => {
    const reply = await aReply((await aMatter()).c);
    post.next({ at: 'rcpt', code: 451, text: '4.7.1 later, ali@mail.example' });
    expect(await goes(reply)).toMatchObject({ state: 'pending', tries: 1, reason: 'mail.busy' });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    expect(post.arrived).toHaveLength(1);
  });

  it.each([
    {
      says: 'knows no such recipient',
      mood: { at: 'rcpt', code: 550, text: '5.1.1 no such user' },
      reason: 'mail.recipientUnknown',
    },
    { says: 'finds it too large', mood: { at: 'data', code: 552, text: '5.3.4 too big' }, reason: 'mail.tooLarge' },
    {
      says: 'takes it for spam',
      mood: { at: 'data', code: 554, text: '5.7.1 looks like spam' },
      reason: 'mail.refused',
    },
  ] as const)('that $says is believed, and its words are kept for the agent', async ({ mood, reason }) => {
    post.next(mood);
    const settled = await goes(await aReply((await aMatter()).c));
    expect(settled).toMatchObject({ state: 'failed', tries: 1, reason, said: `${mood.code} ${mood.text}` });
  });

  it('that goes silent after the data may have it: it comes again as the same mail', async () => {
    const reply = await aReply((await aMatter()).c);
    post.next({ at: 'data', silent: true, after: () => post.cut() });
    expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.unreachable' });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    expect(post.arrived).toHaveLength(2);
    expect(post.arrived[1]!.mail.messageId).toBe(post.arrived[0]!.mail.messageId);
  });

  it('that takes it for some tells of the others, and the mail counts as sent', async () => {
    const { c } = await aMatter();
    post.next({ at: 'rcpt', code: 550, text: '5.1.1 no such user' });
    const reply = await aReply(c, { to: ['gone@mail.example', 'ali@mail.example'] });
    expect(await goes(reply)).toMatchObject({ state: 'sent' });
    expect(post.arrived[0]!.to).toEqual(['ali@mail.example']);
    const told = (await timeline.ofConversation(c._id)).filter(({ kind }) => kind === 'mail.bounced');
    expect(told.map(({ details }) => details)).toMatchObject([
      { address: 'gone@mail.example', bounce: 'hard', status: '5.1.1', touchpointId: reply._id },
    ]);
  });
});

describe('an automatic answer', () => {
  const texts = { acknowledgement: { en: 'We have it.', fa: '' }, outOfHours: { en: 'We are away.', fa: '' } };
  const ali = { name: 'Ali', address: 'ali@mail.example' };

  it.each([
    { says: 'within hours', isOpen: true, text: 'We have it.' },
    { says: 'outside hours', isOpen: false, text: 'We are away.' },
  ])(
    'is sent once for a conversation, with signs that keep machines from answering it: $says',
    async ({ isOpen, text }) => {
      open = isOpen;
      const mailbox = await aMailbox(texts);
      const { c } = await aMatter({ mailbox });
      const [first, again] = [
        await outgoing.acknowledge(c, { ...mailbox, ...texts }, ali),
        await outgoing.acknowledge(c, { ...mailbox, ...texts }, ali),
      ];
      expect(again?._id).toBe(first?._id);
      await eventually(() => expect(post.arrived).toHaveLength(1));
      const { raw, mail, from } = post.arrived[0]!;
      expect(mail.text).toContain(text);
      expect(header(raw, 'Auto-Submitted')).toBe('auto-replied');
      expect(header(raw, 'X-Auto-Response-Suppress')).toBe('All');
      expect(tokens.bouncedMail(mailbox, from)).not.toBeNull();
      expect((await conversations.byId(c._id))?.firstResponseAt).toBeNull();
    },
  );

  it('is not sent where the mailbox has no words for it', async () => {
    const mailbox = await aMailbox(texts);
    const { c } = await aMatter({ mailbox, locale: 'fa' });
    expect(await outgoing.acknowledge(c, { ...mailbox, ...texts }, ali)).toBeNull();
  });
});

describe('a mailbox with a mail server of its own', () => {
  const server = (port: number, password: string, security: 'none' | 'starttls' = 'none'): MailOutgoing => ({
    ...{ kind: 'smtp', host: '127.0.0.1', port, security, signIn: { kind: 'password', user: 'shop', password } },
  });
  const changed = (id: string, outgoing: MailOutgoing) =>
    mailboxes.handlers['mailboxes.change']({
      ...{ actor: boss, params: { id }, body: { outgoing }, query: {}, ip: '' },
    } as unknown as Call<'mailboxes.change'>);
  const signedIn = () =>
    anOutsideServer({
      allowInsecureAuth: true,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username }) : done(new Error('wrong')),
    });

  it('signs in, tries again while that fails, and goes by changed settings from the next try on', async () => {
    const [one, other] = await Promise.all([signedIn(), signedIn()]);
    try {
      const mailbox = await aMailbox({ outgoing: server(one.port, 'wrong') });
      const reply = await aReply((await aMatter({ mailbox })).c);
      expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.signInFailed' });
      await changed(mailbox.id, server(one.port, 'right'));
      expect(await goes(reply)).toMatchObject({ state: 'sent' });
      await changed(mailbox.id, server(other.port, 'right'));
      await goes(await aReply((await aMatter({ mailbox })).c));
      expect([one, other].map(({ arrived }) => arrived.map(({ user }) => user))).toEqual([['shop'], ['shop']]);
      expect(post.arrived).toEqual([]);
    } finally {
      outgoing.close();
      await Promise.all([one.close(), other.close()]);
    }
  });

  it('sends nothing in the clear where it shall be encrypted', async () => {
    const plain = await signedIn();
    const selfSigned = await anOutsideServer({ disabledCommands: [] });
    try {
      for (const { port } of [plain, selfSigned]) {
        const mailbox = await aMailbox({ outgoing: server(port, 'right', 'starttls') });
        const reply = await aReply((await aMatter({ mailbox })).c);
        expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.tlsFailed' });
      }
      expect([...plain.arrived, ...selfSigned.arrived]).toEqual([]);
    } finally {
      await Promise.all([plain.close(), selfSigned.close()]);
    }
  });
});

function dateOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
    ...{ timeZone: 'Asia/Tehran', dateStyle: 'medium', timeStyle: 'short' },
  }).format(at);
}
