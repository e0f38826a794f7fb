import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../server/platform/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { DecisionModel, DeskModel, LeaseModel } from '../../server/routing/models.js';
import { type Company, elsewhere, type HandClock, handClock, type Node, stage, until } from './stack.js';

let company: Company;
let ana: string;
let bo: string;
let sales: string;
const { now, start: begin } = stage();

beforeEach(() => {
  ({ company } = now);
  ana = company.agent('Ana');
  bo = company.agent('Bo');
  sales = company.queue([ana, bo]);
});

/** No sweep makes good what was not learned. */
const RARELY = { ROUTER_SWEEP_SECONDS: 600 };

const start = (clock: HandClock, ROLE: 'all' | 'web' = 'all', settings = {}): Promise<Node> =>
  begin({ ROLE, ...settings }, clock);
/** What was chosen, and stands recorded so. */
const chosen = async () =>
  (await DecisionModel.find({ outcome: { $ne: 'waits' } }).lean()).map((one) => [
    one.conversationId,
    one.chosenAgentId,
  ]);
const epochOf = async (agentId: string) => (await DeskModel.findById(agentId).lean())?.epoch;

describe('two nodes on one store', () => {
  it('have one router, and the other one takes over when it stops', async () => {
    const clock = handClock();
    const [one, two] = [await start(clock), await start(clock)];
    expect([one.routing.isRouter(), two.routing.isRouter()]).toEqual([true, false]);
    await one.routing.stop();
    await two.routing.turn();
    expect(two.routing.isRouter()).toBe(true);
  });

  it('have another router at most a lease later when it dies', async () => {
    const [one, two] = [await start(handClock()), await start(handClock())];
    expect(one.routing.isRouter()).toBe(true);
    const later = handClock();
    later.advance(3.9);
    const three = await start(later);
    expect([two.routing.isRouter(), three.routing.isRouter()]).toEqual([false, false]);
    later.advance(0.2);
    await three.routing.turn();
    expect(three.routing.isRouter()).toBe(true);
  });

  it('keep one who stood still and wakes up from changing anything: its writes fail', async () => {
    // To the first one no time passes, as if it had been stopped: it still believes in its lease.
    const one = await start(handClock());
    await one.online(ana);
    const later = handClock();
    later.advance(6);
    const two = await start(later);
    expect([one.routing.isRouter(), two.routing.isRouter()]).toEqual([true, true]);
    expect(await epochOf(ana)).toBe(2);
    const { _id: id } = await one.opens(sales);
    await until(() => !one.routing.isRouter(), 'the old one notices');
    expect((await one.conversations.byId(id))?.state).toBe('queued');
    expect(await DeskModel.countDocuments({ 'entries.0': { $exists: true } })).toBe(0);
    await one.rests();
    expect(await chosen()).toEqual([]);
    // What a clock that stood still has written is found when everybody is read.
    for (let sweep = 0; sweep < 15; sweep += 1) await two.routing.turn();
    const {
      offers: [offer],
    } = await two.reaches(id, 'offered', ana);
    expect(offer).toBeDefined();
    expect((await LeaseModel.findById('router').lean())?.epoch).toBe(2);
  });

  it('let one go on that was overtaken while it took over: it does not route, and does not die', async () => {
    const one = await start(handClock(), 'web');
    await one.online(ana);
    const stray = { conversationId: 'f'.repeat(24), queueId: sales, kind: 'assigned', offerId: null, units: 1 };
    const entries = { ...stray, since: new Date(0), until: null };
    await DeskModel.updateOne({ _id: ana }, { $push: { entries }, $set: { epoch: 7 }, $inc: { version: 1 } });
    const overtaken = await start(handClock());
    expect(overtaken.routing.isRouter()).toBe(false);
  });

  it('pass nobody over for an offer that the router before put on a desk and died before telling', async () => {
    const clock = handClock();
    const web = await start(clock, 'web');
    await web.online(ana);
    await web.online(bo);
    const [first, second] = [await web.opens(sales), await web.opens(sales)];
    const untold = { conversationId: first._id, queueId: sales, channel: 'webchat', kind: 'offer', units: 1, epoch: 1 };
    const entries = { ...untold, offerId: randomUUID(), since: clock.now(), until: new Date(+clock.now() + 60_000) };
    await DeskModel.updateOne({ _id: bo }, { $push: { entries }, $set: { epoch: 1 }, $inc: { version: 1 } });
    await start(clock);
    await web.reaches(first._id, 'offered', ana);
    await web.reaches(second._id, 'offered', bo);
  });

  it('give nobody what the router before chose, stopped before it told, and would tell when it wakes up', async () => {
    const clock = handClock();
    const web = await start(clock, 'web');
    await web.online(ana);
    const talk = await web.opens(sales);
    const placed = { conversationId: talk._id, queueId: sales, channel: 'webchat', kind: 'assigned', units: 100 };
    const decisionId = newId();
    const entries = { ...placed, offerId: null, epoch: 1, decisionId, since: clock.now(), until: null };
    const record = {
      conversationId: talk._id,
      queueId: sales,
      outcome: 'assigned',
      chosenAgentId: ana,
      at: clock.now(),
    };
    await DecisionModel.collection.insertOne({ _id: decisionId, ...record } as never);
    await DeskModel.updateOne({ _id: ana }, { $push: { entries }, $set: { epoch: 1 }, $inc: { version: 1 } });
    await web.routing.setPresence(ana, 'away', null);
    await start(clock);
    const told = { id: talk._id, version: talk.version, decisionId: newId(), candidates: [] };
    expect(await web.conversations.give([{ ...told, agentId: ana, agentName: 'Ana' }])).toEqual([null]);
    expect(await web.conversations.byId(talk._id)).toMatchObject({ state: 'queued', agentId: null });
    expect((await DeskModel.findById(ana).lean())?.entries).toEqual([]);
    expect(await chosen()).toEqual([]);
  });

  it.each([
    { says: 'in one go', together: true },
    { says: 'one after the other', together: false },
  ])('pass nobody over whose choice came to nothing, when both were chosen $says', async ({ together }) => {
    const clock = handClock();
    const [one, web] = [await start(clock), await start(clock, 'web')];
    await web.online(ana);
    clock.advance(1);
    await web.online(bo);
    await one.routing.turn();
    const [first, second] = [await web.opens(sales), await web.opens(sales)];
    // The router does not hear that Ana, who has been idle longest, went away.
    await web.routing.setPresence(ana, 'away', null);
    const hears = (...conversations: string[]) => one.bus.publish('elsewhere.changed', elsewhere({ conversations }));
    if (together) hears(first._id, second._id);
    else for (const { _id } of [first, second]) hears(_id);
    await one.reaches(first._id, 'offered', bo);
    await one.rests();
    expect(await one.conversations.byId(second._id)).toMatchObject({ state: 'queued', offers: [] });
    expect((await DeskModel.findById(bo).lean())?.entries.map(({ conversationId }) => conversationId)).toEqual([
      first._id,
    ]);
    expect(await chosen()).toEqual([[first._id, bo]]);
  });

  it('pass nobody over whose choice came to nothing after it was answered on the other node, unheard', async () => {
    const clock = handClock();
    const [one, web] = [await start(clock, 'all', RARELY), await start(clock, 'web')];
    await web.online(ana);
    clock.advance(1);
    await web.online(bo);
    await one.routing.turn();
    const [first, second] = [await web.opens(sales), await web.opens(sales)];
    await web.routing.setPresence(ana, 'away', null);
    // Ana's desk refuses the first, so the second was chosen too early; before it is taken off Bo's desk, Bo declines it.
    const drop = DecisionModel.deleteMany.bind(DecisionModel);
    const answered = async (...which: Parameters<typeof drop>) => {
      const { entries } = (await DeskModel.findById(bo).lean())!;
      await web.routing.declineOffer(bo, entries[0]?.offerId ?? '');
      return drop(...which);
    };
    vi.spyOn(DecisionModel, 'deleteMany').mockImplementationOnce(answered as never);
    one.bus.publish('elsewhere.changed', elsewhere({ conversations: [first._id, second._id] }));
    await one.reaches(first._id, 'offered', bo);
    await one.rests();
    expect(await one.conversations.byId(second._id)).toMatchObject({ state: 'queued', offers: [] });
  });

  it('pass nobody over who is refused twice, because two are away of whom the router does not hear', async () => {
    const cem = company.agent('Cem');
    const queueId = company.queue([ana, bo, cem]);
    const clock = handClock();
    const [one, web] = [await start(clock), await start(clock, 'web')];
    for (const agentId of [ana, bo, cem]) {
      await web.online(agentId);
      clock.advance(1);
    }
    await one.routing.turn();
    const [first, second] = [await web.opens(queueId), await web.opens(queueId)];
    for (const agentId of [ana, bo]) await web.routing.setPresence(agentId, 'away', null);
    for (const { _id } of [first, second]) one.bus.publish('elsewhere.changed', elsewhere({ conversations: [_id] }));
    await one.reaches(first._id, 'offered', cem);
    await one.rests();
    expect(await chosen()).toEqual([[first._id, cem]]);
    expect(await one.conversations.byId(second._id)).toMatchObject({ state: 'queued', offers: [] });
  });

  it('record whom it rings for, where several are asked and the first of them is away unheard', async () => {
    const rules = { ...QUEUE_DEFAULTS.rules, offersAtOnce: 2 };
    const queueId = company.queue([ana, bo], { rules });
    const clock = handClock();
    const [one, web] = [await start(clock), await start(clock, 'web')];
    for (const agentId of [ana, bo]) {
      await web.online(agentId);
      clock.advance(1);
    }
    await one.routing.turn();
    const { _id } = await web.opens(queueId);
    await web.routing.setPresence(ana, 'away', null);
    one.bus.publish('elsewhere.changed', elsewhere({ conversations: [_id] }));
    await one.reaches(_id, 'offered', bo);
    expect(await chosen()).toEqual([[_id, bo]]);
  });

  it('let an agent accept on the node that does not route, once', async () => {
    const clock = handClock();
    const [one, web] = [await start(clock), await start(clock, 'web')];
    await web.online(ana);
    await one.routing.turn();
    const { _id: id } = await web.opens(sales);
    await one.routing.turn();
    const {
      offers: [offer],
    } = await one.reaches(id, 'offered', ana);
    const offerId = offer?.offerId ?? '';
    expect(await web.routing.offersFor(ana)).toHaveLength(1);
    const tries = [one, web, one, web].map((node) => node.routing.acceptOffer(ana, offerId));
    const ended = await Promise.allSettled(tries);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await one.conversations.byId(id)).toMatchObject({ state: 'active', agentId: ana });
    const next = await web.opens(sales);
    await one.routing.turn();
    await one.rests();
    expect((await one.conversations.byId(next._id))?.state).toBe('queued');
  });

  it('tell place and reason on both, also where nothing is decided', async () => {
    const clock = handClock();
    const [one, web] = [await start(clock), await start(clock, 'web')];
    const { _id: id } = await one.opens(sales);
    await web.routing.turn();
    expect([one.routing.positionOf(id), web.routing.positionOf(id)]).toEqual([1, 1]);
    expect(web.routing.explain(id)?.waitsFor).toEqual({ reason: 'nobodyOnline' });
    await one.conversations.close(id, { by: 'customer' });
    await web.routing.turn();
    expect(web.routing.positionOf(id)).toBeNull();
  });

  it('keep the same order when one who waits is put first on the node that does not route', async () => {
    const clock = handClock();
    const [one, web] = [await start(clock), await start(clock, 'web')];
    const [first, second] = [await one.opens(sales), await one.opens(sales)];
    const author = { type: 'agent' as const, id: newId(), name: 'Sup' };
    await web.conversations.prioritise(second, { ahead: 'first' }, { author, clientId: randomUUID() });
    await one.routing.turn();
    expect([first, second].map(({ _id }) => one.routing.positionOf(_id))).toEqual([2, 1]);
    await one.online(ana);
    await one.reaches(second._id, 'offered', ana);
  });

  it('notice a connection on the other node: nobody is lost who has one anywhere', async () => {
    const clock = handClock();
    const [one, web] = [await start(clock), await start(clock, 'web')];
    await one.online(ana);
    await web.routing.agentConnected(ana, 'there');
    await one.routing.agentDisconnected(`connection-${ana}`);
    await one.routing.turn();
    expect(await one.routing.deskOf(ana)).toMatchObject({ state: 'online' });
  });
});
