/** How conversations pause, end and come back, and how people are found again. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationView } from '../../server/contract/index.js';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, aStart, visitorAt } from '../clients.js';
import { aCompany, hire, online, type Person } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let ana: Person;
let line: AgentLine;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app, { agents: ['Ana'], capacity: 20, queue: { autoAccept: true, wrapUpSeconds: 600 } });
  ana = company.people.Ana!;
  line = await online(app, ana);
});
afterAll(async () => {
  line.close();
  await app.close();
});

const aMessage = (text: string) => ({ clientId: randomUUID(), text, attachmentIds: [] });

async function aTalk(about: Partial<Parameters<typeof aStart>[0]> = {}) {
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, ...about }));
  const id = begun.conversation.id;
  const is = (state: string) => eventually(async () => expect((await shown(id)).state).toBe(state));
  await is('active');
  return { visitor, begun, id, is, cookie: ana.cookie, params: { id } };
}
const shown = async (id: string) => (await app.call('conversations.show', { cookie: ana.cookie, params: { id } })).body;

it('sleeps until a time, and wakes with the same agent when its customer writes', async () => {
  const { visitor, is, cookie, params } = await aTalk();
  const snooze = (until: Date) =>
    app.call('conversations.snooze', { cookie, params, body: { until: until.toISOString() } });
  expect((await snooze(new Date(0))).error?.code).toBe('input.invalid');
  expect((await snooze(new Date(Date.now() + 3_600_000))).body.state).toBe('snoozed');
  await visitor.ask('message:send', aMessage('هنوز منتظرم'));
  await is('active');
  expect((await app.call('conversations.resume', { cookie, params })).error?.code).toBe('conversation.moved');
  visitor.close();
});

it('is written up before it closes, closes once, and is opened again by hand', async () => {
  const { visitor, is, cookie, params } = await aTalk();
  const close = (outcome?: string) =>
    app.call('conversations.close', { cookie, params, body: { ...(outcome && { outcome }) } });
  expect((await close()).body.state).toBe('wrapUp');
  await visitor.hears('conversation:changed', ({ state }) => state === 'closed');
  expect((await close('solved')).body).toMatchObject({ state: 'closed', outcome: 'solved' });
  expect((await close('solved')).status).toBe(200);
  const reply = await app.call('conversations.reply', { cookie, params, body: aMessage('دیر') });
  expect([reply.status, reply.error?.code]).toEqual([409, 'conversation.closed']);
  await app.call('conversations.resume', { cookie, params });
  await is('active');
  visitor.close();
});

it('stays open where its customer has written what whoever closes it has not seen', async () => {
  const { visitor, id, is, cookie, params } = await aTalk();
  const close = (seen: ConversationView, outcome?: string) =>
    app.call('conversations.close', {
      ...{ cookie, params },
      body: { ...(outcome && { outcome }), seenUntil: seen.lastMessage!.at },
    });
  const first = await shown(id);
  await visitor.ask('message:send', aMessage('یک سؤال دیگر'));
  for (const outcome of [undefined, 'solved']) {
    const refused = await close(first, outcome);
    expect([refused.status, refused.error?.code]).toEqual([409, 'conversation.spoken']);
  }
  await is('active');

  const read = await shown(id);
  await app.call('conversations.reply', { cookie, params, body: aMessage('حتما') });
  expect((await close(read, 'solved')).body.state).toBe('closed');
  const ill = { outcome: 'solved', seenUntil: 'yesterday' };
  expect((await app.call('conversations.close', { cookie, params, body: ill })).error?.code).toBe('input.invalid');
  visitor.close();
});

describe('more time to write up', () => {
  const ask = ({ cookie, params }: { cookie: string; params: { id: string } }, clientId: string = randomUUID()) =>
    app.call('conversations.extendWrapUp', { cookie, params, body: { clientId } });
  const writesUp = async () => {
    const talk = await aTalk();
    talk.visitor.close();
    const { body } = await app.call('conversations.close', { ...talk, body: {} });
    return { ...talk, until: Date.parse(body.wrapUp?.until ?? '') };
  };
  const later = ({ wrapUp }: ConversationView, until: number) => Date.parse(wrapUp?.until ?? '') - until;

  it('is given by the minute, twice, and then no more; it is told each time', async () => {
    const { until, begun, ...talk } = await writesUp();
    for (const n of [1, 2]) {
      const { body } = await ask(talk);
      expect([later(body, until), body.wrapUp?.extensionsLeft]).toEqual([n * 60_000, 2 - n]);
    }
    const third = await ask(talk);
    expect([third.status, third.error?.code]).toEqual([409, 'wrapUp.noMoreTime']);
    expect(later(await shown(talk.id), until)).toBe(120_000);
    const query = { kinds: 'conversation.wrapUpExtended', limit: 5 } as never;
    const { body } = await app.call('customers.timeline', { ...talk, params: { id: begun.customerId }, query });
    expect(body.touchpoints.map(({ details }) => details)).toMatchObject([
      { agentId: ana.id, seconds: 60, until: new Date(until + 60_000).toISOString() },
      { agentId: ana.id, seconds: 60, until: new Date(until + 120_000).toISOString() },
    ]);
  });

  it('is given once for one click, however often and at once it arrives, the last of it too', async () => {
    const { until, ...talk } = await writesUp();
    for (const n of [1, 2]) {
      const clientId = randomUUID();
      const all = await Promise.all([ask(talk, clientId), ask(talk, clientId), ask(talk, clientId)]);
      expect([...all, await ask(talk, clientId)].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(later(await shown(talk.id), until)).toBe(n * 60_000);
    }
  });

  it("is nobody else's to take, and nothing that a talk or a closed one has", async () => {
    const code = async (asked: ReturnType<typeof ask>) => (await asked).error?.code;
    const { cookie, params, visitor } = await aTalk();
    visitor.close();
    expect(await code(ask({ cookie, params }))).toBe('conversation.moved');
    await app.call('conversations.close', { cookie, params, body: {} });
    expect(await code(ask({ cookie: company.admin, params }))).toBe('conversation.notYours');
    await app.call('conversations.close', { cookie, params, body: { outcome: 'solved' } });
    expect(await code(ask({ cookie, params }))).toBe('conversation.closed');
    expect((await shown(params.id)).wrapUp).toBeNull();
  });
});

it('that is over gives way to a new one when its customer writes again', async () => {
  const { visitor, id, cookie, params } = await aTalk();
  await app.call('conversations.close', { cookie, params, body: { outcome: 'solved' } });
  const again = aMessage('سؤال دیگری دارم');
  const [first, second] = [await visitor.ask('message:send', again), await visitor.ask('message:send', again)];
  expect(second).toEqual(first);
  const { conversation } = await visitor.ask('visit:open', { after: 0 });
  expect(conversation?.id).not.toBe(id);
  expect((await shown(id)).state).toBe('closed');
  visitor.close();
});

it('is rated once, between 1 and 5, whichever of two tabs is quicker', async () => {
  const { visitor, begun, id, cookie, params } = await aTalk();
  await app.call('conversations.close', { cookie, params, body: { outcome: 'solved' } });
  const tab = await visitorAt(app.url, { siteKey: company.siteKey, token: begun.token! });
  const ratings = [visitor, tab].map((one, i) => one.refusal('rating:give', { conversationId: id, score: i + 4 }));
  await Promise.all(ratings);
  const { rating } = await shown(id);
  const query = { after: 0, limit: 200 };
  const { body } = await app.call('customers.timeline', { cookie, params: { id: begun.customerId }, query });
  const given = body.touchpoints.filter(({ kind }) => kind === 'rating.given');
  expect(given.map(({ details }) => details)).toEqual([{ score: rating }]);
  visitor.close();
  tab.close();
});

it('is found by its words and its people, however ی and ک, digits and joiners are written', async () => {
  const { visitor, begun } = await aTalk({ name: 'زهرا كريمي', text: 'كتاب‌هاي شماره ۱۲۳۴ نرسیده' });
  const search = async (q: string) => (await app.call('search.all', { cookie: ana.cookie, query: { q } })).body;
  for (const q of ['کتاب های', 'كتاب', '1234', '۱۲3'])
    expect([q, (await search(q)).messages.map(({ touchpoint }) => touchpoint.customerId)]).toEqual([
      q,
      [begun.customerId],
    ]);
  for (const q of ['کریمی', 'زهرا كريمي'])
    expect([q, (await search(q)).customers.map(({ id }) => id)]).toEqual([q, [begun.customerId]]);
  expect(await search('.*')).toEqual({ conversations: [], customers: [], messages: [] });
  visitor.close();
});

it('is found by its number as it is said on the phone, by whoever may see it', async () => {
  const { visitor, id } = await aTalk();
  const { number } = await shown(id);
  const persian = String(number).replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)] as string);
  const apart = await hire(app, company.admin, 'Elsewhere');
  const search = async (q: string, { cookie } = ana) =>
    (await app.call('search.all', { cookie, query: { q } })).body.conversations.map((one) => one.id);
  for (const q of [`#${number}`, `# ${number}`, `#${persian}`, `#0${number}`])
    expect([q, await search(q)]).toEqual([q, [id]]);
  for (const q of [`#${number + 1_000}`, `x${number}`, '##', '#999999999999'])
    expect([q, await search(q)]).toEqual([q, []]);
  expect(await search(`#${number}`, apart)).toEqual([]);
  visitor.close();
});

it('lists customers page by page, each once', async () => {
  for (let i = 0; i < 3; i += 1) (await aTalk()).visitor.close();
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const query: Record<string, string> = { limit: '2', ...(after && { after }) };
    const { body }: { body: { items: { id: string }[]; next: string | null } } = await app.call('customers.list', {
      cookie: ana.cookie,
      query,
    });
    seen.push(...body.items.map(({ id }) => id));
    after = body.next;
  } while (after);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(6);
});

it('tells consoles when the settings they show have changed', async () => {
  line.forget();
  const body = { shortcut: 'سلام', title: 'سلام', text: 'سلام، بفرمایید' };
  await app.call('canned.create', { cookie: company.admin, body });
  await line.hears('settings:changed');
  const { cannedReplies } = await line.ask('desk:open', {});
  expect(cannedReplies.map(({ shortcut }) => shortcut)).toContain('سلام');
});

it('of the offline form goes to its address by mail when it is closed, once, and only with an answer in it', async () => {
  const left = { form: 'offline' as const, email: 'sara@post.example' };
  const mailed = async (customerId: string) => {
    const { body } = await app.call('customers.timeline', {
      cookie: ana.cookie,
      params: { id: customerId },
      query: { kinds: 'transcript.mailed', limit: 50 } as never,
    });
    return body.touchpoints;
  };
  const unanswered = await aTalk(left);
  await app.call('conversations.close', { ...unanswered, body: { outcome: 'spam' } });
  expect(await mailed(unanswered.begun.customerId)).toEqual([]);

  const { visitor, begun, cookie, params, id } = await aTalk(left);
  visitor.close();
  expect((await shown(id)).answersByMail).toBe(true);
  await app.call('conversations.reply', { cookie, params, body: aMessage('فردا می‌رسد.') });
  const writingUp = await app.call('conversations.close', { cookie, params, body: { note: 'زنگ هم زدم' } });
  expect(writingUp.body.state).toBe('wrapUp');
  expect(await mailed(begun.customerId)).toEqual([]);
  for (const outcome of ['solved', 'solved'])
    await app.call('conversations.close', { cookie, params, body: { outcome } });
  await app.call('conversations.resume', { cookie, params });
  await app.call('conversations.close', { cookie, params, body: { outcome: 'solved' } });
  const mails = await mailed(begun.customerId);
  expect(mails).toMatchObject([{ channel: 'email', direction: 'out', details: { to: 'sara@post.example' } }]);
  expect(mails[0]!.delivery.state).not.toBe('none');
  const { body } = await app.call('customers.timeline', {
    cookie,
    params: { id: begun.customerId },
    query: { kinds: 'conversation.wrapUp', limit: 5 } as never,
  });
  expect(body.touchpoints[0]?.details).toMatchObject({ note: 'زنگ هم زدم' });
});
