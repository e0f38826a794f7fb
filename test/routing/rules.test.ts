/** What queues' rules do, through the router and the store. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { HoursView, QueueRules } from '../../server/contract/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { DecisionModel } from '../../server/routing/models.js';
import { kinds, rules, SKILL, skilled } from './ruled.js';
import { type Company, type HandClock, type Node, stage, until } from './stack.js';

let clock: HandClock;
let company: Company;
let node: Node;
const { now, start, passes } = stage();
beforeEach(() => {
  ({ clock, company } = now);
});

const step = (afterSeconds: number, about: Partial<QueueRules['steps'][number]> = {}) => ({
  ...{ afterSeconds, lowerBy: 0, withoutSkillIds: [], alsoQueueIds: [] },
  ...about,
});
async function begins(): Promise<void> {
  node = await start();
}

describe('skills', () => {
  it('are asked for, and for less as time passes', async () => {
    const [expert, novice] = [company.agent('Expert', skilled(4)), company.agent('Novice', skilled(2))];
    const queue = company.queue(
      [expert, novice],
      rules({ needs: [{ skillId: SKILL, level: 3 }], steps: [step(30, { lowerBy: 1 })] }),
    );
    await begins();
    await node.online(expert, novice);
    const first = await node.opens(queue);
    await node.reaches(first._id, 'offered', expert);
    const second = await node.opens(queue);
    await node.rests();
    const waits = node.routing.waitsFor(second._id);
    expect(waits?.reason).toBe('behindOthers');
    expect(Date.parse(waits?.widensAt ?? '')).toBe(+clock.now() + 30_000);
    const [decision] = await DecisionModel.find({ conversationId: second._id }).lean();
    expect(decision).toMatchObject({ outcome: 'waits', step: 0, rulesVersion: 7 });
    expect(decision?.candidates.find(({ agentId }) => agentId === novice)).toMatchObject({
      verdict: 'levelTooLow',
      skillId: SKILL,
    });
    await passes(10);
    expect((await node.conversations.byId(second._id))?.state).toBe('queued');
    clock.advance(20);
    await node.routing.turn();
    await node.reaches(second._id, 'offered', novice);
  });

  it('nobody signed in has are not waited for where a wider step is there', async () => {
    const [expert, novice] = [company.agent('Expert', skilled(5)), company.agent('Novice')];
    const queue = company.queue(
      [expert, novice],
      rules({ needs: [{ skillId: SKILL, level: 3 }], steps: [step(600, { withoutSkillIds: [SKILL] })] }),
    );
    await begins();
    await node.online(novice);
    const { _id } = await node.opens(queue);
    await node.reaches(_id, 'offered', novice);
  });
});

describe('several asked at once', () => {
  it('ring together; the first to accept has it, and the other is told', async () => {
    const [ana, bo] = [company.agent('Ana'), company.agent('Bo')];
    const queue = company.queue([ana, bo], rules({ offersAtOnce: 2 }));
    await begins();
    await node.online(ana, bo);
    const { _id } = await node.opens(queue);
    const { offers } = await node.reaches(_id, 'offered');
    expect(offers.map(({ agentId }) => agentId).sort()).toEqual([ana, bo].sort());
    const offerOf = (id: string) => offers.find(({ agentId }) => agentId === id)?.offerId ?? '';
    const both = await Promise.allSettled([
      node.routing.acceptOffer(ana, offerOf(ana)),
      node.routing.acceptOffer(bo, offerOf(bo)),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await node.rests();
    const loads = await Promise.all([ana, bo].map(async (id) => (await node.routing.deskOf(id)).load));
    expect(loads.sort()).toEqual([0, 1]);
    expect(await kinds(_id)).toEqual(expect.arrayContaining(['offer.rescinded', 'offer.accepted']));
  });

  it('goes on ringing for the others when one declines, and waits again when the last did', async () => {
    const [ana, bo] = [company.agent('Ana'), company.agent('Bo')];
    const queue = company.queue([ana, bo], rules({ offersAtOnce: 2 }));
    await begins();
    await node.online(ana, bo);
    const { _id } = await node.opens(queue);
    const { offers } = await node.reaches(_id, 'offered');
    const [first, second] = offers;
    await node.routing.declineOffer(first?.agentId ?? '', first?.offerId ?? '');
    expect(await node.conversations.byId(_id)).toMatchObject({
      state: 'offered',
      offers: [{ offerId: second?.offerId }],
    });
    await node.routing.declineOffer(second?.agentId ?? '', second?.offerId ?? '');
    expect((await node.conversations.byId(_id))?.passedBy).toHaveLength(2);
  });
});

describe('the order of those who wait', () => {
  it('lets value go ahead by its points and no further', async () => {
    const ana = company.agent('Ana');
    const queue = company.queue([ana], rules({ valuePoints: [0, 0, 0, 0, 0, 60], mostHeldBackSeconds: 120 }));
    await begins();
    const early = await node.opens(queue);
    clock.advance(180);
    const later = await node.opens(queue);
    clock.advance(60);
    const valued = await node.opens(queue, { value: 5 });
    await node.rests();
    const places = [early, valued, later].map(({ _id }) => node.routing.positionOf(_id));
    expect(places).toEqual([1, 2, 3]);
  });
});

describe('who is said to be worth more while they wait', () => {
  it.each(['offset', 'strict', 'due', 'accumulating'] as const)(
    'goes ahead at once, in the order %s',
    async (order) => {
      const queue = company.queue([], rules({ order, valuePoints: [0, 0, 0, 0, 0, 60] }));
      await begins();
      const [first, second, third] = [await node.opens(queue), await node.opens(queue), await node.opens(queue)];
      await node.conversations.revalue([third.customerId], 5);
      clock.advance(1);
      const places = () => [third, first, second].map(({ _id }) => node.routing.positionOf(_id));
      expect(places()).toEqual([1, 2, 3]);
      await node.conversations.revalue([third.customerId], 0);
      expect(places()).toEqual([3, 1, 2]);
    },
  );
});

describe('a head start', () => {
  it.each([
    { order: 'offset', sales: {}, first: 'sales' },
    { order: 'due', sales: {}, first: 'sales' },
    { order: 'strict', sales: {}, first: 'sales' },
    { order: 'accumulating', sales: {}, first: 'sales' },
    { order: 'offset', sales: { mostHeldBackSeconds: 50 }, first: 'service' },
    { order: 'strict', sales: { headStartSeconds: 50 }, first: 'service' },
  ] as const)(
    'in the order $order with $sales lets an agent of two queues serve $first first',
    async ({ order, sales, first }) => {
      const ana = company.agent('Ana');
      const queues = {
        service: company.queue([ana], rules({ order })),
        sales: company.queue([ana], rules({ order, headStartSeconds: 120, ...sales })),
      };
      await begins();
      const waiting = { service: (await node.opens(queues.service))._id, sales: '' };
      clock.advance(60);
      waiting.sales = (await node.opens(queues.sales))._id;
      await node.online(ana);
      await node.reaches(waiting[first], 'offered', ana);
    },
  );
});

it('at night one who waits waits for the opening, and is told when that is; later for somebody to come', async () => {
  const closed = { sat: [], sun: [], mon: [], wed: [], thu: [], fri: [] };
  const week: HoursView['week'] = { ...closed, tue: [[10 * 60, 17 * 60]] };
  const ana = company.agent('Ana');
  const queue = company.queue([ana], { hours: { ...QUEUE_DEFAULTS.hours, alwaysOpen: false, timeZone: 'UTC', week } });
  await begins();
  const { _id } = await node.opens(queue);
  const opening = { reason: 'queueClosed', opensAt: '2030-01-01T10:00:00.000Z' };
  expect(node.routing.waitsFor(_id)).toEqual(opening);
  expect(node.routing.routingOf(_id)).toMatchObject({ waitsFor: opening });
  clock.advance(3_600);
  expect(node.routing.waitsFor(_id)).toEqual({ reason: 'nobodyOnline' });
});

it('where a channel has hours of its own, by these: who writes is told of its opening, who chats leaves the line', async () => {
  const never = { sat: [], sun: [], mon: [], tue: [], wed: [], thu: [], fri: [] };
  const ten: HoursView['week'] = { ...never, tue: [[10 * 60, 17 * 60]] };
  const closing: HoursView['week'] = { ...never, tue: [[9 * 60, 9 * 60 + 30], ...ten.tue] };
  const byChannel = {
    sms: { alwaysOpen: false, week: ten },
    webchat: { alwaysOpen: false, week: closing },
  };
  const overflow: QueueRules['overflow'] = [{ cause: 'closed', seconds: 0, to: 'message', queueId: null }];
  const hours = { ...QUEUE_DEFAULTS.hours, timeZone: 'UTC', byChannel };
  const queue = company.queue([company.agent('Ana')], { hours, ...rules({ overflow }) });
  await begins();
  const [mail, text, chat] = await Promise.all(
    (['email', 'sms', 'webchat'] as const).map((channel) => node.opens(queue, { channel })),
  );
  clock.advance(1_801);
  await node.routing.turn();
  expect(await node.reaches(chat!._id, 'snoozed')).toMatchObject({ snoozedUntil: expect.any(Date) });
  expect(node.routing.waitsFor(mail!._id)).toEqual({ reason: 'nobodyOnline' });
  expect(node.routing.waitsFor(text!._id)).toEqual({ reason: 'queueClosed', opensAt: '2030-01-01T10:00:00.000Z' });
});

describe('how long the more valuable may hold anybody back', () => {
  const strict = (bound: number) =>
    rules({ order: 'strict', valuePoints: [0, 0, 0, 0, 0, 10], mostHeldBackSeconds: bound });
  const firstOf = async (ids: readonly string[], agentId: string) => {
    await node.online(agentId);
    return until(async () => {
      const found = await Promise.all(ids.map((id) => node.conversations.byId(id)));
      return ids[found.findIndex((one) => one?.state === 'offered')];
    }, 'an offer');
  };

  it('is bounded for those of other queues too', async () => {
    const ana = company.agent('Ana');
    const plain = company.queue([ana], rules({ mostHeldBackSeconds: 120 }));
    const valued = company.queue([ana], strict(600));
    await begins();
    const { _id: early } = await node.opens(plain);
    clock.advance(100);
    const { _id: late } = await node.opens(plain);
    clock.advance(50);
    const { _id: vip } = await node.opens(valued, { value: 5 });
    expect(await firstOf([early, late, vip], ana)).toBe(early);
    await node.conversations.close(early, { by: 'customer' });
    await node.reaches(vip, 'offered', ana);
  });

  it('ends for those who wait as long themselves: who came first goes first', async () => {
    const ana = company.agent('Ana');
    const queue = company.queue([ana], strict(120));
    await begins();
    const { _id: vip } = await node.opens(queue, { value: 5 });
    clock.advance(30);
    const { _id: plain } = await node.opens(queue);
    clock.advance(130);
    expect(await firstOf([vip, plain], ana)).toBe(vip);
  });
});
