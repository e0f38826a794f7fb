/** What machines send: never taken for what a customer says, never answered, never lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailRecord } from '../../../server/contract/index.js';
import { ConversationModel } from '../../../server/conversations/index.js';
import { IdentityModel } from '../../../server/customers/index.js';
import { MailModel } from '../../../server/mails/index.js';
import { metrics } from '../../../server/platform/index.js';
import { TouchpointModel } from '../../../server/timeline/index.js';
import { agentAt } from '../../clients.js';
import { eventually } from '../../eventually.js';
import { anOutsideServer } from '../outgoing/mail-server.js';
import { aLetter, aReport, type Letter } from './post.js';
import { aMailCompany } from './support.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
beforeAll(async () => {
  desk = await aMailCompany();
});
afterAll(() => desk.close());

const stateOf = async (touchpointId: string) => (await TouchpointModel.findById(touchpointId).lean())?.delivery;
const undeliverable = async (value: string) =>
  (await IdentityModel.find({ kind: 'email', value }).lean()).map((one) => one.undeliverable?.status);
const returnPath = (mailId: string, recipient: string) =>
  desk.tokens.bounceAddress({ id: desk.support._id, address: desk.support.address }, mailId, recipient) as string;

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

describe('a report that a mail did not arrive', () => {
  const three = ['sara@home.example', 'bo@home.example', 'cy@home.example'];

  it('case 6: for one of three marks that address and no other, and wakes nobody', async () => {
    const c = await desk.aMatter();
    const { messageId, touchpoint, mail } = await desk.anAnswer(c, three);
    await desk.aMatter({ from: 'Bo <bo@home.example>' });
    await desk.app.parts.conversations.close(c._id, { by: 'agent' });
    const stranger = aReport({ recipient: 'dan@home.example', status: '5.1.1', reported: messageId });
    expect((await desk.send(stranger)).state).toBe('dropped');
    const vouched = 'mx.home.example';
    const report = aReport({ recipient: 'bo@home.example', status: '5.1.1', reported: messageId, vouched });
    await desk.send(report, { from: '' });
    expect(await desk.told(c._id, 'mail.bounced')).toMatchObject([
      {
        public: false,
        details: { address: 'bo@home.example', bounce: 'hard', status: '5.1.1', touchpointId: touchpoint._id },
      },
    ]);
    expect(await stateOf(touchpoint._id)).toMatchObject({ state: 'sent', failedFor: ['bo@home.example'] });
    expect(await undeliverable('bo@home.example')).toEqual(['5.1.1']);
    expect(await undeliverable('sara@home.example')).toEqual([undefined]);
    const bo = await IdentityModel.findOne({ kind: 'email', value: 'bo@home.example' }).lean();
    const shown = await desk.app.call('customers.show', {
      cookie: await desk.app.signIn(),
      params: { id: bo!.customerId },
    });
    expect(shown.body.identities).toMatchObject([{ value: 'bo@home.example', undeliverable: { status: '5.1.1' } }]);
    expect((await desk.conversation(c._id)).state).toBe('closed');
    expect(await desk.told(c._id, 'message')).toHaveLength(2);
    expect(mail.touchpointId).toBe(touchpoint._id);
  });

  it('whoever looks at the customer hears at once that the address died, and that it is alive again', async () => {
    const c = await desk.aMatter({ from: 'Cy <cy@home.example>' });
    const { messageId } = await desk.anAnswer(c, ['cy@home.example']);
    const agent = await agentAt(desk.app.url, desk.company.admin);
    await agent.ask('customer:open', { customerId: c.customerId });
    const isDead = (dead: boolean) =>
      agent.hears('customer:changed', ({ identities }) =>
        identities.every((one) => Boolean(one.undeliverable) === dead),
      );
    const vouched = 'home.example';
    const report = aReport({ recipient: 'cy@home.example', status: '5.1.1', reported: messageId, vouched });
    await desk.send(report, { from: '' });
    await isDead(true);
    agent.forget();
    const headers = { 'Authentication-Results': 'mx.shop.example; dmarc=pass header.from=home.example' };
    await desk.send(aLetter({ from: 'Cy <cy@home.example>', headers, body: 'Back again' }));
    await isDead(false);
    agent.close();
  });

  it('case 7: not yet is a note and no failure', async () => {
    const { conversations } = desk.app.parts;
    const c = await desk.aMatter();
    const { messageId, touchpoint } = await desk.anAnswer(c);
    const report = { recipient: 'sara@home.example', status: '4.4.1', action: 'delayed', reported: messageId };
    await conversations.noteAgentRead(c, { seq: touchpoint.seq, publicSeq: 0 });
    await desk.send(aReport(report));
    expect((await desk.conversation(c._id)).unread).toBe(0);
    expect(await desk.told(c._id, 'mail.bounced')).toMatchObject([{ details: { bounce: 'delayed' } }]);
    expect(await stateOf(touchpoint._id)).toMatchObject({ state: 'sent' });
    expect(await undeliverable('sara@home.example')).not.toContain('4.4.1');
  });

  it('is known by the address it comes to, whatever it says inside', async () => {
    const c = await desk.aMatter();
    const { mail, touchpoint } = await desk.anAnswer(c);
    const to = returnPath(mail._id, 'sara@home.example');
    await desk.app.parts.conversations.noteAgentRead(c, { seq: touchpoint.seq, publicSeq: 0 });
    await desk.send(aReport({ recipient: 'sara@home.example', status: '5.7.1', reported: 'gone@x', to }), { to: [to] });
    expect((await desk.conversation(c._id)).unread).toBe(1);
    expect(await stateOf(touchpoint._id)).toMatchObject({ state: 'failed', reason: 'mail.policy' });
    expect(await undeliverable('sara@home.example')).not.toContain('5.7.1');
  });

  it('is believed of that one of several at whose return path it came, and of no other', async () => {
    const c = await desk.aMatter();
    const { mail, messageId, touchpoint } = await desk.anAnswer(c, ['dan@home.example', 'eve@home.example']);
    const forged = returnPath(mail._id, 'eve@home.example');
    const report = { recipient: 'dan@home.example', status: '5.1.1', reported: messageId };
    await desk.send(aReport({ ...report, to: forged }), { from: '', to: [forged] });
    const told = { address: 'dan@home.example', bounce: 'hard' };
    expect(await desk.told(c._id, 'mail.bounced')).toMatchObject([{ details: { ...told, unconfirmed: true } }]);
    expect(await stateOf(touchpoint._id)).toMatchObject({ state: 'sent' });
    const genuine = returnPath(mail._id, 'dan@home.example');
    await desk.send(aReport({ ...report, to: genuine }), { from: '', to: [genuine] });
    expect((await desk.told(c._id, 'mail.bounced'))[1]!.details).not.toHaveProperty('unconfirmed');
    expect(await stateOf(touchpoint._id)).toMatchObject({ state: 'sent', failedFor: ['dan@home.example'] });
  });

  it('that names where their mail goes on to is told of whom it was for, and does not mark them as dead', async () => {
    const c = await desk.aMatter({ from: 'Hana <hana@home.example>' });
    const { mail, touchpoint } = await desk.anAnswer(c, ['hana@home.example']);
    const to = returnPath(mail._id, 'hana@home.example');
    const report = { recipient: 'hana@work.example', status: '5.1.1', reported: 'gone@x' };
    await desk.send(aReport({ ...report, to }), { from: '', to: [to] });
    const told = { address: 'hana@home.example', bounce: 'soft', diagnostic: '550 5.1.1 no such user' };
    expect(await desk.told(c._id, 'mail.bounced')).toMatchObject([{ details: told }]);
    expect(await stateOf(touchpoint._id)).toMatchObject({ state: 'failed', reason: 'mail.soft' });
    expect(await undeliverable('hana@home.example')).toEqual([undefined]);
  });

  it.each([
    { says: 'while others still wait for theirs', waits: true },
    { says: 'when all of them have it', waits: false },
  ])('that comes $says takes it from none of them; with the last of them it has failed', async ({ waits }) => {
    const c = await desk.aMatter();
    const to = ['fay@home.example', 'gil@home.example'];
    const { mail, touchpoint } = await desk.anAnswer(c, to);
    const pending = { 'delivery.state': 'pending', 'delivery.rank': 1, 'delivery.dueAt': new Date('2100-01-01') };
    if (waits) await TouchpointModel.updateOne({ _id: touchpoint._id }, { $set: pending });
    const bounced = async (recipient: string) => {
      const path = returnPath(mail._id, recipient);
      await desk.send(aReport({ recipient, status: '5.1.1', reported: 'gone@x', to: path }), { from: '', to: [path] });
      return stateOf(touchpoint._id);
    };
    const first = await bounced('fay@home.example');
    expect(first).toMatchObject({ state: waits ? 'pending' : 'sent', failedFor: ['fay@home.example'] });
    expect(await bounced('gil@home.example')).toMatchObject({ state: 'failed', reason: 'mail.hard', failedFor: to });
  });

  it.each([
    { says: 'by whoever has its id', to: ['sara@home.example'], about: {} },
    { says: 'by whoever got it too', to: three, about: {} },
    { says: 'in the name of another server', to: three, about: { vouched: 'nothome.example' } },
  ])('could be written $says: it is shown, and changes nothing', async ({ to, about }) => {
    const c = await desk.aMatter();
    const { messageId, touchpoint } = await desk.anAnswer(c, to);
    await desk.app.parts.conversations.noteAgentRead(c, { seq: touchpoint.seq, publicSeq: 0 });
    const report = { recipient: 'sara@home.example', status: '5.1.1', reported: messageId, ...about };
    await desk.send(aReport(report), { from: '' });
    expect(await desk.told(c._id, 'mail.bounced')).toMatchObject([
      { details: { address: 'sara@home.example', bounce: 'hard', unconfirmed: true } },
    ]);
    expect((await desk.conversation(c._id)).unread).toBe(1);
    expect((await stateOf(touchpoint._id))!.state).toBe('sent');
    expect(await stateOf(touchpoint._id)).not.toHaveProperty('failedFor');
    expect(await undeliverable('sara@home.example')).not.toContain('5.1.1');
  });

  it('about nothing of ours is kept and begins no matter', async () => {
    const before = await ConversationModel.countDocuments();
    const stray = aReport({ recipient: 'x@home.example', status: '5.1.1', reported: 'not-ours@x' });
    expect(await desk.send(stray)).toMatchObject({ state: 'dropped', why: 'strayBounce' });
    expect(await ConversationModel.countDocuments()).toBe(before);
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
