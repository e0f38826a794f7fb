/** What is promised to a customer: made once, told to the timeline, handed on, reminded of, settled. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FollowUpModel } from '../../server/followups/index.js';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, agentAt, aStart, visitorAt } from '../clients.js';
import { aCompany, type Person } from '../company.js';
import { eventually } from '../eventually.js';

const HOUR = 3_600_000;

describe('a follow-up', () => {
  let app: Booted;
  let company: Awaited<ReturnType<typeof aCompany>>;
  let ana: Person;
  let bo: Person;
  let bosLine: AgentLine;
  let customerId: string;
  let conversationId: string;
  /** How far this server's clock is ahead. */
  let aheadMs = 0;

  beforeAll(async () => {
    app = await bootApp({ clock: { now: () => new Date(Date.now() + aheadMs) } as never });
    company = await aCompany(app);
    [ana, bo] = [company.people.Ana!, company.people.Bo!];
    bosLine = await agentAt(app.url, bo.cookie);
    const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
    const { conversation } = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
    conversationId = conversation.id;
    const shown = await app.call('conversations.show', { cookie: company.admin, params: { id: conversationId } });
    customerId = shown.body.customerId;
    visitor.close();
  });
  afterAll(async () => {
    bosLine.close();
    await app.close();
  });

  const inHours = (hours: number) => new Date(Date.now() + aheadMs + hours * HOUR).toISOString();
  const make = (about: Record<string, unknown> = {}, who = ana, id = customerId) =>
    app.call('followUps.create', {
      cookie: who.cookie,
      params: { id },
      body: { clientId: randomUUID(), text: 'تماس دربارهٔ مرجوعی', dueAt: inHours(2), ...about } as never,
    });
  const change = (id: string, body: Record<string, unknown>, who = ana) =>
    app.call('followUps.change', { cookie: who.cookie, params: { id }, body: body as never });
  const list = async (query: Record<string, unknown>, who = ana) =>
    (await app.call('followUps.list', { cookie: who.cookie, query: query as never })).body.items;
  const told = async () => {
    const { body } = await app.call('customers.timeline', {
      cookie: ana.cookie,
      params: { id: customerId },
      query: { kinds: 'followUp.set,followUp.moved,followUp.done,followUp.cancelled', limit: 100 } as never,
    });
    return body.touchpoints;
  };

  it.each([
    ['nobody signed in', { cookie: '' }, {}, 'signin.required'],
    ['no text', {}, { text: '   ' }, 'input.invalid'],
    ['a text without end', {}, { text: 'x'.repeat(1_001) }, 'input.invalid'],
    ['no time', {}, { dueAt: 'soon' }, 'input.invalid'],
    ['a time in a hundred years', {}, { dueAt: '2130-01-01T00:00:00Z' }, 'input.invalid'],
    ['an unknown field', {}, { urgent: true }, 'input.invalid'],
    ['an agent who does not exist', {}, { assigneeId: 'f'.repeat(24) }, 'user.missing'],
    ['a conversation that does not exist', {}, { conversationId: 'f'.repeat(24) }, 'conversation.missing'],
  ])('is refused with %s', async (_, who, about, code) => {
    const { error } = await make(about, { ...ana, ...who });
    expect(error?.code).toBe(code);
    expect(await list({ customerId })).toEqual([]);
  });

  it("is refused for a customer who does not exist, and in another one's conversation", async () => {
    expect((await make({}, ana, 'f'.repeat(24))).error?.code).toBe('customer.missing');
    const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
    const { conversation } = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
    expect((await make({ conversationId: conversation.id })).error?.code).toBe('conversation.missing');
    visitor.close();
  });

  it('is made once, however often the request comes, stands beside the customer and on the timeline', async () => {
    const clientId = randomUUID();
    const [one, two] = await Promise.all([
      make({ clientId, conversationId, assigneeId: bo.id }),
      make({ clientId, conversationId, assigneeId: bo.id }),
    ]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body.id).toBe(one.body.id);
    expect(one.body).toMatchObject({ state: 'open', assignee: { name: 'Bo' }, createdBy: { name: 'Ana' } });
    await bosLine.hears('followUp:changed', ({ id }) => id === one.body.id);
    expect((await list({ customerId })).map(({ id }) => id)).toEqual([one.body.id]);
    expect((await list({ whose: 'mine' }, bo)).map(({ id }) => id)).toEqual([one.body.id]);
    expect(await list({ whose: 'mine' }, ana)).toEqual([]);
    const [touchpoint] = await told();
    expect(touchpoint).toMatchObject({
      kind: 'followUp.set',
      conversationId,
      text: 'تماس دربارهٔ مرجوعی',
      author: { name: 'Ana' },
      details: { followUpId: one.body.id, assigneeName: 'Bo' },
    });
  });

  it('is changed only by who has seen it as it is; of two at once one hears that it moved', async () => {
    const { body } = await make();
    const answers = await Promise.all([
      change(body.id, { version: body.version, dueAt: inHours(5) }),
      change(body.id, { version: body.version, state: 'cancelled' }, bo),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ error }) => error)?.error?.code).toBe('record.moved');
    expect((await change('f'.repeat(24), { version: 1 })).error?.code).toBe('record.missing');
    expect(
      (await told()).filter(({ details }) => (details as { followUpId: string }).followUpId === body.id),
    ).toHaveLength(2);
  });

  it('reminds whoever is to do it when its time has come, once, and again after it was moved', async () => {
    const { body } = await make({ assigneeId: bo.id, text: 'ارسال پیش‌فاکتور', dueAt: inHours(1) });
    await app.parts.followUps.remind();
    expect(bosLine.all('followUp:due').filter(({ id }) => id === body.id)).toEqual([]);
    aheadMs += 1.5 * HOUR;
    await Promise.all([app.parts.followUps.remind(), app.parts.followUps.remind()]);
    await bosLine.hears('followUp:due', ({ id }) => id === body.id);
    const moved = await change(body.id, { version: 1, dueAt: inHours(1) }, bo);
    aheadMs += 1.5 * HOUR;
    await app.parts.followUps.remind();
    await eventually(() => expect(bosLine.all('followUp:due').filter(({ id }) => id === body.id)).toHaveLength(2));
    const done = await change(body.id, { version: moved.body.version, state: 'done' }, bo);
    expect(done.body.settledAt).not.toBeNull();
    expect((await list({ customerId, state: 'settled' })).some(({ id }) => id === body.id)).toBe(true);
    expect((await told()).at(-1)).toMatchObject({ kind: 'followUp.done', author: { name: 'Bo' } });
  });

  it('comes to the timeline also when the process dies between the change and the telling', async () => {
    const { body } = await make({ text: 'پیگیری کالا' });
    const draft = {
      ...{ customerId, conversationId: null, kind: 'followUp.done', direction: 'internal', channel: null },
      ...{ sourceId: `followUp:${body.id}:2`, author: { type: 'agent', id: ana.id, name: 'Ana' }, text: 'پیگیری کالا' },
      details: { followUpId: body.id, dueAt: body.dueAt, assigneeName: 'Ana' },
    };
    await FollowUpModel.updateOne({ _id: body.id }, { $set: { state: 'done', version: 2, unlogged: [draft] } });
    await app.parts.followUps.sweepUntold();
    await app.parts.followUps.sweepUntold();
    const mine = (await told()).filter(({ details }) => (details as { followUpId: string }).followUpId === body.id);
    expect(mine.map(({ kind }) => kind)).toEqual(['followUp.set', 'followUp.done']);
  });

  it('is read in pages by when it is due', async () => {
    for (let i = 9; i > 0; i -= 1) await make({ text: `${i}`, dueAt: inHours(100 + i) });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const query = { customerId, limit: 4, ...(after && { after }) } as never;
      const { body } = await app.call('followUps.list', { cookie: ana.cookie, query });
      seen.push(...body.items.map(({ dueAt }) => dueAt));
      after = body.next ?? undefined;
    } while (after);
    expect(seen).toEqual(seen.toSorted());
    expect(new Set(seen).size).toBe(seen.length);
  });
});
