/** What a conversation asks of its agent: said by people, obeyed by routing, told on the timeline. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { aStart, visitorAt } from '../clients.js';
import { aCompany, hire, online, type Person } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let refunds: string;
let open: { close(): void }[];

const person = (name: string): Person => company.people[name]!;
const kept = <L extends { close(): void }>(line: L): L => {
  open.push(line);
  return line;
};

beforeEach(async () => {
  open = [];
  app = await bootApp({ env: { ROUTER_SWEEP_SECONDS: '0.3' } });
  company = await aCompany(app, { agents: ['Ana', 'Bo'], queue: { autoAccept: true } });
  const skill = { name: 'Refunds', nameFa: 'بازپرداخت' };
  refunds = (await app.call('skills.create', { cookie: company.admin, body: skill })).body.id;
  await app.call('routing.agents.change', {
    cookie: company.admin,
    params: { id: person('Bo').id },
    body: { skills: { [refunds]: 4 } },
  });
});
afterEach(async () => {
  for (const line of open) line.close();
  await app.close();
});

const level = (n: number) => [{ skillId: refunds, level: n }];
const setNeeds = (cookie: string, id: string, needs: unknown, clientId = randomUUID()) =>
  app.call('conversations.setNeeds', { cookie, params: { id }, body: { clientId, needs } });
const show = async (id: string) =>
  (await app.call('conversations.show', { cookie: company.admin, params: { id } })).body;

async function aChat() {
  const visitor = kept(await visitorAt(app.url, { siteKey: company.siteKey }));
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, text: 'سلام' }));
  return { id: begun.conversation.id, customerId: begun.customerId };
}
async function told(customerId: string) {
  const { body } = await app.call('customers.timeline', { cookie: company.admin, params: { id: customerId } });
  return body.touchpoints.filter((touchpoint) => touchpoint.kind === 'conversation.needsSet');
}

it('refuses what is no skill, one named twice, and whoever may not say so', async () => {
  const { id } = await aChat();
  const cookie = person('Ana').cookie;
  const nobodys = [{ skillId: 'f'.repeat(24), level: 2 }];
  expect((await setNeeds(cookie, id, nobodys)).error?.code).toBe('skill.missing');
  expect((await setNeeds(cookie, id, [...level(2), ...level(3)])).error?.code).toBe('input.invalid');
  expect((await setNeeds(cookie, id, level(6))).error?.code).toBe('input.invalid');
  const stranger = await hire(app, company.admin, 'Stranger');
  expect((await setNeeds(stranger.cookie, id, level(2))).error?.code).toBe('conversation.missing');
  const ana = kept(await online(app, person('Ana')));
  await eventually(async () => expect(await show(id)).toMatchObject({ state: 'active' }));
  expect((await setNeeds(person('Bo').cookie, id, level(2))).error?.code).toBe('conversation.notYours');
  ana.close();
});

it('gives one that waits to whoever can, and tells it once', async () => {
  const { id, customerId } = await aChat();
  const clientId = randomUUID();
  for (const _twice of [1, 2]) {
    const set = await setNeeds(person('Ana').cookie, id, level(3), clientId);
    expect(set.body).toMatchObject({ state: 'queued', needs: level(3) });
  }
  await setNeeds(person('Ana').cookie, id, level(3)); // is so already
  expect(await told(customerId)).toMatchObject([
    {
      author: { name: 'Ana' },
      details: { needs: [{ skillId: refunds, level: 3, name: 'Refunds', nameFa: 'بازپرداخت' }] },
    },
  ]);
  kept(await online(app, person('Ana')));
  await eventually(async () => {
    const { body } = await app.call('conversations.routing', { cookie: company.admin, params: { id } });
    expect(body.waitsFor).toMatchObject({ reason: 'skilledAway', skills: level(3) });
  });
  kept(await online(app, person('Bo')));
  await eventually(async () => expect(await show(id)).toMatchObject({ state: 'active', agent: { name: 'Bo' } }));
});

it('lets everybody have it again once the needs are taken back', async () => {
  const { id } = await aChat();
  await setNeeds(company.admin, id, level(5));
  kept(await online(app, person('Ana')));
  await eventually(async () => {
    const { body } = await app.call('conversations.routing', { cookie: company.admin, params: { id } });
    expect(body.waitsFor?.reason).toBe('noSkilled');
  });
  await setNeeds(company.admin, id, []);
  await eventually(async () => expect(await show(id)).toMatchObject({ state: 'active', agent: { name: 'Ana' } }));
});

it('goes over with needs of its own, and says beforehand how many could take it', async () => {
  const { id, customerId } = await aChat();
  kept(await online(app, person('Ana')));
  await eventually(async () => expect(await show(id)).toMatchObject({ state: 'active', agent: { name: 'Ana' } }));
  const cookie = person('Ana').cookie;
  const able = (needs: unknown, queueId = company.queueId) =>
    app.call('conversations.able', { cookie, params: { id }, body: { queueId, needs } });
  expect((await able([])).body).toEqual({ able: 2, signedIn: 1, later: 0 });
  expect((await able(level(4))).body).toEqual({ able: 1, signedIn: 0, later: 0 });
  expect((await able(level(5))).body).toEqual({ able: 0, signedIn: 0, later: 0 });
  expect((await able([], 'f'.repeat(24))).error?.code).toBe('queue.missing');
  const over = (body: object) => app.call('conversations.transfer', { cookie, params: { id }, body });
  const toAgent = { toAgentId: person('Bo').id, needs: level(2) };
  expect((await over(toAgent)).error?.code).toBe('input.invalid');
  expect((await over({ toQueueId: company.queueId, needs: level(2) })).body).toMatchObject({ needs: level(2) });
  kept(await online(app, person('Bo')));
  await eventually(async () => expect(await show(id)).toMatchObject({ state: 'active', agent: { name: 'Bo' } }));
  expect(await told(customerId)).toHaveLength(1);
});
