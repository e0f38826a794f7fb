import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Board, makeBoard } from '../../server/board/index.js';
import type { BoardView } from '../../server/contract/index.js';
import { makeLog } from '../../server/platform/index.js';
import { aNode, aStore, Company, type HandClock, handClock, type Node, nothing, until } from '../routing/stack.js';

let store: { close(): Promise<void> };
let clock: HandClock;
let company: Company;
let node: Node;
let board: Board;
let ana: string;
let bo: string;
let sales: string;
const watched = true;

beforeAll(async () => {
  store = await aStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await nothing();
  clock = handClock();
  company = new Company();
  ana = company.agent('Ana', { capacity: 2 });
  bo = company.agent('Bo');
  const hours = { alwaysOpen: true, timeZone: 'Asia/Tehran', week: {}, holidays: [], byChannel: {} } as never;
  sales = company.queue([ana, bo], { hours, slaFirstResponseSeconds: 60, slaTarget: 0.8, active: true });
  node = await aNode({ company, clock });
  board = makeBoard({
    ...node,
    clock,
    log: makeLog('silent'),
    queues: async () => company.queues,
    isWatched: () => watched,
  });
});
afterEach(async () => {
  board.close();
  await node.routing.stop();
});
const queueOf = (view: BoardView) => view.queues.find(({ queueId }) => queueId === sales);

it('counts who waits, who talks and who is there, and names each', async () => {
  await node.online(ana);
  const talk = await node.opens(sales);
  await node.routing.pick(ana, talk._id);
  await node.routing.setPresence(ana, 'away', 'lunch');
  const first = await node.opens(sales);
  clock.advance(2);
  const second = await node.opens(sales);
  const view = await board.snapshot();
  expect(queueOf(view)).toMatchObject({
    ...{ waiting: 2, active: 1, wrapUp: 0, answeredToday: 1, abandonedToday: 0, serviceLevelToday: 1, open: true },
    longestWaitSince: first.queuedAt?.toISOString(),
    forecast: null,
    agents: { online: 0, free: 0, busy: 0, away: 1, wrapUp: 0, notResponding: 0 },
  });
  expect(view.waiting).toMatchObject([
    { conversationId: first._id, position: 1, waitsFor: { reason: 'nobodyOnline' } },
    { conversationId: second._id, position: 2 },
  ]);
  expect(view.active).toMatchObject([{ conversationId: talk._id, agentName: 'Ana', state: 'active' }]);
  expect(view.agents).toMatchObject([
    { name: 'Ana', state: 'away', reason: 'lunch', load: 1, capacity: 2, queueIds: [sales] },
    { name: 'Bo', state: 'offline' },
  ]);
});

it('counts as free who could take one more by some way: not who is on the phone, and who takes nothing but calls', async () => {
  const both = { webchat: 3, email: 3, sms: 3, voice: 1 };
  const capacities = [both, { webchat: 0, email: 0, sms: 0, voice: 1 }];
  for (const [i, user] of company.users.entries()) {
    user.capacity = capacities[i]!;
    await node.routing.resize(user._id, user.capacity);
  }
  await node.online(ana, bo);
  const figures = async () => queueOf(await board.snapshot())?.agents;
  expect(await figures()).toMatchObject({ online: 2, free: 2, busy: 0 });
  for (const agentId of [ana, bo]) {
    const call = await node.opens(sales, { channel: 'voice' });
    await node.routing.pick(agentId, call._id);
  }
  expect(await figures()).toMatchObject({ online: 2, free: 0, busy: 2 });
  expect((await board.snapshot()).agents.map(({ load, capacity }) => [load, capacity])).toEqual([
    [1, 3],
    [1, 1],
  ]);
});

it('says which channels are closed while the queue is open, or open while it is closed', async () => {
  const never = { alwaysOpen: false, week: { sat: [], sun: [], mon: [], tue: [], wed: [], thu: [], fri: [] } };
  const always = { ...never, alwaysOpen: true };
  const queue = company.queues[0]!;
  const opened = async (hours: Partial<typeof queue.hours>) => {
    Object.assign(queue, { hours: { ...queue.hours, ...hours } });
    const { open, otherwise } = queueOf(await board.snapshot())!;
    return { open, otherwise };
  };
  expect(await opened({ byChannel: { voice: never, sms: always } })).toEqual({ open: true, otherwise: ['voice'] });
  expect(await opened(never)).toEqual({ open: false, otherwise: ['sms'] });
  queue.closedByHand = { since: clock.now(), until: null, by: { id: ana, name: 'Ana' } };
  expect(await opened(always)).toEqual({ open: false, otherwise: [] });
});

it('tells free from busy, and a forecast for who would come now', async () => {
  await node.online(ana, bo);
  const { _id: id } = await node.opens(sales);
  await node.routing.pick(bo, id);
  const view = queueOf(await board.snapshot());
  expect(view?.agents).toMatchObject({ online: 2, free: 1, busy: 1 });
  expect(view?.forecast).toMatchObject({ fromSeconds: expect.any(Number) });
});

it('counts as late who waited beyond the target, answered or gone, and as nothing who left before it', async () => {
  const [quick, slow, gone, left] = [
    await node.opens(sales),
    await node.opens(sales),
    await node.opens(sales),
    await node.opens(sales),
  ];
  await board.snapshot(); // from here on kept up by what is heard
  clock.advance(30);
  await node.routing.pick(ana, quick._id);
  await node.conversations.close(left._id, { by: 'customer' });
  clock.advance(40);
  await node.routing.pick(ana, slow._id);
  await node.conversations.close(gone._id, { by: 'customer' });
  const figures = { answeredToday: 2, abandonedToday: 2, serviceLevelToday: 1 / 3 };
  expect(queueOf(await board.snapshot())).toMatchObject(figures);
  const readAgain = makeBoard({
    ...node,
    clock,
    log: makeLog('silent'),
    queues: async () => company.queues,
    isWatched: () => watched,
  });
  expect(queueOf(await readAgain.snapshot())).toMatchObject(figures);
  readAgain.close();
  clock.advance(86_400);
  expect(queueOf(await board.snapshot())).toMatchObject({
    answeredToday: 0,
    abandonedToday: 0,
    serviceLevelToday: null,
  });
});

it('tells its watchers of changes, and nobody once they have gone', async () => {
  const seen: BoardView[] = [];
  const stop = board.onChanged((view) => void seen.push(view));
  await until(() => seen.length > 0, 'the first board');
  await node.opens(sales);
  await until(() => seen.some((view) => queueOf(view)?.waiting === 1), 'one waiting');
  stop();
  const before = seen.length;
  await node.opens(sales);
  expect(queueOf(await board.snapshot())?.waiting).toBe(2);
  expect(seen.length).toBe(before);
});
