/** What queues' rules do, through the router and the store. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ConversationRecord,
  type HoursView,
  type Level,
  type QueueRecord,
  type QueueRules,
  WEEKDAYS,
} from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import { newId } from '../../server/platform/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { DecisionModel } from '../../server/routing/models.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import { aNode, aStore, Company, type HandClock, handClock, type Node, nothing, until } from './stack.js';

const SKILL = 'a'.repeat(24);
let store: { close(): Promise<void> };
let clock: HandClock;
let company: Company;
let node: Node;

beforeAll(async () => {
  store = await aStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await nothing();
  clock = handClock();
  company = new Company();
});
afterEach(() => node.routing.stop());

const rules = (about: Partial<QueueRules>): { rules: QueueRules } => ({ rules: { ...QUEUE_DEFAULTS.rules, ...about } });
const skilled = (level: Level) => ({ skills: { [SKILL]: level } });
const step = (afterSeconds: number, about: Partial<QueueRules['steps'][number]> = {}) => ({
  ...{ afterSeconds, lowerBy: 0, withoutSkillIds: [], alsoQueueIds: [] },
  ...about,
});
async function begins(): Promise<void> {
  node = await aNode({ company, clock });
}
async function passes(seconds: number): Promise<void> {
  clock.advance(seconds);
  await node.routing.turn();
  await node.rests();
}
const kinds = async (conversationId: string) =>
  (await TouchpointModel.find({ conversationId }).sort({ seq: 1 }).lean()).map(({ kind }) => kind);

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

describe('who waits too long', () => {
  it('is told so once, leaves the line, and comes back to their place', async () => {
    const queue = company.queue(
      [company.agent('Ana')],
      rules({ overflow: [{ cause: 'age', seconds: 60, to: 'message', queueId: null }] }),
    );
    await begins();
    const { _id, routingKey } = await node.opens(queue);
    await passes(59);
    expect((await node.conversations.byId(_id))?.state).toBe('queued');
    clock.advance(1);
    await node.routing.turn();
    const asleep = await node.reaches(_id, 'snoozed');
    expect(asleep).toMatchObject({ keepsPlace: true, snoozedUntil: new Date(+clock.now() + 1_800_000) });
    expect(await kinds(_id)).toEqual(expect.arrayContaining(['conversation.overflowed', 'message']));
    await node.conversations.requeue(_id, { reason: 'resumed', resumed: 'due' });
    expect(await node.conversations.byId(_id)).toMatchObject({ state: 'queued', routingKey, keepsPlace: false });
    clock.advance(61);
    await node.routing.turn();
    await node.reaches(_id, 'snoozed');
    expect((await kinds(_id)).filter((kind) => kind === 'message')).toHaveLength(1);
  });

  it('is helped at closing time however many mails wait there, which stay', async () => {
    const always: [number, number][] = [[8 * 60, 9 * 60 + 10]];
    const week = Object.fromEntries(WEEKDAYS.map((day) => [day, always])) as HoursView['week'];
    const hours = { ...QUEUE_DEFAULTS.hours, alwaysOpen: false, timeZone: 'UTC', week };
    const queue = company.queue([company.agent('Ana')], { ...rules({ atClosing: 'close' }), hours });
    await begins();
    const { _id: mailId } = await node.opens(queue, { channel: 'email' });
    const mail = (await ConversationModel.findById(mailId).lean()) as ConversationRecord;
    const more = Array.from({ length: 200 }, (_, i) => ({
      ...mail,
      _id: newId(),
      number: 1_000 + i,
      startKey: newId(),
    }));
    await ConversationModel.insertMany(more);
    await passes(0);
    const { _id } = await node.opens(queue);
    await passes(660);
    await node.reaches(_id, 'closed');
    expect((await node.conversations.byId(mailId))?.state).toBe('queued');
  });

  it('is helped when the queue is closed by hand, and who comes then waits; until it is open again, and is over', async () => {
    const queue = company.queue(
      [company.agent('Ana')],
      rules({ overflow: [{ cause: 'closed', seconds: 0, to: 'message', queueId: null }], atClosing: 'close' }),
    );
    await begins();
    const { _id: before } = await node.opens(queue);
    const { _id: callback } = await node.opens(queue, { channel: 'email' });
    const record = company.queues.find(({ _id }) => _id === queue)!;
    const until = new Date(+clock.now() + 3_600_000);
    const closes = async (closedByHand: QueueRecord['closedByHand']) => {
      record.closedByHand = closedByHand;
      node.bus.publish('queue.changed', { queueId: queue });
      await node.heeded();
    };
    await passes(1);
    await closes({ since: clock.now(), until, by: { id: 'kim', name: 'Kim' } });
    await passes(1);
    expect(await node.reaches(before, 'snoozed')).toMatchObject({ snoozedUntil: until, keepsPlace: true });
    const { _id: after } = await node.opens(queue);
    await passes(1);
    expect((await node.conversations.byId(after))?.state).toBe('queued');
    expect(node.routing.waitsFor(after)).toMatchObject({ reason: 'queueClosed', opensAt: until.toISOString() });
    await closes(null);
    await passes(60);
    expect(node.routing.waitsFor(after)?.reason).toBe('nobodyOnline');
    for (const id of [after, callback]) expect((await node.conversations.byId(id))?.state).toBe('queued');
  });

  it('is helped by another queue where what is foreseen for them is too long, and not who stands before them', async () => {
    const [ana, helper] = [company.agent('Ana'), company.agent('Helper')];
    const helpers = company.queue([helper]);
    const queue = company.queue(
      [ana],
      rules({ overflow: [{ cause: 'forecast', seconds: 600, to: 'queue', queueId: helpers }] }),
    );
    await begins();
    await node.online(ana, helper);
    const [served, next, behind] = [await node.opens(queue), await node.opens(queue), await node.opens(queue)];
    await node.reaches(served._id, 'offered', ana);
    await passes(1);
    expect(await node.reaches(behind._id, 'offered', helper)).toMatchObject({ alsoQueueIds: [helpers] });
    expect((await node.conversations.byId(next._id))?.state).toBe('queued');
    expect(await kinds(behind._id)).toContain('conversation.overflowed');
    expect(await kinds(next._id)).not.toContain('conversation.overflowed');
  });

  it('is helped where the queue is full before them, and who has a place in it keeps it', async () => {
    const full = { cause: 'full', seconds: 0, most: 2, queueId: null } as const;
    const queue = company.queue(
      [company.agent('Ana')],
      rules({
        overflow: [
          { ...full, to: 'message' },
          { ...full, to: 'offlineForm' },
        ],
      }),
    );
    await begins();
    const [first] = [await node.opens(queue), clock.advance(1)];
    expect(node.routing.turnsAway(queue)).toBe(false);
    const second = await node.opens(queue);
    clock.advance(1);
    const behind = [await node.opens(queue), await node.opens(queue)];
    expect(node.routing.turnsAway(queue)).toBe(true);
    await passes(1);
    for (const { _id } of behind) await node.reaches(_id, 'snoozed');
    await passes(1);
    for (const { _id } of [first, second]) expect((await node.conversations.byId(_id))?.state).toBe('queued');
  });

  it('is called back by somebody of the queue', async () => {
    const ana = company.agent('Ana');
    const queue = company.queue(
      [ana],
      rules({ overflow: [{ cause: 'nobodySignedIn', seconds: 0, to: 'callback', queueId: null }] }),
    );
    await begins();
    const { _id } = await node.opens(queue);
    await node.routing.turn();
    expect(await node.reaches(_id, 'closed')).toMatchObject({ closedBy: 'system' });
    expect(node.calls).toMatchObject([{ id: _id, agentId: ana }]);
  });

  it('goes on waiting for another queue that helps where nobody is signed in, and is told where nobody there is either', async () => {
    const nobody = { cause: 'nobodySignedIn', seconds: 0 } as const;
    const helper = company.agent('Helper', { capacity: 1 });
    const helpers = company.queue([helper]);
    const queue = company.queue(
      [company.agent('Own')],
      rules({
        overflow: [
          { ...nobody, to: 'queue', queueId: helpers },
          { ...nobody, to: 'message', queueId: null },
          { ...nobody, to: 'offlineForm', queueId: null },
        ],
      }),
    );
    await begins();
    await node.online(helper);
    await node.reaches((await node.opens(queue))._id, 'offered', helper);
    const { _id } = await node.opens(queue);
    await passes(1);
    expect((await node.conversations.byId(_id))?.state).toBe('queued');
    expect(node.routing.turnsAway(queue)).toBe(false);
    await node.routing.setPresence(helper, 'offline', null);
    await passes(1);
    await node.reaches(_id, 'snoozed');
    expect(node.routing.turnsAway(queue)).toBe(true);
  });

  it('is told so where those who are signed in can not serve them', async () => {
    const ana = company.agent('Ana');
    const queue = company.queue(
      [ana, company.agent('Expert', skilled(3))],
      rules({
        needs: [{ skillId: SKILL, level: 3 }],
        overflow: [{ cause: 'nobodySignedIn', seconds: 0, to: 'message', queueId: null }],
      }),
    );
    await begins();
    await node.online(ana);
    const { _id } = await node.opens(queue);
    await passes(1);
    await node.reaches(_id, 'snoozed');
  });

  it('is served by another queue where nobody of their own is signed in', async () => {
    const [own, other] = [company.agent('Own'), company.agent('Other')];
    const helpers = company.queue([other]);
    const queue = company.queue(
      [own],
      rules({ overflow: [{ cause: 'nobodySignedIn', seconds: 0, to: 'queue', queueId: helpers }] }),
    );
    await begins();
    await node.online(other);
    const { _id } = await node.opens(queue);
    expect(await node.reaches(_id, 'offered', other)).toMatchObject({ queueId: queue });
  });
});
