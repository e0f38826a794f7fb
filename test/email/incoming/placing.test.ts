/** A mail that was told where it may not belong: kept apart, until an agent says where it belongs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeIncomingMail } from '../../../channels/email/index.js';
import type { TouchpointRecord } from '../../../server/contract/index.js';
import { ConversationModel } from '../../../server/conversations/index.js';
import { MailModel } from '../../../server/mails/index.js';
import { aLetter } from './post.js';
import { aMailCompany } from './support.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
beforeAll(async () => {
  desk = await aMailCompany();
});
afterAll(() => desk.close());

const messages = async (id: string) => (await desk.told(id, 'message')).filter(({ direction }) => direction === 'in');
const token = (number: number) =>
  desk.tokens.addressToken({ id: desk.support._id, address: desk.support.address }, number) as string;
const anaHas = async (c: { _id: string }) => {
  const { id, cookie } = desk.company.people.Ana!;
  await desk.app.parts.routing.takeOver(id, c._id);
  return { cookie, params: { id: c._id } };
};

describe('a mail that is kept apart', () => {
  const stranger = (number: number) =>
    aLetter({ from: 'Bo <bo@home.example>', headers: { To: token(number) }, body: 'It is me, from work' });

  it('is unread until whoever has the matter has seen it', async () => {
    const c = await desk.aMatter();
    await anaHas(c);
    const { conversations, timeline } = desk.app.parts;
    const read = async () => {
      const { seq } = (await timeline.ofConversation(c._id)).at(-1)!;
      await conversations.noteAgentRead(await desk.conversation(c._id), { seq, publicSeq: seq });
    };
    await read();
    expect(await desk.conversation(c._id)).toMatchObject({ unread: 0 });
    await desk.send(stranger(c.number));
    expect(await desk.told(c._id, 'mail.apart')).toHaveLength(1);
    expect(await desk.conversation(c._id)).toMatchObject({ unread: 1, lastMessage: { text: 'Where is my order?' } });
    await read();
    expect(await desk.conversation(c._id)).toMatchObject({ unread: 0 });
  });

  it('would be seen by nobody in what is put off: there it is a matter of its own', async () => {
    const c = await desk.aMatter();
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const asleep = await desk.app.call('conversations.snooze', { ...(await anaHas(c)), body: { until } });
    expect(asleep.body.state).toBe('snoozed');
    const { conversationId } = await desk.send(stranger(c.number));
    expect(conversationId).not.toBe(c._id);
    expect(await desk.conversation(conversationId)).toMatchObject({ state: 'queued', unread: 1 });
    expect((await desk.conversation(c._id)).state).toBe('snoozed');
  });
});

describe('where a mail belongs is an agent’s to say', () => {
  const put = (as: { cookie: string; params: { id: string } }, mailId: string, to: 'here' | 'own') =>
    desk.app.call('conversations.placeMail', { ...as, body: { mailId, to } });
  const keptApart = async (body = 'It is me, from work', from = 'Bo <bo@work.example>') => {
    const c = await desk.aMatter();
    const as = await anaHas(c);
    const mail = await desk.send(aLetter({ from, headers: { To: token(c.number) }, body }));
    return { c, as, mail };
  };

  it('is taken in as what its sender said, who has part from then on and stays somebody of their own', async () => {
    const { c, as, mail } = await keptApart();
    expect(await put(as, mail._id, 'here')).toMatchObject({ status: 200, body: { number: c.number } });
    const [event] = await desk.told(c._id, 'mail.placed');
    expect(event).toMatchObject({
      author: { type: 'agent', name: 'Ana' },
      details: { to: 'here', from: 'bo@work.example' },
    });
    expect((await messages(c._id)).at(-1)).toMatchObject({ text: 'It is me, from work', author: { name: 'Bo' } });
    expect(await desk.conversation(c._id)).toMatchObject({ lastMessage: { text: 'It is me, from work' } });
    await desk.send(aLetter({ from: 'bo@work.example', headers: { To: token(c.number) }, body: 'And more' }));
    expect((await messages(c._id)).at(-1)).toMatchObject({ text: 'And more' });
    const { body } = await desk.app.call('customers.show', { cookie: as.cookie, params: { id: c.customerId } });
    expect(body.identities.map(({ value }) => value)).toEqual(['sara@home.example']);
    expect(body.suggestions).toMatchObject([{ name: 'Bo', because: 'mail' }]);
    const params = { id: body.suggestions[0]!.customerId };
    const other = await desk.app.call('customers.show', { cookie: as.cookie, params });
    expect(other.body.identities).toMatchObject([{ value: 'bo@work.example', evidence: 'claimed' }]);
    expect(other.body.suggestions).toMatchObject([{ customerId: c.customerId, because: 'mail' }]);
  });

  it('begins a matter of its own, of its sender', async () => {
    const { c, as, mail } = await keptApart('Another thing');
    const { body } = await put(as, mail._id, 'own');
    const own = (await desk.app.parts.conversations.byNumber(body.number as number))!;
    expect(own).toMatchObject({ state: 'queued', customerName: 'Bo', mail: { participants: ['bo@work.example'] } });
    expect(await messages(own._id)).toMatchObject([{ text: 'Another thing' }]);
    expect(await messages(c._id)).toHaveLength(1);
    expect(await desk.told(c._id, 'mail.placed')).toMatchObject([{ details: { to: 'own', number: own.number } }]);
    expect(await desk.told(own._id, 'conversation.opened')).toMatchObject([{ details: { follows: c.number } }]);
    // The line in the first conversation still opens to the whole mail.
    const access = desk.app.parts.conversations;
    expect(await access.byId(own._id)).not.toBeNull();
    const shown = await desk.app.call('mails.show', { cookie: as.cookie, params: { id: mail._id } });
    expect(shown).toMatchObject({ status: 200, body: { text: expect.stringContaining('Another thing') } });
  });

  it('is heeded once: repeated, by two at once, and on two nodes', async () => {
    const { c, as, mail } = await keptApart('Once');
    const { parts } = desk.app;
    const node = makeIncomingMail({ ...parts, acknowledge: async () => null });
    const by = { id: desk.company.people.Bo!.id, name: 'Bo' };
    const record = await desk.conversation(c._id);
    await Promise.all([
      put(as, mail._id, 'here'),
      node.place(record, by, { mailId: mail._id, to: 'own' }),
      put(as, mail._id, 'own'),
      node.place(record, by, { mailId: mail._id, to: 'here' }),
    ]);
    await put(as, mail._id, 'own');
    const [event, ...more] = await desk.told(c._id, 'mail.placed');
    expect(more).toEqual([]);
    const { to } = (event as TouchpointRecord<'mail.placed'>).details;
    expect((await messages(c._id)).filter(({ text }) => text === 'Once')).toHaveLength(to === 'here' ? 1 : 0);
    const own = await ConversationModel.countDocuments({ startKey: mail.key.replace(/^in/, 'email') });
    expect(own).toBe(to === 'own' ? 1 : 0);
    await node.stop();
  });

  it('is carried out by whoever comes next, where the node is killed over it', async () => {
    const { c, mail } = await keptApart('Left behind');
    const placed = { to: 'here', by: { id: 'x', name: 'Ana' }, at: new Date(), from: c._id } as const;
    await desk.app.parts.mails.place(mail._id, placed);
    await MailModel.updateOne({ _id: mail._id }, { $set: { dueAt: new Date(Date.now() - 1) } });
    await desk.app.parts.incoming.sweep();
    // Dead again, between its last step and the word that it is done.
    await MailModel.updateOne({ _id: mail._id }, { $set: { state: 'stored', dueAt: new Date(Date.now() - 1) } });
    await desk.app.parts.incoming.sweep();
    expect((await messages(c._id)).map(({ text }) => text)).toEqual(['Where is my order?', 'Left behind']);
    expect(await desk.told(c._id, 'mail.placed')).toHaveLength(1);
  });

  it('is not for who has not the conversation, nor for a mail of another one, nor for one that is said here', async () => {
    const { c, as, mail } = await keptApart();
    const bo = { cookie: desk.company.people.Bo!.cookie, params: { id: c._id } };
    expect(await put(bo, mail._id, 'here')).toMatchObject({ error: { code: 'conversation.notYours' } });
    const other = await keptApart();
    expect(await put(as, other.mail._id, 'here')).toMatchObject({ error: { code: 'record.missing' } });
    const first = (await MailModel.findOne({
      conversationId: c._id,
      key: c.startKey?.replace(/^email/, 'in'),
    }).lean())!;
    for (const to of ['here', 'own'] as const)
      expect(await put(as, first._id, to)).toMatchObject({ error: { code: 'record.moved' } });
    expect(await desk.told(c._id, 'mail.placed')).toEqual([]);
  });

  it('makes an answer about something else a matter of its own; what answers it goes there', async () => {
    const c = await desk.aMatter();
    const as = await anaHas(c);
    const headers = { To: token(c.number) };
    const mail = await desk.send(
      aLetter({ subject: 'My invoice', id: '<invoice@home.example>', headers, body: 'Too much' }),
    );
    expect(await desk.conversation(c._id)).toMatchObject({ customerWaitsSince: expect.any(Date) });
    await desk.anAnswer(c);
    const second = await desk.send(aLetter({ subject: 'My invoice', headers, body: 'Still too much' }));
    const { body } = await put(as, second._id, 'own');
    const own = (await desk.app.parts.conversations.byNumber(body.number as number))!;
    expect(own).toMatchObject({ customerId: c.customerId, subject: 'My invoice', state: 'queued' });
    expect(await messages(own._id)).toMatchObject([{ text: 'Still too much' }]);
    const answer = { 'In-Reply-To': `<${second.messageIds[0]}>` };
    await desk.send(aLetter({ subject: 'Re: My invoice', headers: answer, body: 'Here is the number' }));
    expect((await messages(own._id)).map(({ text }) => text)).toEqual(['Still too much', 'Here is the number']);
    expect(mail.conversationId).toBe(c._id);
  });
});
