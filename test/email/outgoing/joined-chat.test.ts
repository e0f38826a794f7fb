/** A mail is answered in the chat of a visitor who is the same person under another id: joined by an agent, and apart again. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../server/platform/index.js';
import { bootApp } from '../../boot.js';
import { type AgentLine, aStart, visitorAt } from '../../clients.js';
import { online } from '../../company.js';
import { eventually } from '../../eventually.js';
import { aLetter } from '../incoming/post.js';
import { aMailCompany } from '../incoming/support.js';
import { anOutsideServer } from './mail-server.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
let post: Awaited<ReturnType<typeof anOutsideServer>>;
let ana: AgentLine;
let aheadMs = 0;
const clock = { now: () => new Date(Date.now() + aheadMs) };

beforeAll(async () => {
  post = await anOutsideServer();
  desk = await aMailCompany({ clock, env: { SMTP_URL: `smtp://127.0.0.1:${post.port}` } });
  ana = await online(desk.app, desk.company.people.Ana!);
});
afterAll(async () => {
  ana.close();
  await desk.close();
  await post.close();
});

const words = (text: string) => ({ clientId: randomUUID(), text, attachmentIds: [] });
const visitorWith = (token?: string) =>
  visitorAt(desk.app.url, { siteKey: desk.company.siteKey, ...(token && { token }) });
const streamOf = async (id: string) => (await desk.app.parts.timeline.after(id, 0, 500)).touchpoints;
const join = async (into: string, otherId: string) => {
  const body = { otherId, reason: 'Says so' };
  expect(
    (await desk.app.call('customers.merge', { cookie: desk.company.admin, params: { id: into }, body })).status,
  ).toBe(200);
};

/** Somebody who wrote a mail, which Ana has, and a visitor who is there after an earlier talk: two to us. */
async function aWriterAndVisitor() {
  const { cookie, id: anaId } = desk.company.people.Ana!;
  const address = `${newId()}@home.example`;
  const c = await desk.aMatter({ from: `Private Name <${address}>`, subject: 'Rug 7', body: 'Is it wool?' });
  const id = c._id;
  await desk.app.parts.routing.takeOver(anaId, id);
  const visitor = await visitorWith();
  const begun = await visitor.ask('conversation:start', aStart({ queueId: desk.company.queueId, text: 'Earlier' }));
  await visitor.ask('conversation:end', { conversationId: begun.conversation.id });
  const reply = (text: string, { call } = desk.app) =>
    call('conversations.reply', { cookie, params: { id }, body: { ...words(text), channel: 'webchat' } });
  const show = async () => (await desk.app.call('conversations.show', { cookie, params: { id } })).body;
  return {
    ...{ id, address, writerId: c.customerId, visitor, visitorId: begun.customerId, token: begun.token!, reply, show },
    isOnline: (is: boolean) => ana.hears('conversation:changed', (one) => one.id === id && one.customerOnline === is),
  };
}

it('a visitor who is there while they are joined goes on with the mail in their own chat, and sees nothing else of it', async () => {
  const { id, writerId, visitor, visitorId, token, reply, show, isOnline } = await aWriterAndVisitor();
  expect(await show()).toMatchObject({ customerOnline: null, chatWith: null });
  expect((await reply('Nobody would see it.')).error?.code).toBe('channel.none');
  await join(writerId, visitorId);
  await isOnline(true);
  await ana.ask('conversation:open', { conversationId: id, after: 0 });

  expect((await reply('All wool.')).status).toBe(202);
  await visitor.hears('touchpoint:appended', ({ text }) => text === 'All wool.');
  await visitor.hears('conversation:changed', (one) => one.id === id && one.state === 'active');
  await visitor.ask('message:send', words('From where?'));
  const asked = await ana.hears('touchpoint:appended', ({ text }) => text === 'From where?');
  expect(asked).toMatchObject({ conversationId: id, customerId: visitorId });
  expect(await show()).toMatchObject({
    inChat: true,
    chatWith: visitorId,
    unread: 1,
    lastMessage: { text: 'From where?' },
  });
  ana.tell('receipt:send', { conversationId: id, read: 0, chat: asked.seq });
  await ana.hears('conversation:changed', (one) => one.id === id && one.unread === 0);
  const read = await visitor.hears('conversation:changed', ({ agentReadSeq }) => agentReadSeq > 0);

  const reloaded = await visitorWith(token);
  const { touchpoints, conversation, visitor: who } = await reloaded.ask('visit:open', { after: 0 });
  expect(touchpoints.map(({ seq }) => seq)).toEqual(touchpoints.map((_, i) => i + 1));
  const said = touchpoints.filter(({ kind }) => kind === 'message');
  expect(said.map(({ text }) => text)).toEqual(['Earlier', 'All wool.', 'From where?']);
  expect(read.agentReadSeq).toBe(said.at(-1)?.seq);
  expect(conversation).toMatchObject({ id, state: 'active', mailTo: null, mayAskMail: false });
  expect(JSON.stringify([touchpoints, conversation, who])).not.toMatch(/wool\?|Private Name|home\.example/);
  const toElsewhere = { conversationId: id, email: 'somebody@else.example' };
  expect(await reloaded.refusal('mail:ask', toElsewhere)).toBe('channel.none');

  // Agents see one timeline, each touchpoint once.
  const opened = await ana.ask('conversation:open', { conversationId: id, after: 0 });
  const texts = opened.touchpoints.filter(({ kind, conversationId }) => kind === 'message' && conversationId === id);
  expect(texts.map(({ text }) => text)).toEqual(['Is it wool?', 'All wool.', 'From where?']);
  visitor.close();
  reloaded.close();
});

it('it is the same the other way about, and for whoever comes after they were joined; a copy of the talk holds only theirs', async () => {
  const { id, writerId, visitor, visitorId, token, reply, isOnline } = await aWriterAndVisitor();
  visitor.close();
  await join(visitorId, writerId);
  const back = await visitorWith(token);
  await isOnline(true);
  expect((await reply('All wool.')).status).toBe(202);
  await back.hears('touchpoint:appended', ({ text }) => text === 'All wool.');
  const email = `${newId()}@else.example`;
  await back.ask('transcript:mail', { conversationId: id, email, clientId: randomUUID() });
  const [copy] = await eventually(() => {
    const arrived = post.arrived.filter(({ to }) => to.includes(email));
    expect(arrived).toHaveLength(1);
    return arrived;
  });
  expect(copy?.mail.text).toContain('All wool.');
  expect(JSON.stringify(copy?.mail)).not.toMatch(/Is it wool|Private Name|Rug 7/);
  back.close();
});

it('what they do not read goes by mail to whoever wrote, in its thread', async () => {
  const { address, writerId, visitor, visitorId, reply, isOnline } = await aWriterAndVisitor();
  await join(writerId, visitorId);
  await isOnline(true);
  await reply('From Qom.');
  await visitor.hears('touchpoint:appended', ({ text }) => text === 'From Qom.');
  visitor.close();
  await isOnline(false);
  aheadMs += 400_000;
  await desk.app.parts.onward.sweep();
  const [arrived] = await eventually(() => {
    const mails = post.arrived.filter(({ to }) => to.includes(address));
    expect(mails).toHaveLength(1);
    return mails;
  });
  expect(arrived?.mail).toMatchObject({ subject: 'Re: Rug 7', text: expect.stringContaining('From Qom.') });
});

it('apart again, nothing is said in their chat any more, what they write is their own, and both timelines are what was said', async () => {
  const { id, writerId, visitor, visitorId, reply, show, isOnline } = await aWriterAndVisitor();
  await join(writerId, visitorId);
  await isOnline(true);
  await reply('All wool.');
  await visitor.hears('touchpoint:appended', ({ text }) => text === 'All wool.');
  const apart = { cookie: desk.company.admin, params: { id: writerId }, body: { otherId: visitorId } };
  expect((await desk.app.call('customers.unmerge', apart)).status).toBe(200);
  expect(await show()).toMatchObject({ inChat: false, chatWith: null });
  expect((await reply('To somebody else.')).error?.code).toBe('channel.none');
  await visitor.ask('message:send', words('About mine.'));
  const [theirs, writers] = [await streamOf(visitorId), await streamOf(writerId)];
  expect(theirs.find(({ text }) => text === 'About mine.')?.conversationId).not.toBe(id);
  const texts = (all: typeof theirs) => all.flatMap(({ kind, text }) => (kind === 'message' ? text : []));
  expect(texts(theirs)).toEqual(['Earlier', 'All wool.', 'About mine.']);
  expect(texts(writers)).toEqual(['Is it wool?']);
  visitor.close();
});

it('whoever has the first answer has the matter: nothing that ends the server after that makes their reply another one', async () => {
  const { id, writerId, visitor, visitorId, reply, isOnline } = await aWriterAndVisitor();
  await join(writerId, visitorId);
  await isOnline(true);
  const { bus, conversations } = desk.app.parts;
  const atThatMoment = new Promise<string | undefined>((resolve) => {
    const stop = bus.on('touchpoint.appended', async ({ touchpoint }) => {
      if (touchpoint.text !== 'From Qom.') return;
      stop();
      resolve((await conversations.unfinished(visitorId, 'webchat'))?._id);
    });
  });
  expect((await reply('From Qom.')).status).toBe(202);
  expect(await atThatMoment).toBe(id);
  visitor.close();
});

it('ended before the first answer was written, the same answer goes where it was to go', async () => {
  const { id, writerId, visitor, visitorId, reply, isOnline, show } = await aWriterAndVisitor();
  await join(writerId, visitorId);
  await isOnline(true);
  await desk.app.parts.conversations.goOnInChat(await desk.conversation(id), visitorId, {
    ...{ id: desk.company.people.Ana!.id, name: 'Ana' },
  });
  expect((await reply('From Qom.')).status).toBe(202);
  await visitor.hears('touchpoint:appended', ({ text }) => text === 'From Qom.');
  expect(await show()).toMatchObject({ chatWith: visitorId, lastMessage: { text: 'From Qom.' } });
  visitor.close();
});

it('two first answers at once, with two of the person there, are said to the same one', async () => {
  const there = await bootApp({ storeUri: desk.app.storeUri });
  for (let round = 0; round < 5; round += 1) {
    const { id, writerId, visitor, visitorId, reply, show, isOnline } = await aWriterAndVisitor();
    const other = await visitorAt(there.url, { siteKey: desk.company.siteKey });
    const begun = await other.ask('conversation:start', aStart({ queueId: desk.company.queueId, text: 'Also me' }));
    await other.ask('conversation:end', { conversationId: begun.conversation.id });
    await join(writerId, visitorId);
    await isOnline(true);
    await join(writerId, begun.customerId);
    other.close();
    const back = await visitorAt(there.url, { siteKey: desk.company.siteKey, token: begun.token! });
    await eventually(async () => {
      const seen = await there.call('conversations.show', { cookie: desk.company.admin, params: { id } });
      expect(seen.body.customerOnline).toBe(true);
    });
    const said = await Promise.all([reply('All wool.'), reply('From Qom.', there)]);
    expect(said.map(({ status }) => status)).toEqual([202, 202]);
    const { chatWith, lastMessage } = await show();
    const texts = (await streamOf(chatWith!)).flatMap(({ kind, direction, text }) =>
      kind === 'message' && direction === 'out' ? text : [],
    );
    expect(texts.toSorted()).toEqual(['All wool.', 'From Qom.']);
    expect(lastMessage?.text).toBe(texts.at(-1));
    for (const line of [visitor, back]) line.close();
  }
  await there.close();
});

it('they are shown who has the matter and that it is over, as in any chat, and agents see it once', async () => {
  const { id, writerId, visitor, visitorId, reply, isOnline } = await aWriterAndVisitor();
  await join(writerId, visitorId);
  await isOnline(true);
  await reply('All wool.');
  await visitor.hears('touchpoint:appended', ({ text }) => text === 'All wool.');
  const { cookie } = desk.company.people.Ana!;
  const handedOver = { cookie, params: { id }, body: { toQueueId: desk.company.queueId } };
  expect((await desk.app.call('conversations.transfer', handedOver)).status).toBe(200);
  const moved = await visitor.hears('touchpoint:appended', ({ kind }) => kind === 'conversation.transferred');
  expect(moved.details).toEqual({ queueName: expect.any(String) });
  await visitor.ask('conversation:end', { conversationId: id });
  const closed = await visitor.hears(
    'touchpoint:appended',
    ({ kind, conversationId }) => kind === 'conversation.closed' && conversationId === id,
  );
  expect(closed).toMatchObject({ author: { type: 'customer' }, details: { reason: 'customer' } });

  // Ana had it long before; they are told when she first writes to them.
  const { touchpoints } = await visitor.ask('visit:open', { after: 0 });
  expect(touchpoints.map(({ seq }) => seq)).toEqual(touchpoints.map((_, i) => i + 1));
  const matter = touchpoints.filter(({ conversationId }) => conversationId === id);
  expect(matter.map(({ kind, details }) => [kind, details.agentName])).toEqual([
    ['conversation.assigned', 'Ana'],
    ['message', undefined],
    ['conversation.transferred', undefined],
    ['conversation.requeued', 'Ana'],
    ['conversation.closed', undefined],
  ]);
  expect(JSON.stringify(matter)).not.toMatch(/Private Name|Rug 7|home\.example/);
  const opened = await ana.ask('conversation:open', { conversationId: id, after: 0 });
  const steps = opened.touchpoints.filter(({ conversationId }) => conversationId === id).map(({ kind }) => kind);
  for (const kind of ['conversation.opened', 'conversation.transferred', 'conversation.closed'])
    expect(steps.filter((one) => one === kind)).toEqual([kind]);
  visitor.close();
});

it('they are told of a colleague who writes to them first, not that the matter is theirs', async () => {
  const { id, writerId, visitor, visitorId, isOnline } = await aWriterAndVisitor();
  await join(writerId, visitorId);
  await isOnline(true);
  const asked = { cookie: desk.company.admin, params: { id } };
  expect((await desk.app.call('conversations.join', { ...asked, body: { clientId: randomUUID() } })).status).toBe(200);
  const body = { ...words('I know that rug.'), channel: 'webchat' as const };
  expect((await desk.app.call('conversations.reply', { ...asked, body })).status).toBe(202);
  const told = await visitor.hears('touchpoint:appended', ({ conversationId }) => conversationId === id);
  const said = await visitor.hears('touchpoint:appended', ({ text }) => text === 'I know that rug.');
  expect(told).toMatchObject({ kind: 'agent.joined', details: { agentName: said.author.name } });
  visitor.close();
});

it('a mail that is taken back leaves what was said last, wherever that was, and what comes after it counts', async () => {
  const { id, address, writerId, visitor, visitorId, reply, isOnline, show } = await aWriterAndVisitor();
  await join(writerId, visitorId);
  await isOnline(true);
  await reply('All wool.');
  await visitor.hears('touchpoint:appended', ({ text }) => text === 'All wool.');
  await visitor.ask('message:send', words('From where?'));
  const { cookie } = desk.company.people.Ana!;
  const inLetter = async (text: string) => {
    const body = { ...words(text), channel: 'email' as const };
    const { body: sent } = await desk.app.call('conversations.reply', { cookie, params: { id }, body });
    return sent.id;
  };
  const takeBack = (touchpointId: string) =>
    desk.app.call('conversations.unsend', { cookie, params: { id }, body: { touchpointId } });

  await takeBack(await inLetter('By mail.'));
  expect((await show()).lastMessage).toMatchObject({ text: 'From where?', direction: 'in' });
  const before = await inLetter('By mail, after all.');
  await reply('From Qom.');
  await takeBack(before);
  expect((await show()).lastMessage).toMatchObject({ text: 'From Qom.', direction: 'out' });

  const { number } = await desk.conversation(id);
  const to = desk.tokens.addressToken({ id: desk.support._id, address: desk.support.address }, number) as string;
  await desk.send(aLetter({ from: `Private Name <${address}>`, body: 'Thank you.' }), { from: address, to: [to] });
  expect((await show()).lastMessage).toMatchObject({ text: 'Thank you.' });
  await takeBack(await inLetter('You are welcome.'));
  expect((await show()).lastMessage).toMatchObject({ text: 'Thank you.' });
  visitor.close();
});
