/** How conversations are asked for, given, refused, taken and handed on, as the people concerned see it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { VisitorPlaceView } from '../../server/contract/index.js';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, aStart, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany, online } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let open: { close(): void }[] = [];

beforeEach(async () => {
  app = await bootApp({ env: { ROUTER_SWEEP_SECONDS: '0.3' } });
});
afterEach(async () => {
  for (const line of open) line.close();
  open = [];
  await app.close();
});

const person = (name: string) => company.people[name]!;

async function atWork(name: string): Promise<AgentLine> {
  const line = await online(app, person(name));
  open.push(line);
  return line;
}

async function aChat(
  queueId = company.queueId,
): Promise<{ visitor: VisitorLine; id: string; place: VisitorPlaceView }> {
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  open.push(visitor);
  const begun = await visitor.ask('conversation:start', aStart({ queueId }));
  const { id, position, forecast } = begun.conversation;
  return { visitor, id, place: { conversationId: id, position, forecast } };
}

const offered = (line: AgentLine, id: string) => line.hears('offer:made', (offer) => offer.conversationId === id);
const show = async (id: string) =>
  (await app.call('conversations.show', { cookie: company.admin, params: { id } })).body;
const isWith = (name: string, id: string) =>
  eventually(async () => expect(await show(id)).toMatchObject({ state: 'active', agent: { id: person(name).id } }));
const waitsFor = async (id: string) =>
  (await app.call('conversations.routing', { cookie: company.admin, params: { id } })).body.waitsFor?.reason;

it('goes to the next agent when nobody answers; the first one is not asked again before saying "I am back"', async () => {
  company = await aCompany(app, { capacity: 1, queue: { offerSeconds: 5 } });
  const [ana, bo] = [await atWork('Ana'), await atWork('Bo')];
  const { id } = await aChat();
  const first = await Promise.race([offered(ana, id).then(() => ana), offered(bo, id).then(() => bo)]);
  const [next, missed] = first === ana ? [bo, person('Ana')] : [ana, person('Bo')];
  await first.hears('offer:ended', ({ conversationId, how }) => conversationId === id && how === 'expired');
  const offer = await offered(next, id);
  await next.hears('presences:changed', (agents) =>
    agents.some(({ agentId, state }) => agentId === missed.id && state === 'notResponding'),
  );
  await next.ask('offer:accept', { offerId: offer.id });
  const waiting = await aChat();
  expect(await waitsFor(waiting.id)).not.toBe('beingOffered');
  first.forget();
  await first.ask('presence:set', { presence: 'online' });
  await offered(first, waiting.id);
});

it('is declined without blame: the other is asked, and the first stays online', async () => {
  company = await aCompany(app, { capacity: 1 });
  const [ana, bo] = [await atWork('Ana'), await atWork('Bo')];
  const { id } = await aChat();
  const [first, offer] = await Promise.race([
    offered(ana, id).then((one) => [ana, one] as const),
    offered(bo, id).then((one) => [bo, one] as const),
  ]);
  await first.ask('offer:decline', { offerId: offer.id });
  expect(await first.refusal('offer:accept', { offerId: offer.id })).toBe('offer.gone');
  await offered(first === ana ? bo : ana, id);
  expect((await first.ask('desk:open', {})).presence.state).toBe('online');
});

it('waits with a place and a forecast while everybody is full', async () => {
  company = await aCompany(app, { agents: ['Ana'], capacity: 1, queue: { autoAccept: true } });
  await atWork('Ana');
  const first = await aChat();
  await isWith('Ana', first.id);
  const second = await aChat();
  const { visitor, id, place } = await aChat();
  expect(place.position).toBe(2);
  expect(place.forecast!.toSeconds).toBeGreaterThanOrEqual(place.forecast!.fromSeconds);
  expect(await waitsFor(second.id)).toBe('agentsFull');
  await first.visitor.ask('conversation:end', { conversationId: first.id });
  await isWith('Ana', second.id);
  const moved = await visitor.hears('place:changed', ({ position }) => position === 1);
  expect(moved.conversationId).toBe(id);
  expect(moved.forecast!.toSeconds).toBeGreaterThan(0);
});

it('waits in a queue without members, which says so, until it has one', async () => {
  company = await aCompany(app, { agents: ['Ana'], queue: { autoAccept: true, memberIds: [] } });
  await atWork('Ana');
  const { id } = await aChat();
  await eventually(async () => expect(await waitsFor(id)).toBe('noMembers'));
  const params = { id: company.queueId };
  const refused = await app.call('queues.delete', { cookie: company.admin, params });
  expect([refused.status, refused.error?.code]).toEqual([409, 'queue.inUse']);
  await app.call('queues.change', { cookie: company.admin, params, body: { memberIds: [person('Ana').id] } });
  await isWith('Ana', id);
});

it('is taken by hand beyond the capacity, and then nothing more is given until there is room', async () => {
  company = await aCompany(app, { agents: ['Ana', 'Sup'], capacity: 1, queue: { autoAccept: true } });
  const { admin } = company;
  await app.call('users.change', { cookie: admin, params: { id: person('Sup').id }, body: { role: 'supervisor' } });
  const ana = await atWork('Ana');
  const [first, second, third] = [await aChat(), await aChat(), await aChat()];
  await isWith('Ana', first.id);
  const { cookie } = person('Ana');
  const picked = await app.call('conversations.pick', { cookie, params: { id: second.id } });
  expect(picked.body).toMatchObject({ state: 'active', agent: { id: person('Ana').id } });
  expect((await ana.ask('desk:open', {})).presence).toMatchObject({ load: 2, capacity: 1 });
  await first.visitor.ask('conversation:end', { conversationId: first.id });
  await ana.hears('presence:changed', ({ agentId, load }) => agentId === person('Ana').id && load === 1);
  expect(await waitsFor(third.id)).toBe('agentsFull');

  const theirs = await app.call('conversations.takeOver', { cookie, params: { id: second.id } });
  expect([theirs.status, theirs.error?.code]).toEqual([403, 'permission.denied']);
  const taken = await app.call('conversations.takeOver', {
    cookie: person('Sup').cookie,
    params: { id: second.id },
  });
  expect(taken.body.agent?.id).toBe(person('Sup').id);
  await isWith('Ana', third.id);
});

it('goes to another queue with a note the customer never sees, and to nobody who is not there', async () => {
  company = await aCompany(app, { capacity: 1, queue: { autoAccept: true } });
  const { admin } = company;
  const { body: queue } = await app.call('queues.create', {
    cookie: admin,
    body: { name: 'Billing', memberIds: [person('Bo').id], autoAccept: true },
  });
  const { body: empty } = await app.call('queues.create', { cookie: admin, body: { name: 'Nobody', memberIds: [] } });
  await atWork('Ana');
  const { visitor, id } = await aChat();
  await isWith('Ana', id);
  const transfer = (body: Record<string, string>) =>
    app.call('conversations.transfer', { cookie: person('Ana').cookie, params: { id }, body });
  expect((await transfer({ toAgentId: person('Bo').id })).error?.code).toBe('agent.unavailable');
  expect((await transfer({ toQueueId: empty.id })).error?.code).toBe('queue.noMembers');
  expect((await transfer({ toQueueId: 'f'.repeat(24) })).error?.code).toBe('queue.missing');
  expect((await transfer({ toQueueId: queue.id, note: 'فقط برای ما' })).status).toBe(200);
  await atWork('Bo');
  await isWith('Bo', id);
  const own = await visitor.ask('visit:open', { after: 0 });
  expect(own.touchpoints.map(({ kind }) => kind)).toContain('conversation.transferred');
  expect(JSON.stringify(own)).not.toContain('فقط برای ما');
});
