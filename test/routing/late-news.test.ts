/** What a node hears of its own doing long after it did it: it was stopped in between, or its clock is not the router's. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DomainEvents } from '../../server/contract/index.js';
import { DeskModel } from '../../server/routing/models.js';
import { aNode, aStore, Company, type HandClock, handClock, type Node, nothing, until } from './stack.js';

type Change = DomainEvents['conversation.changed'];

let store: { close(): Promise<void> };
let company: Company;
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
  ana = company.agent('Ana');
  bo = company.agent('Bo');
  sales = company.queue([ana, bo], { autoAccept: true });
});
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.routing.stop();
});

async function start(clock: HandClock, ROLE: 'all' | 'web' = 'all'): Promise<Node> {
  const node = await aNode({ company, clock, settings: { ROLE } });
  nodes.push(node);
  return node;
}

/** Everything a node says has changed, by the state it came to. */
function changesOf(node: Node): (state: string) => Change {
  const changes: Change[] = [];
  node.bus.on('conversation.changed', (change) => void changes.push(change));
  return (state) => changes.findLast(({ conversation }) => conversation.state === state)!;
}

const held = async (agentId: string) =>
  (await DeskModel.findById(agentId).lean())?.entries.map(({ conversationId }) => conversationId);

/** Tells it again, and waits until every hearer is done with it. */
async function tellsAgain(node: Node, change: Change): Promise<void> {
  node.bus.publish('conversation.changed', change);
  await node.heeded();
}

async function talk(node: Node): Promise<string> {
  const { _id: id } = await node.opens(sales);
  await node.reaches(id, 'active', ana);
  return id;
}

describe('a node that hears late', () => {
  it('that somebody was given a talk, does not put one back on their desk that was closed since', async () => {
    const one = await start(handClock());
    const changed = changesOf(one);
    await one.online(ana);
    const id = await talk(one);
    await one.conversations.close(id, { by: 'agent' });
    await until(async () => (await held(ana))?.length === 0, 'closed and free');
    await tellsAgain(one, changed('active'));
    expect(await held(ana)).toEqual([]);
  });

  it('that one was closed, takes nothing off the desk of whoever has it again since', async () => {
    const one = await start(handClock());
    const changed = changesOf(one);
    await one.online(ana);
    const id = await talk(one);
    const closed = (await one.conversations.close(id, { by: 'agent' }))!;
    await one.heeded();
    const clock = handClock();
    clock.advance(-30);
    const web = await start(clock, 'web');
    await web.routing.resume(ana, closed._id);
    await tellsAgain(one, changed('closed'));
    expect(await held(ana)).toEqual([id]);
  });

  it('that somebody was given a talk, puts it back where it is theirs and a crash lost it', async () => {
    const one = await start(handClock());
    const changed = changesOf(one);
    await one.online(ana);
    const id = await talk(one);
    await one.heeded();
    await DeskModel.updateOne({ _id: ana }, { $set: { entries: [] }, $inc: { version: 1 } });
    await one.routing.turn();
    await tellsAgain(one, changed('active'));
    expect(await held(ana)).toEqual([id]);
  });

  it.each([
    { says: 'and the router has the same clock', aheadSeconds: 0 },
    { says: 'and is ahead of the router', aheadSeconds: 30 },
    { says: 'and is behind the router', aheadSeconds: -30 },
  ])('that one waits again, takes nothing off the desk of whoever is being given it: $says', async (about) => {
    const clock = handClock();
    clock.advance(60);
    const router = await start(clock);
    const other = handClock();
    other.advance(60 + about.aheadSeconds);
    const web = await start(other, 'web');
    const changed = changesOf(web);
    await router.online(ana);
    const id = await talk(router);
    const queueId = company.queue([bo], { autoAccept: true });
    await router.routing.deskOf(bo);
    const { version } = await web.routing.transferToQueue(id, queueId, { author: { type: 'system' } });
    await web.heeded();
    expect(await held(ana)).toEqual([]);
    // The router has been on the desk already, and not yet at the conversation.
    const placed = { conversationId: id, conversationVersion: version, queueId, channel: 'webchat', kind: 'assigned' };
    const entries = { ...placed, units: 100, offerId: null, epoch: 1, since: clock.now(), until: null };
    await DeskModel.updateOne({ _id: bo }, { $push: { entries }, $inc: { version: 1 } });
    await tellsAgain(web, changed('queued'));
    expect(await held(bo)).toEqual([id]);
  });
});

describe('a node whose clock is not the router’s', () => {
  it.each([{ aheadSeconds: 30 }, { aheadSeconds: -30 }])(
    '$aheadSeconds seconds ahead of the router, frees whoever held what it closes',
    async (about) => {
      const [router, clock] = [await start(handClock()), handClock()];
      clock.advance(about.aheadSeconds);
      const web = await start(clock, 'web');
      await router.online(ana);
      const id = await talk(router);
      await web.conversations.close(id, { by: 'customer' });
      await web.heeded();
      expect(await held(ana)).toEqual([]);
    },
  );

  it('may accept what the router still offers', async () => {
    const [router, clock] = [await start(handClock()), handClock()];
    clock.advance(300);
    const web = await start(clock, 'web');
    await router.online(ana);
    const { _id: id } = await web.opens(company.queue([ana]));
    await router.routing.turn();
    const { offers } = await router.reaches(id, 'offered', ana);
    expect(await web.routing.acceptOffer(ana, offers[0]!.offerId)).toMatchObject({ state: 'active', agentId: ana });
  });
});
