/** What nobody told is found by a look at what has changed; and, a part at a time, by a round of all who wait. */
import { beforeEach, expect, it, vi } from 'vitest';
import { ConversationModel } from '../../server/conversations/index.js';
import { elsewhere, handClock, type Node, stage } from './stack.js';

const { now, start, passes } = stage();
const SWEEPS_PER_ROUND = 15;
/** More than one sweep looks at. */
const MANY = 120;

let ana: string;
let sales: string;
let router: Node;
/** Of another process, which tells this one nothing. */
let web: Node;
beforeEach(async () => {
  ana = now.company.agent('Ana', { capacity: 3 });
  sales = now.company.queue([ana]);
  router = await start();
  web = await start({ ROLE: 'web' });
});

/** What was read in full while this ran: ids asked for by name, and how often everybody who waits. */
async function readDuring(work: () => Promise<void>): Promise<{ byName: string[]; everybody: number }> {
  const named = vi.spyOn(ConversationModel.collection, 'find');
  const all = vi.spyOn(ConversationModel, 'find');
  await work();
  const byName = named.mock.calls.flatMap(([filter]) => (filter as { _id?: { $in?: string[] } })?._id?.$in ?? []);
  const everybody = all.mock.calls.filter(([filter]) => JSON.stringify(filter).includes('"queued"')).length;
  named.mockRestore();
  all.mockRestore();
  return { byName, everybody };
}

it('reads the one that changed, however many wait', async () => {
  for (let i = 0; i < MANY; i += 1) await web.opens(sales);
  await passes(2);
  await passes(10);
  const { _id: late } = await web.opens(sales);
  const { byName, everybody } = await readDuring(() => router.routing.turn());
  expect({ byName, everybody }).toEqual({ byName: [late], everybody: 0 });
  expect(router.routing.positionOf(late)).toBe(MANY + 1);
});

it('reads nothing again of what it has heard of or made itself', async () => {
  await router.online(ana);
  const { _id: id } = await router.opens(sales);
  await router.reaches(id, 'offered', ana);
  await router.heeded();
  const { byName, everybody } = await readDuring(() => router.routing.turn());
  expect({ byName, everybody }).toEqual({ byName: [], everybody: 0 });
});

it('hears of what left the line', async () => {
  const { _id: id } = await web.opens(sales);
  await passes(2);
  expect(router.routing.positionOf(id)).toBe(1);
  await web.conversations.close(id, { by: 'customer' });
  await passes(2);
  expect(router.routing.positionOf(id)).toBeNull();
});

it('finds what a clock that is far behind has written within a round, and reads that only', async () => {
  const slow = await start({ ROLE: 'web' }, handClock());
  await passes(120);
  for (let i = 0; i < MANY; i += 1) await router.opens(sales);
  const { _id: id } = await slow.opens(sales);
  const { byName, everybody } = await readDuring(async () => {
    for (let sweep = 0; sweep < SWEEPS_PER_ROUND; sweep += 1) await router.routing.turn();
  });
  expect({ byName, everybody }).toEqual({ byName: [id], everybody: 0 });
  expect(router.routing.positionOf(id)).toBe(1);
  await router.online(ana);
  await router.reaches(id, 'offered', ana);
});

it('finds within a round what left the line by a clock far behind', async () => {
  const slow = await start({ ROLE: 'web' }, handClock());
  const { _id: id } = await slow.opens(sales);
  await passes(2);
  for (let i = 0; i < MANY; i += 1) await router.opens(sales);
  await passes(120);
  expect(router.routing.positionOf(id)).toBe(1);
  await slow.conversations.close(id, { by: 'customer' });
  for (let sweep = 0; sweep < SWEEPS_PER_ROUND; sweep += 1) await router.routing.turn();
  expect(router.routing.positionOf(id)).toBeNull();
});

it('gets past more who came in one moment than one sweep looks at', async () => {
  const slow = await start({ ROLE: 'web' }, handClock());
  await passes(120);
  const late = await Promise.all(Array.from({ length: MANY }, () => slow.opens(sales)));
  for (let sweep = 0; sweep < SWEEPS_PER_ROUND; sweep += 1) await router.routing.turn();
  const places = late.map(({ _id }) => router.routing.positionOf(_id));
  expect(places.sort((a, b) => a! - b!)).toEqual(Array.from({ length: MANY }, (_, i) => i + 1));
});

it('reads everybody after it could not look for long', async () => {
  await passes(2);
  const { _id: id } = await router.opens(sales);
  now.clock.advance(90);
  const { everybody } = await readDuring(() => web.routing.turn());
  expect(everybody).toBe(1);
  expect(web.routing.positionOf(id)).toBe(1);
});

it('does not take back what it has heard for what was read before', async () => {
  const { _id: id } = await router.opens(sales);
  expect(router.routing.positionOf(id)).toBe(1);
  const find = ConversationModel.collection.find.bind(ConversationModel.collection);
  let letGo = () => {};
  const gate = new Promise<void>((go) => {
    letGo = go;
  });
  vi.spyOn(ConversationModel.collection, 'find').mockImplementationOnce(((...asked: Parameters<typeof find>) => {
    const read = find(...asked).toArray();
    return { toArray: () => read.then((found) => gate.then(() => found)) };
  }) as never);
  router.bus.publish('elsewhere.changed', elsewhere({ conversations: [id] }));
  await router.conversations.close(id, { by: 'customer' });
  letGo();
  await router.heeded();
  expect(router.routing.positionOf(id)).toBeNull();
  expect(router.routing.waitingIn(sales)).toBe(0);
});
