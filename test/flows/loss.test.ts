/** Who is cut off, on either side, and what the others see of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, agentAt, aStart, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany, online, type Person } from '../company.js';
import { eventually } from '../eventually.js';

const GRACE = { PRESENCE_GRACE_SECONDS: '2', ROUTER_SWEEP_SECONDS: '0.3' };

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
beforeAll(async () => {
  app = await bootApp({ env: GRACE });
  company = await aCompany(app, { capacity: 1, queue: { autoAccept: true } });
});
afterAll(() => app.close());

const lines: { close(): void }[] = [];
const kept = <L extends { close(): void }>(line: L): L => {
  lines.push(line);
  return line;
};

async function aChat(text = 'سلام') {
  const visitor = kept(await visitorAt(app.url, { siteKey: company.siteKey }));
  await visitor.ask('visit:open', { after: 0 });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, text }));
  return { visitor, begun, conversationId: begun.conversation.id };
}

const isWith = (person: Person, conversationId: string) =>
  eventually(async () => {
    const { body } = await app.call('conversations.show', { cookie: company.admin, params: { id: conversationId } });
    expect(body).toMatchObject({ state: 'active', agent: { id: person.id } });
  });

const say = (visitor: VisitorLine, text: string) =>
  visitor.ask('message:send', { clientId: randomUUID(), text, attachmentIds: [] });
const reply = (person: Person, id: string, text: string) =>
  app.call('conversations.reply', {
    cookie: person.cookie,
    params: { id },
    body: { clientId: randomUUID(), text, attachmentIds: [] },
  });

async function ended(...chats: { visitor: VisitorLine; conversationId: string }[]): Promise<void> {
  for (const { visitor, conversationId } of chats) await visitor.ask('conversation:end', { conversationId });
  for (const line of lines.splice(0)) line.close();
}

const away = (line: AgentLine) => line.ask('presence:set', { presence: 'offline' });

describe('an agent whose machine dies', () => {
  it('is waited for; then the conversation goes to another, ahead of newer ones, and the visitor is told', async () => {
    const [ana, bo] = [company.people.Ana!, company.people.Bo!];
    const anasLine = await online(app, ana);
    const first = await aChat('اول');
    await isWith(ana, first.conversationId);
    const later = await aChat('بعدی');
    expect(later.begun.conversation).toMatchObject({ state: 'waiting', position: 1 });

    anasLine.socket.io.engine.close();
    await first.visitor.hears('conversation:changed', ({ state }) => state === 'waiting');
    const told = await first.visitor.hears('touchpoint:appended', ({ kind }) => kind === 'conversation.requeued');
    expect(told.details).toMatchObject({ reason: 'agentLost' });
    await later.visitor.hears('place:changed', ({ position }) => position === 2);

    const bosLine = kept(await online(app, bo));
    await isWith(bo, first.conversationId);
    await first.visitor.hears('conversation:changed', ({ agent }) => agent?.name === 'Bo');
    const late = await reply(ana, first.conversationId, 'من برگشتم');
    expect(late.error?.code).toBe('conversation.notYours');
    await first.visitor.ask('conversation:end', { conversationId: first.conversationId });
    await isWith(bo, later.conversationId);
    await away(bosLine);
    await ended(later);
  });

  it('and is back in time has everything they had, and all that was written meanwhile, once and in order', async () => {
    const ana = company.people.Ana!;
    const first = kept(await online(app, ana));
    const chat = await aChat('سلام');
    await isWith(ana, chat.conversationId);
    const { conversationId } = chat;
    const opened = await first.ask('conversation:open', { conversationId, after: 0 });
    const last = opened.touchpoints.at(-1)!.seq;
    first.socket.io.engine.close();
    for (const text of ['یک', 'دو', 'سه']) await say(chat.visitor, text);

    const second = kept(await agentAt(app.url, ana.cookie));
    await eventually(async () => {
      const { presence } = await second.ask('desk:open', {});
      expect(presence).toMatchObject({ state: 'online', load: 1 });
    });
    const missed = await second.ask('conversation:open', { conversationId, after: last });
    expect(missed.touchpoints.map(({ text }) => text)).toEqual(['یک', 'دو', 'سه']);
    expect(missed.touchpoints.map(({ seq }) => seq)).toEqual([last + 1, last + 2, last + 3]);
    expect((await reply(ana, conversationId, 'هستم')).status).toBe(202);
    await away(second);
    await ended(chat);
  });
});

it('what somebody holds who has gone, supervisors give back; not of one who is there, and agents do not', async () => {
  const ana = company.people.Ana!;
  const line = kept(await online(app, ana));
  const asks = async (cookie: string, id = ana.id) => app.call('agents.handBack', { cookie, params: { id } });
  expect((await asks(company.people.Bo!.cookie)).error?.code).toBe('permission.denied');
  expect((await asks(company.admin, 'f'.repeat(24))).error?.code).toBe('user.missing');
  expect((await asks(company.admin)).error?.code).toBe('agent.there');
  await away(line);
  expect((await asks(company.admin)).body).toEqual({ conversations: 0 });
});

describe('a visitor who is cut off', () => {
  it('comes back to everything, once and in order, and what they sent twice is there once', async () => {
    const ana = company.people.Ana!;
    const line = kept(await online(app, ana));
    const { visitor, begun, conversationId } = await aChat('سلام');
    await isWith(ana, conversationId);
    const before = await visitor.ask('visit:open', { after: 0 });
    const unsure = { clientId: randomUUID(), text: 'رسید؟', attachmentIds: [] };
    void visitor.ask('message:send', unsure).catch(() => 'the answer was lost');
    visitor.socket.io.engine.close();
    for (const text of ['الف', 'ب', 'پ']) expect((await reply(ana, conversationId, text)).status).toBe(202);

    const back = kept(await visitorAt(app.url, { siteKey: company.siteKey, token: begun.token! }));
    await back.ask('message:send', unsure);
    const after = before.touchpoints.at(-1)?.seq ?? 0;
    const { touchpoints } = await back.ask('visit:open', { after });
    expect(touchpoints.map(({ seq }) => seq)).toEqual(touchpoints.map((_, i) => after + i + 1));
    const texts = touchpoints.flatMap(({ kind, text }) => (kind === 'message' ? [text] : []));
    expect(texts.filter((text) => text !== unsure.text)).toEqual(['الف', 'ب', 'پ']);
    expect(texts.filter((text) => text === unsure.text)).toHaveLength(1);
    await away(line);
    await ended({ visitor: back, conversationId });
  });

  it('is shown as away to the agent, and as back', async () => {
    const ana = company.people.Ana!;
    const line = kept(await online(app, ana));
    const { visitor, begun, conversationId } = await aChat('سلام');
    await isWith(ana, conversationId);
    const is = (online: boolean) => (c: { id: string; customerOnline: boolean | null }) =>
      c.id === conversationId && c.customerOnline === online;
    await line.hears('conversation:changed', is(true));
    line.forget();
    visitor.close();
    await line.hears('conversation:changed', is(false));
    line.forget();
    const back = kept(await visitorAt(app.url, { siteKey: company.siteKey, token: begun.token! }));
    await line.hears('conversation:changed', is(true));
    await away(line);
    await ended({ visitor: back, conversationId });
  });
});
