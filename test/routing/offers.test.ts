/** What rings, and the order in which it does. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DecisionModel, DeskModel, PresenceChangeModel } from '../../server/routing/models.js';
import { loneNode, until } from './stack.js';

const lone = loneNode();
const { passes, loadOf } = lone;
let { clock, company, node, ana, bo, sales } = lone.now;
beforeEach(() => {
  ({ clock, company, node, ana, bo, sales } = lone.now);
});

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

  it('is not taken from under their hands by whoever sets their status; answered, it may be, and all see and keep by whom', async () => {
    const kim = { id: 'c'.repeat(24), name: 'Kim' };
    const sets = (presence: 'online' | 'away' | 'offline') => node.routing.setPresence(ana, presence, null, kim);
    await expect(sets('online')).rejects.toMatchObject({ code: 'presence.notConnected' });
    await node.online(ana);
    const { _id: id } = await node.opens(sales);
    const offerId = (await node.reaches(id, 'offered', ana)).offers[0]?.offerId ?? '';
    for (const presence of ['away', 'offline'] as const)
      await expect(sets(presence)).rejects.toMatchObject({ code: 'presence.beingOffered' });
    await node.rests();
    await node.routing.acceptOffer(ana, offerId);
    expect(await sets('away')).toMatchObject({ state: 'away', reason: 'other', setBy: kim });
    expect(await sets('away')).toMatchObject({ state: 'away', setBy: kim });
    await node.routing.setPresence(ana, 'online', null);
    expect(await node.routing.deskOf(ana)).toMatchObject({ state: 'online', setBy: null });
    const facts = () =>
      PresenceChangeModel.find({ agentId: ana, state: { $ne: 'offline' } })
        .sort({ version: 1 })
        .lean();
    await until(async () => (await facts()).at(-1)?.state === 'online' && (await facts()).length > 2, 'three facts');
    const told = (await facts()).slice(-3).map(({ state, by = null }) => ({ state, by }));
    expect(told).toEqual([
      { state: 'online', by: null },
      { state: 'away', by: kim },
      { state: 'online', by: null },
    ]);
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
