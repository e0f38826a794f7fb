/** What is with agents, in memory: read once, then kept up by what is heard, whatever order it comes in. */
import { beforeEach, expect, it, vi } from 'vitest';
import { ConversationModel } from '../../server/conversations/index.js';
import { elsewhere, type Node, stage } from '../routing/stack.js';

const { now, start } = stage();
let ana: string;
let bo: string;
let sales: string;
let here: Node;
/** Another process, which tells this one nothing but what a test tells of it. */
let there: Node;
beforeEach(async () => {
  [ana, bo] = [now.company.agent('Ana', { capacity: 9 }), now.company.agent('Bo', { capacity: 9 })];
  sales = now.company.queue([ana, bo]);
  here = await start();
  there = await start({ ROLE: 'web' });
  await here.online(ana, bo);
  await there.online(ana, bo);
});

const ids = async (node: Node, agentId: string) => (await node.conversations.held.of(agentId)).map(({ _id }) => _id);

/** The next reading is slow to come back with what it has read. @returns lets it come */
function slowReading(): () => void {
  const find = ConversationModel.find.bind(ConversationModel);
  let letGo = () => {};
  const gate = new Promise<void>((go) => {
    letGo = go;
  });
  vi.spyOn(ConversationModel, 'find').mockImplementationOnce(((...asked: Parameters<typeof find>) => {
    const read = find(...asked)
      .lean()
      .then((found) => gate.then(() => found));
    const query = { batchSize: () => query, lean: () => read };
    return query;
  }) as never);
  return letGo;
}

it('knows what is whose, and how many a queue has, without asking the store again', async () => {
  expect(await ids(here, ana)).toEqual([]);
  const read = vi.spyOn(ConversationModel, 'find');
  const { _id: one } = await here.opens(sales);
  await here.routing.pick(ana, one);
  const { _id: two } = await here.opens(sales);
  await here.routing.pick(ana, two);
  expect(await ids(here, ana)).toEqual([one, two]);
  expect(await here.conversations.held.countIn(sales)).toBe(2);
  await here.routing.takeOver(bo, one);
  expect([await ids(here, ana), await ids(here, bo)]).toEqual([[two], [one]]);
  await here.conversations.close(two, { by: 'agent' });
  expect([await ids(here, ana), await here.conversations.held.countIn(sales)]).toEqual([[], 1]);
  expect((await here.conversations.held.all()).map(({ _id }) => _id)).toEqual([one]);
  const asked = read.mock.calls.map(([filter]) => JSON.stringify(filter));
  read.mockRestore();
  expect(asked.filter((filter) => filter.includes('wrapUp'))).toEqual([]);
});

it('reads what another node says it moved, or wrote in, before it answers', async () => {
  const { _id: id } = await here.opens(sales);
  await here.routing.pick(ana, id);
  expect(await ids(here, ana)).toEqual([id]);
  await there.routing.takeOver(bo, id);
  here.bus.publish('elsewhere.changed', elsewhere({ conversations: [id] }));
  expect([await ids(here, ana), await ids(here, bo)]).toEqual([[], [id]]);
  await ConversationModel.updateOne({ _id: id }, { $set: { unread: 3 } });
  here.bus.publish('elsewhere.changed', elsewhere({ words: [id] }));
  expect((await here.conversations.held.of(bo)).map(({ unread }) => unread)).toEqual([3]);
});

it('finds with the next sweep what another node did not say', async () => {
  expect(await ids(here, bo)).toEqual([]);
  const { _id: id } = await there.opens(sales);
  await there.routing.pick(bo, id);
  await here.routing.turn();
  expect(await ids(here, bo)).toEqual([id]);
});

it('believes what it heard, not a reading that began before', async () => {
  const { _id: id } = await here.opens(sales);
  await here.routing.pick(ana, id);
  expect(await ids(here, ana)).toEqual([id]);
  const letGo = slowReading();
  here.bus.publish('elsewhere.changed', elsewhere({ words: [id] }));
  await here.conversations.close(id, { by: 'agent' });
  const answer = ids(here, ana);
  letGo();
  expect(await answer).toEqual([]);
  expect(await here.conversations.held.countIn(sales)).toBe(0);
});

it('reads everything again when the other nodes come back', async () => {
  expect(await ids(here, ana)).toEqual([]);
  const { _id: id } = await there.opens(sales);
  await there.routing.pick(ana, id);
  expect(await ids(here, ana)).toEqual([]);
  here.bus.publish('nodes.parted', { parted: false });
  expect(await ids(here, ana)).toEqual([id]);
});

it('reads once more when they come back while it reads', async () => {
  const { _id: id } = await there.opens(sales);
  const letGo = slowReading();
  const answer = ids(here, ana);
  await there.routing.pick(ana, id);
  here.bus.publish('nodes.parted', { parted: false });
  letGo();
  expect(await answer).toEqual([id]);
});

it('reads everything again where the store did not answer', async () => {
  const { _id: id } = await here.opens(sales);
  await here.routing.pick(ana, id);
  expect(await ids(here, ana)).toEqual([id]);
  await there.routing.takeOver(bo, id);
  const gone = () => ({ lean: () => Promise.reject(new Error('the store is away')) });
  vi.spyOn(ConversationModel, 'find').mockImplementationOnce(gone as never);
  here.bus.publish('elsewhere.changed', elsewhere({ conversations: [id] }));
  await here.conversations.held.all();
  expect([await ids(here, ana), await ids(here, bo)]).toEqual([[], [id]]);
});
