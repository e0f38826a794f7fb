import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeskModel, PresenceChangeModel } from '../../server/routing/models.js';
import { presenceOn } from '../../server/routing/presence-log.js';
import { aNode, aStore, Company, type HandClock, handClock, type Node, nothing, until } from './stack.js';

let store: { close(): Promise<void> };
let company: Company;
let clock: HandClock;
let ana: string;
let bo: string;
let sales: string;
const nodes: Node[] = [];

beforeAll(async () => {
  store = await aStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await nothing();
  company = new Company();
  clock = handClock();
  ana = company.agent('Ana');
  bo = company.agent('Bo');
  sales = company.queue([ana, bo]);
});
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.routing.stop();
});
async function start(): Promise<Node> {
  const node = await aNode({ company, clock });
  nodes.push(node);
  return node;
}
const facts = (agentId: string) => PresenceChangeModel.find({ agentId }).sort({ at: 1, version: 1 }).lean();
const statesOf = async (agentId: string) => (await facts(agentId)).map(({ state }) => state);
const written = (agentId: string, count: number) =>
  until(async () => (await facts(agentId)).length >= count, `${count} facts`);
const at = (seconds: number) => new Date(Date.parse('2030-01-01T09:00:00Z') + seconds * 1_000);

describe('the presence log', () => {
  it('has a fact for each change of state, and none for work that comes and goes', async () => {
    const node = await start();
    await node.online(ana);
    await written(ana, 2);
    const { _id: id } = await node.opens(sales);
    const {
      offers: [offer],
    } = await node.reaches(id, 'offered', ana);
    await node.routing.acceptOffer(ana, offer?.offerId ?? '');
    clock.advance(60);
    await node.conversations.close(id, { by: 'agent' });
    await node.rests();
    await node.routing.setPresence(ana, 'away', 'lunch');
    await until(async () => (await statesOf(ana)).includes('away'), 'away is written');
    const states = await statesOf(ana);
    expect(states.slice(states.indexOf('online'))).toEqual(['online', 'away']);
    expect((await facts(ana)).at(-1)).toMatchObject({ reason: 'lunch', at: at(60) });
  });

  it('has the same change once, however many nodes hear of it', async () => {
    const [one, two] = [await start(), await start()];
    await one.online(ana);
    const desk = await until(() => DeskModel.findById(ana).lean(), 'a desk');
    await written(ana, 2);
    const before = (await facts(ana)).length;
    two.bus.publish('desk.changed', { desk });
    await two.routing.setPresence(ana, 'busy', null);
    await until(async () => (await statesOf(ana)).includes('busy'), 'busy is written');
    expect(await facts(ana)).toHaveLength(before + 1);
  });

  it('makes good at the next start what a process took with it', async () => {
    const node = await start();
    await node.online(ana);
    await written(ana, 2);
    await PresenceChangeModel.deleteMany({});
    await start();
    expect(await facts(ana)).toMatchObject([{ state: 'online', at: at(0) }]);
  });
});

describe('who was there on a day', () => {
  const fact = (agentId: string, version: number, state: 'online' | 'away' | 'offline', seconds: number) => ({
    ...{ _id: `${agentId}:${version}`, agentId, version, state, reason: null, at: at(seconds) },
  });

  it('begins with the last state before it, and joins what is the same', async () => {
    await PresenceChangeModel.insertMany([
      fact(ana, 8, 'away', -9_000),
      fact(ana, 9, 'online', -500),
      fact(ana, 10, 'online', 100),
      fact(ana, 11, 'away', 200),
      fact(ana, 12, 'online', 200),
      fact(ana, 13, 'offline', 700),
      fact(ana, 14, 'online', 2_000),
      fact(bo, 3, 'online', -60),
    ]);
    const there = await presenceOn(at(0), at(1_000), [ana, bo, 'nobody']);
    const told = (id: string) => there.get(id)?.map(({ state, from, to }) => [state, from, to]);
    expect(told(ana)).toEqual([
      ['online', at(0), at(700)],
      ['offline', at(700), at(1_000)],
    ]);
    expect(told(bo)).toEqual([['online', at(0), at(1_000)]]);
    expect(there.has('nobody')).toBe(false);
  });
});
