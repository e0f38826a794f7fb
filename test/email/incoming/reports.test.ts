/** What mail servers report of our mails: believed where nobody else could have written it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConversationModel } from '../../../server/conversations/index.js';
import { IdentityModel } from '../../../server/customers/index.js';
import { TouchpointModel } from '../../../server/timeline/index.js';
import { agentAt } from '../../clients.js';
import { aLetter, aReport } from './post.js';
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
