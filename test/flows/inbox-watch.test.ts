/** Who hears of new words in conversations that are not theirs: everybody of those that wait, watchers of the inbox of all. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConversationModel } from '../../server/conversations/index.js';
import { newId } from '../../server/platform/index.js';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, agentAt, aStart, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany, hire, online } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let open: { close(): void }[] = [];
const kept = <L extends { close(): void }>(line: L): L => {
  open.push(line);
  return line;
};

beforeEach(async () => {
  app = await bootApp({ env: { ROUTER_SWEEP_SECONDS: '0.3' } });
  company = await aCompany(app, { capacity: 1, queue: { autoAccept: true } });
});
afterEach(async () => {
  for (const line of open) line.close();
  open = [];
  await app.close();
});

async function aChat(): Promise<{ visitor: VisitorLine; id: string }> {
  const visitor = kept(await visitorAt(app.url, { siteKey: company.siteKey }));
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
  return { visitor, id: begun.conversation.id };
}

const said = (text: string) => ({ clientId: randomUUID(), text, attachmentIds: [] });
const words = (line: AgentLine) => line.all('conversations:changed').flat();
const hearsWords = (line: AgentLine, id: string, text: string) =>
  eventually(async () => expect(words(line).some((one) => one.id === id && one.lastMessage?.text === text)).toBe(true));

it('tells a list of all on the screen what is said to colleagues, and nobody else', async () => {
  const { Ana: ana, Bo: bo } = company.people;
  const owner = kept(await online(app, ana!));
  const idle = kept(await agentAt(app.url, bo!.cookie));
  const taken = await aChat();
  await owner.hears('conversation:changed', (c) => c.id === taken.id && c.state === 'active');
  // That it moved is told as it is a moment later: with what is said until then.
  await idle.hears('conversations:changed', (all) => all.some((c) => c.id === taken.id && c.state === 'active'));
  const waiting = await aChat();
  const watcher = kept(await agentAt(app.url, bo!.cookie));
  const boss = await hire(app, company.admin, 'Sup', { role: 'supervisor' });
  const supervisor = kept(await agentAt(app.url, boss.cookie));
  await watcher.ask('inbox:watch', {});
  await supervisor.ask('inbox:watch', {});

  await taken.visitor.ask('message:send', said('to ana'));
  await hearsWords(watcher, taken.id, 'to ana');
  await hearsWords(supervisor, taken.id, 'to ana');
  await waiting.visitor.ask('message:send', said('to anybody'));
  await hearsWords(idle, waiting.id, 'to anybody');
  expect(words(idle).filter(({ id, lastMessage }) => id === taken.id && lastMessage?.text === 'to ana')).toEqual([]);

  await watcher.ask('inbox:unwatch', {});
  watcher.forget();
  await taken.visitor.ask('message:send', said('to ana again'));
  await hearsWords(supervisor, taken.id, 'to ana again');
  await waiting.visitor.ask('message:send', said('still here'));
  await hearsWords(watcher, waiting.id, 'still here');
  expect(words(watcher).filter(({ id }) => id === taken.id)).toEqual([]);
});

it('tells everybody who may see it in a list that a conversation came, and nobody of another queue', async () => {
  const { Bo: bo } = company.people;
  const colleague = kept(await agentAt(app.url, bo!.cookie));
  const stranger = await hire(app, company.admin, 'Zed', { role: 'agent' });
  const outsider = kept(await agentAt(app.url, stranger.cookie));
  const boss = await hire(app, company.admin, 'Sam', { role: 'supervisor' });
  const supervisor = kept(await agentAt(app.url, boss.cookie));
  await Promise.all([colleague, outsider, supervisor].map((line) => line.ask('desk:open', {})));
  const { id } = await aChat();
  for (const line of [colleague, supervisor])
    await line.hears('conversations:changed', (several) => several.some((one) => one.id === id));
  expect(words(outsider)).toEqual([]);
});

it('tells each how many wait only when that is another number than they know', async () => {
  const boss = kept(await agentAt(app.url, (await hire(app, company.admin, 'Sup', { role: 'supervisor' })).cookie));
  const apart = kept(await agentAt(app.url, (await hire(app, company.admin, 'Cy', {})).cookie));
  expect((await boss.ask('desk:open', {})).counts).toMatchObject({ all: 0 });
  const { counts } = await apart.ask('desk:open', {});
  await aChat();
  await boss.hears('counts:changed', ({ all }) => all === 1);
  await aChat();
  await boss.hears('counts:changed', ({ all }) => all === 2);
  expect(counts).toMatchObject({ all: 0 });
  expect(apart.all('counts:changed')).toEqual([]);
  expect((await apart.ask('desk:open', {})).counts).toEqual(counts);
});

it('tells how many wait when other nodes are heard again, of which one moved something meanwhile', async () => {
  const boss = kept(await agentAt(app.url, (await hire(app, company.admin, 'Sup', { role: 'supervisor' })).cookie));
  await boss.ask('desk:open', {});
  const { id } = await aChat();
  await boss.hears('counts:changed', ({ all }) => all === 1);
  const there = { _id: newId(), startKey: randomUUID(), number: 1_000_000 };
  await ConversationModel.collection.insertOne({ ...(await app.parts.conversations.byId(id)), ...there } as never);
  app.parts.bus.publish('nodes.parted', { parted: false });
  await boss.hears('counts:changed', ({ all }) => all === 2);
});

it('tells whoever a note names, until they have looked at it, and nobody who may not see it', async () => {
  const { Ana: ana, Bo: bo } = company.people;
  const stranger = await hire(app, company.admin, 'Zed', {});
  const [one, other] = [kept(await agentAt(app.url, bo!.cookie)), kept(await agentAt(app.url, bo!.cookie))];
  const { id } = await aChat();
  const named = async (cookie: string) => {
    const { body } = await app.call('mentions.list', { cookie });
    return body.map(({ text, by, conversation }) => ({ text, by: by.id, id: conversation.id }));
  };
  const able = async (cookie: string) => app.call('mentions.able', { cookie, params: { id } });
  const names = (await able(ana!.cookie)).body.map(({ name }) => name).sort();
  expect(names).toEqual(['Ana', 'Bo', (await app.call('session.show', { cookie: company.admin })).body.name].sort());
  expect((await able(stranger.cookie)).error?.code).toBe('conversation.missing');
  const note = (text: string) => ({ clientId: randomUUID(), text, mentions: [ana!.id, bo!.id, stranger.id] });
  const write = (body: ReturnType<typeof note>) =>
    app.call('conversations.note', { cookie: ana!.cookie, params: { id }, body });
  const first = note('look @Bo');
  const { seq } = (await write(first)).body;
  await write(first); // comes twice, is one
  await Promise.all([one, other].map((line) => line.hears('mentions:changed')));
  expect(await named(bo!.cookie)).toEqual([{ text: 'look @Bo', by: ana!.id, id }]);
  for (const { cookie } of [ana!, stranger]) expect(await named(cookie)).toEqual([]); // its writer; one of another queue

  await write(note('and again @Bo'));
  const see = (cookie: string, upTo: number) =>
    app.call('mentions.see', { cookie, params: { id }, body: { seq: upTo } });
  expect((await see(stranger.cookie, seq)).error?.code).toBe('conversation.missing');
  for (const line of [one, other]) line.forget();
  expect((await see(bo!.cookie, seq)).status).toBe(204);
  await other.hears('mentions:changed'); // their other tab
  expect((await named(bo!.cookie)).map(({ text }) => text)).toEqual(['and again @Bo']);
  // A claim about what is not there yet hides nothing of it; what was seen stays so.
  await Promise.all([see(bo!.cookie, 9_999), see(bo!.cookie, 9_999), see(bo!.cookie, seq)]);
  expect(await named(bo!.cookie)).toEqual([]);
  await write(note('once more @Bo'));
  expect((await named(bo!.cookie)).map(({ text }) => text)).toEqual(['once more @Bo']);
});

it('keeps for its owner what they marked as unread, until they look at it again', async () => {
  const { Ana: ana, Bo: bo } = company.people;
  const owner = kept(await online(app, ana!));
  const { visitor, id } = await aChat();
  await owner.hears('conversation:changed', (c) => c.id === id && c.state === 'active');
  const last = async () => {
    const { touchpoints, conversation } = await owner.ask('conversation:open', { conversationId: id, after: 0 });
    return { seq: touchpoints.at(-1)!.seq, ...conversation };
  };
  const looks = (read: number) => owner.tell('receipt:send', { conversationId: id, read });
  const isUnread = (unread: number) => eventually(async () => expect((await last()).unread).toBe(unread));
  const mark = (unread: boolean, cookie = ana!.cookie) =>
    app.call('conversations.setUnread', { cookie, params: { id }, body: { unread } });
  const { seq } = await last();
  looks(seq);
  await isUnread(0);

  for (const time of [1, 2]) expect((await mark(true)).body, `time ${time}`).toMatchObject({ id, unread: 1 });
  expect((await mark(true, bo!.cookie)).error?.code).toBe('conversation.notYours');
  expect((await last()).receipts.agentRead).toBe(seq); // the customer still sees it as read
  looks(seq);
  await isUnread(0);

  await mark(true);
  await visitor.ask('message:send', said('one more'));
  looks(seq); // of before that
  await isUnread(2);
  const read = (await mark(false)).body;
  expect(read).toMatchObject({ unread: 0 });
  expect(read.receipts.agentRead).toBeGreaterThan(seq);
  await app.call('conversations.close', { cookie: ana!.cookie, params: { id }, body: { outcome: 'solved' } });
  expect((await mark(true)).error?.code).toBe('conversation.closed');
});
