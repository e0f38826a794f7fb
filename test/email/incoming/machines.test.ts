/** What machines send: never taken for what a customer says, never answered, never lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailRecord } from '../../../server/contract/index.js';
import { ConversationModel } from '../../../server/conversations/index.js';
import { MailModel } from '../../../server/mails/index.js';
import { metrics } from '../../../server/platform/index.js';
import { TouchpointModel } from '../../../server/timeline/index.js';
import { eventually } from '../../eventually.js';
import { anOutsideServer } from '../outgoing/mail-server.js';
import { aLetter, type Letter } from './post.js';
import { aMailCompany } from './support.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
beforeAll(async () => {
  desk = await aMailCompany();
});
afterAll(() => desk.close());

describe('an automatic answer', () => {
  it('is told beside the talk: nothing reopens, nobody waits', async () => {
    const c = await desk.aMatter();
    const { messageId } = await desk.anAnswer(c);
    await desk.app.parts.conversations.close(c._id, { by: 'agent' });
    const headers = { 'In-Reply-To': `<${messageId}>`, 'Auto-Submitted': 'auto-replied (vacation)' };
    await desk.send(aLetter({ headers, body: 'I am away' }));
    expect(await desk.told(c._id, 'mail.automatic')).toMatchObject([{ text: 'I am away', public: false }]);
    expect(await desk.conversation(c._id)).toMatchObject({ state: 'closed', sla: null, customerWaitsSince: null });
  });

  it('case 4: is none for its words: what says that it is no machine’s is a person’s', async () => {
    const c = await desk.aMatter();
    const { messageId } = await desk.anAnswer(c);
    const headers = { 'In-Reply-To': `<${messageId}>`, 'Auto-Submitted': 'no' };
    await desk.send(aLetter({ subject: 'Out of office', headers, body: 'is what my chair is' }));
    expect((await desk.told(c._id, 'message')).at(-1)).toMatchObject({ text: 'is what my chair is' });
  });
});

describe('our own mail', () => {
  const bySales = () => ({ from: 'Sales <Sales@shop.example>' });
  const marked = () => ({ 'X-Loop': desk.tokens.loopMark });

  it.each([
    {
      says: 'of a matter whose customer got it too',
      letter: () => ({ ...bySales(), headers: { ...marked(), Cc: 'sara@home.example' } }),
    },
    {
      says: 'by a machine',
      letter: () => ({ ...bySales(), headers: { ...marked(), 'Auto-Submitted': 'auto-replied' } }),
    },
    { says: 'by its id', letter: (messageId: string) => ({ id: `<${messageId}>` }) },
    {
      says: 'by our mark, under another name and id',
      letter: () => ({ from: 'Robot <robot@home.example>', headers: marked() }),
    },
    {
      says: 'round and round',
      letter: () => ({ headers: { 'X-Many': `1${'\r\nReceived: from a by b'.repeat(41)}` } }),
    },
  ])('case 5: that comes back, $says, is kept and goes no further', async ({ letter }) => {
    const c = await desk.aMatter();
    const { messageId } = await desk.anAnswer(c);
    const before = await ConversationModel.countDocuments();
    const mail = await desk.send(aLetter({ ...letter(messageId), to: 'support@shop.example' }));
    expect(mail).toMatchObject({ state: 'dropped', conversationId: null });
    expect(mail.rawFileId).toBeTruthy();
    expect(await ConversationModel.countDocuments()).toBe(before);
  });
});

describe('a mail from an address of ours', () => {
  const acknowledged = { conversationId: null as string | null, 'details.source': 'automatic' };
  it.each([
    { says: 'written elsewhere by a colleague', from: 'sales@shop.example' },
    { says: 'sent by a form on a website', from: 'orders@shop.example' },
  ])('$says, is a matter, and no machine answers it', async ({ from }) => {
    const name = from === 'orders@shop.example' ? 'orders' : 'parcels';
    const { address } = await desk.aMailbox(name, { acknowledgement: { en: 'We have it.', fa: '' } });
    const letter = aLetter({ from: `Ours <${from}>`, to: address, headers: { 'Reply-To': 'visitor@home.example' } });
    const mail = await desk.send(letter, { from, to: [address] });
    expect(mail.state).toBe('taken');
    expect(await desk.conversation(mail.conversationId)).toMatchObject({
      state: 'queued',
      mail: { participants: [from] },
    });
    const { conversationId } = mail;
    expect(await TouchpointModel.countDocuments({ ...acknowledged, conversationId } as never)).toBe(0);
  });

  it('written here to another mailbox of ours, is a matter there, and its answer goes on with the one it came of', async () => {
    const c = await desk.aMatter({ from: 'Sales <sales@shop.example>' });
    const { messageId } = await desk.anAnswer(c, ['sales@shop.example']);
    const reply = desk.tokens.addressToken({ id: desk.support._id, address: desk.support.address }, c.number) as string;
    const ours = { 'X-Loop': desk.tokens.loopMark, 'Reply-To': reply, References: `<${c.mail!.rootId}>` };
    const there = { from: 'support@shop.example', to: 'sales@shop.example', id: `<${messageId}>`, headers: ours };
    const mail = await desk.send(aLetter(there), { from: 'support@shop.example', to: ['sales@shop.example'] });
    const other = await desk.conversation(mail.conversationId);
    expect(other._id).not.toBe(c._id);
    expect(await desk.told(c._id, 'mail.apart')).toEqual([]);
    const back = { 'X-Loop': desk.tokens.loopMark, 'In-Reply-To': `<${messageId}>` };
    const answer = aLetter({ from: 'sales@shop.example', to: reply, headers: back, body: 'Thank you' });
    expect(await desk.send(answer, { to: [reply] })).toMatchObject({ state: 'taken', conversationId: c._id });
    expect((await desk.told(c._id, 'message')).at(-1)).toMatchObject({ text: 'Thank you', direction: 'in' });
  });
});

describe('case 5: two mailboxes of ours that acknowledge', () => {
  const words = { acknowledgement: { en: 'We have your mail.', fa: 'نامهٔ شما رسید.' } };
  const elsewhere = (name: string) => `${name}@gateway.example`;
  let gateway: Awaited<ReturnType<typeof anOutsideServer>>;
  let forward: (mail: { raw: string; from: string; to: string }) => Promise<void> = async () => {};
  beforeAll(async () => {
    gateway = await anOutsideServer({}, (mail) => forward(mail));
    const outgoing = {
      kind: 'smtp',
      host: '127.0.0.1',
      port: gateway.port,
      security: 'none',
      signIn: { kind: 'none' },
    };
    for (const name of ['ping', 'pong']) await desk.aMailbox(name, { ...words, outgoing });
  });
  afterAll(() => gateway.close());

  const counted = async (result: string) =>
    (await metrics.mails.get()).values.find(({ labels }) => labels.result === result)?.value ?? 0;
  const mailsTo = async (name: string) =>
    (await MailModel.find({ direction: 'in', 'envelope.to': `${name}@shop.example` }).lean<MailRecord[]>()).filter(
      ({ state }) => state !== 'stored',
    );

  it('do not answer what comes back as it was, count it, and have whoever looks after them told', async () => {
    const before = await counted('loop');
    forward = ({ raw }) => desk.carrier.post(raw, { from: 'sara@home.example', to: ['pong@shop.example'] });
    await desk.carrier.post(aLetter({ to: 'ping@shop.example' }), { to: ['ping@shop.example'] });
    const [back] = await eventually(async () => {
      const found = await mailsTo('pong');
      expect(found).toHaveLength(1);
      return found;
    }, 60_000);
    expect(back).toMatchObject({ state: 'dropped', conversationId: null });
    expect(await counted('loop')).toBe(before + 1);
    expect(gateway.arrived).toHaveLength(1);
    const { body } = await desk.app.call('mailboxes.list', { cookie: desk.company.admin });
    expect(body.find(({ name }) => name === 'pong')?.troubles).toMatchObject([{ kind: 'loop', times: 1 }]);
  });

  it('fall silent after one answer each, though a gateway between them takes every mark of a machine away', async () => {
    gateway.arrived.length = 0;
    const other = (address: string) => (address.startsWith('ping') ? 'pong' : 'ping');
    forward = ({ to, from }) => {
      const [sender, recipient] = [other(to), to.split('@')[0] as string];
      const letter = aLetter({
        from: elsewhere(sender),
        to: elsewhere(recipient),
        body: `from ${from.length} letters`,
      });
      return desk.carrier.post(letter, { from: elsewhere(sender), to: [`${recipient}@shop.example`] });
    };
    const [pings, pongs] = [(await mailsTo('ping')).length, (await mailsTo('pong')).length];
    await desk.carrier.post(aLetter({ from: elsewhere('ping'), to: elsewhere('pong') }), {
      from: elsewhere('ping'),
      to: ['pong@shop.example'],
    });
    // Each mail is dealt with after it was answered, or not: with the third it is over.
    await eventually(async () => {
      expect((await mailsTo('pong')).length - pongs).toBe(2);
      expect((await mailsTo('ping')).length - pings).toBe(1);
    }, 60_000);
    expect(gateway.arrived.map(({ to }) => to)).toEqual([[elsewhere('ping')], [elsewhere('pong')]]);
    const answers = { 'details.source': 'automatic', 'details.mail.to.address': /@gateway\.example$/ };
    expect(await TouchpointModel.countDocuments(answers as never)).toBe(2);
  });
});

describe('an acknowledgement', () => {
  it('goes once for a new matter, in its language, to people only, and not to the same one again within the hour', async () => {
    const acknowledgement = { en: 'We have it.', fa: 'رسید.' };
    const desks = [await desk.aMailbox('ack', { acknowledgement }), await desk.aMailbox('other', { acknowledgement })];
    const write = (letter: Letter, to = desks[0]!.address) =>
      desk.send(aLetter({ from: 'dora@home.example', to, ...letter }), { from: 'dora@home.example', to: [to] });
    const answers = async ({ conversationId }: MailRecord) =>
      (await desk.told(conversationId as string, 'message')).filter(({ direction }) => direction === 'out');
    expect(await answers(await write({ headers: { 'List-Id': '<all.home.example>' } }))).toEqual([]);
    const [first] = await answers(await write({ body: 'سلام، سفارش من', subject: 'سفارش' }));
    expect(first).toMatchObject({
      text: 'رسید.',
      details: { source: 'automatic', mail: { to: [{ address: 'dora@home.example' }] } },
    });
    expect(await answers(await write({}))).toEqual([]);
    expect(await answers(await write({}, desks[1]!.address))).toMatchObject([{ text: 'We have it.' }]);
    expect(await desk.told(first!.conversationId as string, 'message')).toHaveLength(2);
    expect((await desk.conversation(first!.conversationId)).firstResponseAt).toBeNull();
  });
});

it('an acknowledgement that was counted is said, though whoever counted it died before', async () => {
  const mailbox = await desk.aMailbox('counted', { acknowledgement: { en: 'We have it.', fa: '' } });
  const letter = aLetter({ from: 'eli@home.example', to: mailbox.address });
  const mail = await desk.send(letter, { from: 'eli@home.example', to: [mailbox.address] });
  const ofUs = { conversationId: mail.conversationId, 'details.source': 'automatic' };
  const { deletedCount } = await TouchpointModel.deleteOne(ofUs as never);
  expect(deletedCount).toBe(1);
  const due = { state: 'stored', dueAt: new Date(Date.now() - 1) };
  await MailModel.updateOne({ _id: mail._id }, { $set: due });
  await eventually(async () => expect((await MailModel.findById(mail._id).lean())?.state).toBe('taken'));
  expect(await TouchpointModel.countDocuments(ofUs as never)).toBe(1);
});

it('an acknowledgement that could not be written down is said at another try', async () => {
  const mailbox = await desk.aMailbox('refused', { acknowledgement: { en: 'We have it.', fa: '' } });
  const write = (name: string) => {
    const from = `${name}@home.example`;
    return desk.carrier.post(aLetter({ from, to: mailbox.address, body: name }), { from, to: [mailbox.address] });
  };
  const arrived = (name: string) =>
    MailModel.findOne({ mailboxId: mailbox._id, 'envelope.from': `${name}@home.example` }).lean<MailRecord>();
  const said = () => MailModel.countDocuments({ mailboxId: mailbox._id, direction: 'out' });
  await write('first');
  await eventually(async () => expect(await said()).toBe(1));
  // The store takes no second one for now.
  const ofThese = { direction: 'out', mailboxId: mailbox._id };
  const name = await MailModel.collection.createIndex(
    { mailboxId: 1 },
    { unique: true, partialFilterExpression: ofThese },
  );
  await write('second');
  await eventually(async () => expect((await arrived('second'))?.tries).toBeGreaterThan(1));
  await MailModel.collection.dropIndex(name);
  await eventually(async () => expect(await arrived('second')).toMatchObject({ state: 'taken' }), 60_000);
  expect(await said()).toBe(2);
});

/** Parts within parts, deeper than any reader goes. */
const tooDeep = () => {
  const part = (i: number) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`;
  const headers = { 'Content-Type': 'multipart/mixed; boundary=b0' };
  return aLetter({ headers, body: Array.from({ length: 3_000 }, (_, i) => part(i)).join('') });
};

describe('what nothing can read', () => {
  it('case 14: is a conversation that somebody can open, with the original to save; the next goes on', async () => {
    const [broken, next] = [tooDeep(), aLetter({ body: 'next' })];
    const mail = await desk.send(broken);
    expect(await desk.send(next)).toMatchObject({ state: 'taken' });
    const [told] = await desk.told((await desk.conversation(mail.conversationId))._id, 'message');
    expect(told).toMatchObject({ details: { mail: { signs: expect.arrayContaining(['unreadable']) } } });
    const { url, name } = desk.app.parts.timeline.present(told!).attachments[0]!;
    expect(name).toBe('original.eml');
    const answer = await fetch(`${desk.app.url}${url}`);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(await answer.text()).toContain(broken);
    expect(await MailModel.countDocuments({ state: 'stored' })).toBe(0);
  });
});
