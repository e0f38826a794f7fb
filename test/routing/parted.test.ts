/** Redis is away, for the router or for another node: agents there cannot be told that it rings. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aNode, aStore, Company, elsewhere, handClock, type Node, nothing, until } from './stack.js';

let store: { close(): Promise<void> };
let company: Company;
let ana: string;
let bo: string;
let sales: string;
let router: Node;
let other: Node;

beforeAll(async () => {
  store = await aStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await nothing();
  company = new Company();
  [ana, bo] = [company.agent('Ana'), company.agent('Bo')];
  sales = company.queue([ana, bo]);
  const clock = handClock();
  router = await aNode({ company, clock });
  other = await aNode({ company, clock, settings: { ROLE: 'web' } });
  await other.online(ana);
  clock.advance(5);
  await router.online(bo);
  await router.routing.turn();
});
afterEach(async () => {
  for (const node of [other, router]) await node.routing.stop();
});

const offered = (id: string, agentId: string) => router.reaches(id, 'offered', agentId);
const parted = (parted: boolean) => router.bus.publish('nodes.parted', { parted });

describe('a router that cannot be heard elsewhere', () => {
  it('asks those of its own node, and the others once they can hear it again', async () => {
    parted(true);
    const first = await router.opens(sales);
    await offered(first._id, bo);
    const second = await router.opens(sales);
    await router.rests();
    await router.routing.turn();
    expect((await router.conversations.byId(second._id))?.state).toBe('queued');
    parted(false);
    await offered(second._id, ana);
  });

  it('takes back what rings unheard, without blame', async () => {
    const { _id: id } = await router.opens(sales);
    await offered(id, ana);
    parted(true);
    await offered(id, bo);
    await until(() => router.heard.length > 0, 'the end of the offer to her is told');
    expect(router.heard.map(({ how, agentId }) => [how, agentId])).toEqual([['rescinded', ana]]);
    parted(false);
    expect((await router.routing.deskOf(ana)).state).toBe('online');
  });

  it('lets what rings at its own go on ringing when it is heard again', async () => {
    parted(true);
    await router.heeded();
    await router.routing.turn();
    const { _id: id } = await router.opens(sales);
    await offered(id, bo);
    parted(false);
    await router.heeded();
    await router.rests();
    expect(router.heard).toEqual([]);
    expect(await router.conversations.byId(id)).toMatchObject({ state: 'offered', offers: [{ agentId: bo }] });
  });

  it('leaves everybody what they have', async () => {
    const { _id: id } = await router.opens(sales);
    const { offers } = await offered(id, ana);
    await other.routing.acceptOffer(ana, offers[0]?.offerId ?? '');
    router.bus.publish('elsewhere.changed', elsewhere({ conversations: [id], desks: [ana] }));
    parted(true);
    await router.routing.turn();
    await router.rests();
    expect(await router.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana });
  });
});

describe('a node that alone hears nothing', () => {
  const deaf = async (parted: boolean) => {
    other.bus.publish('nodes.parted', { parted });
    await other.heeded();
    await router.routing.turn();
  };

  it('gets no offers for its agents, until it hears again', async () => {
    await deaf(true);
    const first = await router.opens(sales);
    await offered(first._id, bo);
    const second = await router.opens(sales);
    await router.routing.turn();
    await router.rests();
    expect((await router.conversations.byId(second._id))?.state).toBe('queued');
    await deaf(false);
    await offered(second._id, ana);
  });

  it('loses what rings there, and nobody is blamed', async () => {
    const { _id: id } = await router.opens(sales);
    await offered(id, ana);
    await deaf(true);
    await offered(id, bo);
    expect(router.heard.map(({ how, agentId }) => [how, agentId])).toEqual([['rescinded', ana]]);
  });

  it('does not hold back whoever has a window on another node', async () => {
    await router.routing.agentConnected(ana, 'a second window');
    await deaf(true);
    const { _id: id } = await router.opens(sales);
    await offered(id, ana);
  });
});
