import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionModel, DecisionModel, DeskModel } from '../../server/routing/models.js';
import { aNode, aStore, Company, type HandClock, handClock, type Node, nothing, until } from './stack.js';

let store: { close(): Promise<void> };
let clock: HandClock;
let company: Company;
let node: Node;
let ana: string;
let bo: string;
let sales: string;

beforeAll(async () => {
  store = await aStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await nothing();
  clock = handClock();
  company = new Company();
  ana = company.agent('Ana');
  bo = company.agent('Bo');
  sales = company.queue([ana, bo]);
  node = await aNode({ company, clock, isAlone: true });
});
afterEach(() => node.routing.stop());

/** Time passes, and everything notices. */
async function passes(seconds: number): Promise<void> {
  clock.advance(seconds);
  await node.routing.turn();
  await node.rests();
}
const loadOf = async (agentId: string) => (await node.routing.deskOf(agentId)).load;

describe('an offer', () => {
  it('goes to the longest idle, and on acceptance the conversation is theirs', async () => {
    await node.online(ana);
    clock.advance(2);
    await node.online(bo);
    const { _id: id } = await node.opens(sales);
    const offered = await node.reaches(id, 'offered', ana);
    const [card] = await node.routing.offersFor(ana);
    expect(card).toMatchObject({ conversationId: id, remainingMs: 20_000, reason: { idleMs: 2_000, excluded: 1 } });
    const accepted = await node.routing.acceptOffer(ana, offered.offers[0]?.offerId ?? '');
    expect(accepted).toMatchObject({ state: 'active', agentId: ana, version: offered.version + 1 });
    expect(await loadOf(ana)).toBe(1);
    const decision = await until(() => DecisionModel.findOne({ conversationId: id }).lean(), 'the decision');
    expect(decision.candidates.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['Ana', 'chosen'],
      ['Bo', 'idleLess'],
    ]);
  });

  it('can be accepted once: of two windows one is told that it is gone', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    const offerId = (await node.reaches(id, 'offered', ana)).offers[0]?.offerId ?? '';
    const both = await Promise.allSettled([
      node.routing.acceptOffer(ana, offerId),
      node.routing.acceptOffer(ana, offerId),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(node.routing.acceptOffer(bo, offerId)).rejects.toMatchObject({ code: 'offer.gone' });
    expect(await loadOf(ana)).toBe(1);
  });

  it('goes to the next one when nobody answers, and the first one is not responding until they say so', async () => {
    await node.online(ana);
    clock.advance(2);
    await node.online(bo);
    const { _id: id, routingKey } = await node.opens(sales);
    const {
      offers: [offer],
    } = await node.reaches(id, 'offered', ana);
    await passes(21);
    const again = await node.reaches(id, 'offered', bo);
    expect(again).toMatchObject({ routingKey, passedBy: [{ agentId: ana, how: 'missed' }] });
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'notResponding', load: 0 });
    await expect(node.routing.acceptOffer(ana, offer?.offerId ?? '')).rejects.toMatchObject({ code: 'offer.gone' });
    expect(await node.routing.setPresence(ana, 'online', null)).toMatchObject({ state: 'online' });
  });

  it('is declined without blame, and rests before it comes back', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    const {
      offers: [offer],
    } = await node.reaches(id, 'offered', ana);
    await node.routing.declineOffer(ana, offer?.offerId ?? '');
    await node.rests();
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online', load: 0 });
    expect(node.routing.explain(id)?.waitsFor).toEqual({ reason: 'passedByAll' });
    await passes(31);
    await node.reaches(id, 'offered', ana);
  });

  it('is void when its customer leaves; the next one gets the agent at once', async () => {
    await node.online(ana);
    const first = await node.opens(sales);
    const second = await node.opens(sales);
    const {
      offers: [offer],
    } = await node.reaches(first._id, 'offered', ana);
    await node.conversations.close(first._id, { by: 'customer' });
    await node.reaches(second._id, 'offered', ana);
    await expect(node.routing.acceptOffer(ana, offer?.offerId ?? '')).rejects.toMatchObject({ code: 'offer.gone' });
    expect(node.heard).toMatchObject([{ how: 'rescinded', conversationId: first._id }]);
  });

  it('is taken back from one who goes away, without blame, and comes back when they do', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    await node.reaches(id, 'offered', ana);
    await node.routing.setPresence(ana, 'away', 'lunch');
    await node.reaches(id, 'queued');
    await node.routing.setPresence(ana, 'online', null);
    expect(await node.reaches(id, 'offered', ana)).toMatchObject({ passedBy: [] });
  });

  it('is not asked for in a queue that gives without asking', async () => {
    const direct = company.queue([ana], { autoAccept: true });
    await node.routing.turn();
    await node.online(ana);
    const { _id: id } = await node.opens(direct);
    await node.reaches(id, 'active', ana);
    const decision = await until(() => DecisionModel.findOne({ conversationId: id }).lean(), 'the decision');
    expect(decision).toMatchObject({ outcome: 'assigned', chosenAgentId: ana });
  });
});

describe('the line', () => {
  it('is drained in order as agents become free, never beyond their capacity', async () => {
    const waiting = [];
    for (let n = 0; n < 6; n += 1) {
      clock.advance(1);
      waiting.push((await node.opens(sales))._id);
    }
    expect(node.routing.positionOf(waiting[5] ?? '')).toBe(6);
    expect(node.routing.explain(waiting[0] ?? '')?.waitsFor).toEqual({ reason: 'nobodyOnline' });
    await node.online(ana, bo);
    for (const id of waiting) {
      const {
        offers: [offer],
      } = await node.reaches(id, 'offered');
      for (const agentId of [ana, bo]) expect(await loadOf(agentId)).toBeLessThanOrEqual(1);
      await node.routing.acceptOffer(offer?.agentId ?? '', offer?.offerId ?? '');
      await node.conversations.close(id, { by: 'agent' });
    }
    await until(async () => (await loadOf(ana)) + (await loadOf(bo)) === 0, 'all units free');
  });

  it('keeps its order when the store fails in the middle of a choice: who was chosen is first again', async () => {
    await node.online(ana, bo);
    vi.spyOn(DecisionModel.collection, 'insertMany').mockRejectedValueOnce(new Error('the store is away'));
    const first = await node.opens(sales);
    await until(() => DeskModel.exists({ 'entries.conversationId': first._id }), 'on a desk');
    const second = await node.opens(sales);
    // A record is there a moment before it is known whether the desk takes it.
    await node.reaches(second._id, 'offered');
    await node.rests();
    const made = await DecisionModel.find({ outcome: 'offered' }).sort({ _id: 1 }).lean();
    expect(made.map(({ conversationId }) => conversationId)).toEqual([first._id, second._id]);
  });

  it('says why nobody comes to a queue without members, until it has some', async () => {
    const empty = company.queue([]);
    await node.routing.turn();
    await node.online(ana);
    const { _id: id } = await node.opens(empty);
    await until(() => node.routing.explain(id)?.waitsFor.reason === 'noMembers', 'the reason');
    company.queues[1] = { ...company.queues[1], memberIds: [ana] } as (typeof company.queues)[number];
    node.bus.publish('queue.changed', { queueId: empty });
    await node.reaches(id, 'offered', ana);
  });

  it('tells place, forecast and every choice of one who waits', async () => {
    await node.online(ana);
    const first = await node.opens(sales);
    const second = await node.opens(sales);
    await node.reaches(first._id, 'offered', ana);
    const actor = { kind: 'user', id: bo, name: 'Bo', role: 'agent', sessionId: null } as const;
    const decided = () =>
      node.routing.handlers['conversations.routing']({ actor, params: { id: second._id } } as never);
    await until(async () => (await decided()).decisions.length > 0, 'the note that it waits');
    expect(await decided()).toMatchObject({
      state: 'queued',
      position: 2,
      waitsFor: { reason: 'behindOthers', ahead: 1 },
      forecast: { fromSeconds: expect.any(Number), toSeconds: expect.any(Number) },
      decisions: [
        { outcome: 'waits', chosenAgentId: null, candidates: [{ verdict: 'beingOffered' }, { verdict: 'offline' }] },
      ],
    });
  });
});

describe('an agent who is cut off', () => {
  const talk = async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    const {
      offers: [offer],
    } = await node.reaches(id, 'offered', ana);
    return node.routing.acceptOffer(ana, offer?.offerId ?? '');
  };

  it('goes on where they were when they come back within the grace period', async () => {
    const { _id: id, version } = await talk();
    await node.routing.agentDisconnected(`connection-${ana}`);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'lost' });
    await passes(55);
    await node.routing.agentConnected(ana, 'another connection');
    await passes(30);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana, version });
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online', load: 1 });
  });

  it('loses their conversations after it, to others and ahead of newer ones', async () => {
    const { _id: id, routingKey } = await talk();
    clock.advance(1);
    const newer = await node.opens(sales);
    await node.routing.agentDisconnected(`connection-${ana}`);
    await passes(61);
    const back = await node.reaches(id, 'queued');
    expect(back).toMatchObject({ routingKey, agentId: null, passedBy: [{ agentId: ana, how: 'left' }] });
    await until(async () => (await loadOf(ana)) === 0, 'the desk is empty');
    expect([node.routing.positionOf(id), node.routing.positionOf(newer._id)]).toEqual([1, 2]);
    await node.online(bo);
    await node.reaches(id, 'offered', bo);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'offline', load: 0 });
  });

  it('returns an offer at once', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    await node.reaches(id, 'offered', ana);
    await node.routing.agentDisconnected(`connection-${ana}`);
    await node.reaches(id, 'queued');
  });

  it('may say that they are online a moment before the connection is noted, and it is believed', async () => {
    await node.online(ana);
    await node.routing.agentDisconnected(`connection-${ana}`);
    await passes(61);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'offline' });
    await passes(3_600);
    await node.routing.setPresence(ana, 'online', null);
    await passes(1);
    await node.routing.agentConnected(ana, 'next morning');
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online' });
  });

  it('is missed even when nobody said so: the node died with its connections', async () => {
    const { _id: id } = await talk();
    await ConnectionModel.create({ _id: 'elsewhere', agentId: ana, node: 'a dead one', beatAt: clock.now() });
    await node.routing.agentDisconnected(`connection-${ana}`);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online' });
    await passes(16);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'lost' });
    await passes(61);
    await node.reaches(id, 'queued');
  });

  it('keeps a second window when the first one closes', async () => {
    await talk();
    await node.routing.agentConnected(ana, 'second window');
    await node.routing.agentDisconnected(`connection-${ana}`);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online' });
  });

  it('gives their conversations up also when they sign off, with the same time to think again', async () => {
    const { _id: id } = await talk();
    await node.routing.setPresence(ana, 'offline', null);
    await passes(30);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active' });
    await passes(31);
    await node.reaches(id, 'queued');
  });

  it('gives everything back at once when the account is closed', async () => {
    const { _id: id } = await talk();
    const user = company.users.find(({ _id }) => _id === ana);
    if (user) user.active = false;
    node.bus.publish('user.changed', { userId: ana });
    await node.reaches(id, 'queued');
    await expect(node.routing.setPresence(ana, 'online', null)).rejects.toMatchObject({ code: 'user.missing' });
  });
});

describe('by hand', () => {
  it('stays with one who is signed off but connected, as supervisors are, until their connection is gone', async () => {
    await node.routing.agentConnected(bo, 'of a supervisor');
    await passes(3_600);
    const { _id: id } = await node.opens(sales);
    await node.routing.pick(bo, id);
    await passes(600);
    expect(await node.conversations.byId(id)).toMatchObject({ state: 'active', agentId: bo });
    await node.routing.agentDisconnected('of a supervisor');
    await passes(61);
    await node.reaches(id, 'queued');
  });

  it('picks from the queue beyond the capacity, and then nothing more is routed', async () => {
    const [first, second, third] = [await node.opens(sales), await node.opens(sales), await node.opens(sales)];
    await node.routing.pick(ana, first._id);
    await node.routing.pick(ana, second._id);
    await node.online(ana);
    await node.conversations.close(first._id, { by: 'agent' });
    await until(async () => (await loadOf(ana)) === 1, 'one is left');
    expect((await node.conversations.byId(third._id))?.state).toBe('queued');
    await node.conversations.close(second._id, { by: 'agent' });
    await node.reaches(third._id, 'offered', ana);
  });

  it('picks what rings at another, where it stops', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    const {
      offers: [offer],
    } = await node.reaches(id, 'offered', ana);
    expect(await node.routing.pick(bo, id)).toMatchObject({ state: 'active', agentId: bo, offers: [] });
    await expect(node.routing.acceptOffer(ana, offer?.offerId ?? '')).rejects.toMatchObject({ code: 'offer.gone' });
    expect([await loadOf(ana), await loadOf(bo)]).toEqual([0, 1]);
  });

  it('gives one who picks what rings at themselves what they would have accepted', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    await node.reaches(id, 'offered', ana);
    await node.routing.pick(ana, id);
    expect(await node.routing.deskOf(ana)).toMatchObject({ load: 1 });
  });

  it('lets one of two win who pick the same, and leaves nothing on the other desk', async () => {
    const { _id: id } = await node.opens(sales);
    const both = await Promise.allSettled([node.routing.pick(ana, id), node.routing.pick(bo, id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await DeskModel.countDocuments({ 'entries.conversationId': id })).toBe(1);
  });

  it('takes over, transfers to a colleague and to a queue; there is one owner at every step', async () => {
    await node.online(ana, bo);
    const help = company.queue([ana], { name: 'help' });
    await node.routing.turn();
    const { _id: id } = await node.opens(sales);
    const author = { type: 'agent' as const, id: ana, name: 'Ana' };
    await node.routing.pick(ana, id);
    await node.routing.takeOver(bo, id);
    expect([await loadOf(ana), await loadOf(bo)]).toEqual([0, 1]);
    await node.routing.transferToAgent(id, ana, { author, note: 'she knows' });
    expect([await loadOf(ana), await loadOf(bo)]).toEqual([1, 0]);
    await node.routing.transferToQueue(id, help, { author });
    expect(await node.reaches(id, 'queued')).toMatchObject({ queueId: help });
    expect(await loadOf(ana)).toBe(0);
    await passes(31);
    await node.reaches(id, 'offered', ana);
  });

  it('refuses what makes no sense, in words', async () => {
    const { _id: id } = await node.opens(sales);
    const author = { type: 'system' as const };
    const empty = company.queue([]);
    await expect(node.routing.pick(ana, 'f'.repeat(24))).rejects.toMatchObject({ code: 'conversation.missing' });
    await expect(node.routing.transferToAgent(id, bo, { author })).rejects.toMatchObject({ code: 'agent.unavailable' });
    await expect(node.routing.transferToQueue(id, empty, { author })).rejects.toMatchObject({
      code: 'queue.noMembers',
    });
    await node.conversations.close(id, { by: 'customer' });
    await expect(node.routing.pick(ana, id)).rejects.toMatchObject({ code: 'conversation.closed' });
    await expect(node.routing.takeOver(ana, id)).rejects.toMatchObject({ code: 'conversation.closed' });
    expect(await node.routing.resume(ana, id)).toMatchObject({ state: 'active', agentId: ana });
  });
});

describe('wrap-up', () => {
  it('keeps the unit until its time is over, then closes the conversation and frees the agent', async () => {
    await node.online(ana);
    const first = await node.opens(sales);
    await node.routing.pick(ana, first._id);
    const second = await node.opens(sales);
    const until30 = new Date(+clock.now() + 30_000);
    await node.conversations.startWrapUp(first._id, {
      agentId: ana,
      agentName: 'Ana',
      until: until30,
      closedBy: 'agent',
    });
    await until(async () => (await node.routing.deskOf(ana)).wrapUp === 1, 'the desk follows');
    await passes(29);
    expect((await node.conversations.byId(second._id))?.state).toBe('queued');
    await passes(2);
    await node.reaches(first._id, 'closed');
    await node.reaches(second._id, 'offered', ana);
  });

  it('keeps the unit for longer when its agent asks for more time, even one who asks when it is over', async () => {
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    await node.routing.pick(ana, id);
    const waiting = await node.opens(sales);
    const end = new Date(+clock.now() + 30_000);
    await node.conversations.startWrapUp(id, { agentId: ana, agentName: 'Ana', until: end, closedBy: 'agent' });
    await until(async () => (await node.routing.deskOf(ana)).wrapUp === 1, 'the desk follows');
    const author = { type: 'agent', id: ana, name: 'Ana' } as const;
    const more = (clientId: string) =>
      node.conversations.extendWrapUp(id, { author, seconds: 60, most: 2, clientId: `more-${clientId}` });
    const endsAt = async () => +((await DeskModel.findById(ana).lean())?.entries[0]?.until ?? 0) - +end;
    await more('1');
    await until(async () => (await endsAt()) === 60_000, 'the desk follows');
    clock.advance(95);
    await more('2');
    await until(async () => (await endsAt()) === 125_000, 'the desk follows');
    await passes(59);
    expect((await node.conversations.byId(id))?.state).toBe('wrapUp');
    expect((await node.conversations.byId(waiting._id))?.state).toBe('queued');
    await passes(2);
    await node.reaches(id, 'closed');
    await node.reaches(waiting._id, 'offered', ana);
  });

  it('ends when the agent is done with it', async () => {
    await node.online(ana);
    const first = await node.opens(sales);
    await node.routing.pick(ana, first._id);
    const second = await node.opens(sales);
    const later = new Date(+clock.now() + 600_000);
    await node.conversations.startWrapUp(first._id, {
      agentId: ana,
      agentName: 'Ana',
      until: later,
      closedBy: 'agent',
    });
    await node.conversations.close(first._id, { by: 'agent', outcome: 'solved' });
    await node.reaches(second._id, 'offered', ana);
  });
});
