/** What the next router finds, and what it grants to whoever was cut off meanwhile. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DeskModel } from '../../server/routing/models.js';
import { handClock, type Node, stage, until } from './stack.js';

let ana: string;
let bo: string;
let sales: string;
const { now, start } = stage();

beforeEach(() => {
  const { company } = now;
  ana = company.agent('Ana');
  bo = company.agent('Bo');
  sales = company.queue([ana, bo]);
});

describe('the time to come back', () => {
  const lostAt = async () => (await DeskModel.findById(ana).lean())?.lostAt;
  /** Of those who live: one that was stopped would take the lease again. */
  async function passes(seconds: number, ...nodes: Node[]): Promise<void> {
    now.clock.advance(seconds);
    for (const node of nodes) await node.routing.turn();
    for (const node of nodes) await node.rests();
  }
  const stateOf = async (node: Node) => (await node.routing.deskOf(ana)).state;

  it('runs on when another router takes over, and begins at the first moment', async () => {
    const [one, web] = [await start(), await start({ ROLE: 'web' })];
    await web.online(ana);
    await web.routing.agentDisconnected(`connection-${ana}`);
    const first = await lostAt();
    await passes(30, one, web);
    await one.routing.stop();
    const two = await start();
    expect(two.routing.isRouter()).toBe(true);
    await passes(29, two, web);
    expect([await stateOf(two), await lostAt()]).toEqual(['lost', first]);
    await passes(2, two, web);
    await until(async () => (await stateOf(two)) === 'offline', 'her time is over');
    expect(await lostAt()).toEqual(first);
  });

  it('begins anew where nobody was there to come back to, also for the router after that', async () => {
    const one = await start();
    await one.online(ana);
    await one.routing.agentDisconnected(`connection-${ana}`);
    const first = await lostAt();
    await one.routing.stop();
    now.clock.advance(300);
    const two = await start();
    await passes(30, two);
    await two.routing.stop();
    const three = await start();
    await passes(29, three);
    expect([await stateOf(three), await lostAt()]).toEqual(['lost', first]);
    await passes(2, three);
    await until(async () => (await stateOf(three)) === 'offline', 'her time is over');
  });
});

describe('after a restart', () => {
  async function talk(one: Node): Promise<string> {
    await one.online(ana);
    const { _id: id } = await one.opens(sales);
    const {
      offers: [offer],
    } = await one.reaches(id, 'offered', ana);
    await one.routing.acceptOffer(ana, offer?.offerId ?? '');
    return id;
  }

  it.each([
    { says: 'killed while all were connected', cutOff: false },
    { says: 'killed while one was cut off already', cutOff: true },
  ])('the same agent still owns the conversation: $says', async ({ cutOff }) => {
    const one = await start({}, handClock());
    const id = await talk(one);
    const version = (await one.conversations.byId(id))?.version;
    if (cutOff) await one.routing.agentDisconnected(`connection-${ana}`);
    const clock = handClock();
    clock.advance(3_600);
    const again = await start({}, clock);
    await again.routing.turn();
    clock.advance(50);
    await again.routing.turn();
    await again.routing.agentConnected(ana, 'new');
    clock.advance(50);
    await again.routing.turn();
    await again.rests();
    expect(await again.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana, version });
    expect(await again.routing.deskOf(ana)).toMatchObject({ state: 'online', load: 1 });
  });

  it('nobody is blamed for an offer that ran out while nothing ran', async () => {
    const one = await start({}, handClock());
    await one.online(ana);
    const { _id: id } = await one.opens(sales);
    await one.reaches(id, 'offered', ana);
    const clock = handClock();
    clock.advance(40);
    const again = await start({}, clock);
    await again.reaches(id, 'queued');
    expect(await again.routing.deskOf(ana)).not.toMatchObject({ state: 'notResponding' });
    await again.routing.agentConnected(ana, 'new');
    await again.routing.turn();
    expect(await again.reaches(id, 'offered', ana)).toMatchObject({ passedBy: [] });
  });

  it('what was half done is finished or undone', async () => {
    const one = await start({}, handClock());
    await one.online(ana, bo);
    const accepted = await one.opens(sales);
    const {
      offers: [offer],
    } = await one.reaches(accepted._id, 'offered');
    const holder = offer?.agentId ?? '';
    // The acceptance reached the desk and not the conversation; a third desk entry belongs to nothing at all.
    await DeskModel.updateOne(
      { _id: holder },
      { $set: { 'entries.0.kind': 'assigned', 'entries.0.until': null }, $inc: { version: 1 } },
    );
    const other = holder === ana ? bo : ana;
    const stray = { conversationId: 'f'.repeat(24), queueId: sales, kind: 'assigned', offerId: null, units: 1 };
    await DeskModel.updateOne(
      { _id: other },
      { $push: { entries: { ...stray, since: new Date(0), until: null } }, $inc: { version: 1 } },
    );
    const clock = handClock();
    clock.advance(10);
    const again = await start({}, clock);
    await again.reaches(accepted._id, 'active', holder);
    await until(async () => (await again.routing.deskOf(other)).load === 0, 'the stray entry is gone');
  });
});
