/** What becomes of those who wait too long or in vain, through the router and the store. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type ConversationRecord, type HoursView, type QueueRecord, WEEKDAYS } from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import { newId } from '../../server/platform/index.js';
import { QUEUE_DEFAULTS } from '../../server/queues/defaults.js';
import { kinds, rules, SKILL, skilled } from './ruled.js';
import { type Company, type HandClock, type Node, stage } from './stack.js';

let clock: HandClock;
let company: Company;
let node: Node;
const { now, start, passes } = stage();
beforeEach(() => {
  ({ clock, company } = now);
});

async function begins(): Promise<void> {
  node = await start();
}

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

  it('gets the form before they wait where those who are signed in take no chats', async () => {
    const ana = company.agent('Ana');
    Object.assign(company.users[0]!, { capacity: { ...company.users[0]!.capacity, webchat: 0 } });
    const bo = company.agent('Bo');
    const form = { cause: 'nobodySignedIn', seconds: 0, to: 'offlineForm', queueId: null } as const;
    const queue = company.queue([ana, bo], rules({ overflow: [form] }));
    await begins();
    await node.online(ana);
    expect(node.routing.turnsAway(queue)).toBe(true);
    await node.online(bo);
    expect(node.routing.turnsAway(queue)).toBe(false);
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
