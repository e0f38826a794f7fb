import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConversationRecord, CUSTOMER_KINDS, type TouchpointRecord } from '../../server/contract/index.js';
import { ConversationModel } from '../../server/conversations/index.js';
import { CustomerModel, IdentityModel, presentCustomer } from '../../server/customers/index.js';
import { ensureDemoHistory } from '../../server/demo/index.js';
import { makeFollowUps } from '../../server/followups/index.js';
import { isOpen } from '../../server/queues/index.js';
import { DecisionModel, PresenceChangeModel } from '../../server/routing/index.js';
import { presenceOn } from '../../server/routing/presence-log.js';
import { makeTimeline, TouchpointModel } from '../../server/timeline/index.js';
import { type Booted, bootApp } from '../boot.js';

let app: Booted;
let touchpoints: TouchpointRecord[];
let conversations: ConversationRecord[];

beforeAll(async () => {
  app = await bootApp({ env: { DEMO: 'true' } });
  touchpoints = await TouchpointModel.find().sort({ customerId: 1, seq: 1 }).lean<TouchpointRecord[]>();
  conversations = await ConversationModel.find().lean<ConversationRecord[]>();
});
afterAll(() => app.close());

/** As after a restart: with nothing of the timelines in memory. */
const again = () => {
  const timeline = makeTimeline({ ...app.parts, fileUrl: () => '' });
  const followUps = makeFollowUps({ ...app.parts, timeline });
  return ensureDemoHistory({ ...app.parts, followUps, publicUrl: app.url });
};
function grouped<T>(list: T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

const counts = async () => [
  await CustomerModel.countDocuments(),
  await ConversationModel.countDocuments(),
  await TouchpointModel.countDocuments(),
  await DecisionModel.countDocuments(),
  await IdentityModel.countDocuments(),
  await PresenceChangeModel.countDocuments({ version: 0 }),
];

describe('the sample history', () => {
  it('has sixty customers and some months of conversations in both languages', () => {
    expect(grouped(touchpoints, (t) => t.customerId).size).toBe(60);
    expect(conversations.length).toBeGreaterThan(320);
    const months = (Date.now() - Math.min(...conversations.map((c) => +c.openedAt))) / (30 * 86_400_000);
    expect(months).toBeGreaterThan(3);
    for (const locale of ['en', 'fa'])
      expect(conversations.filter((c) => c.locale === locale).length).toBeGreaterThan(100);
  });

  it('has everybody who was chosen at their desk then, and nobody there all the time', async () => {
    const chosen = await DecisionModel.find({ chosenAgentId: { $ne: null } }).lean();
    const midnight = Math.max(...(await PresenceChangeModel.find({ version: 0 }).lean()).map(({ at }) => +at));
    const past = chosen.filter(({ at }) => +at < midnight - 86_400_000).slice(0, 60);
    expect(past).toHaveLength(60);
    for (const { at, chosenAgentId } of past) {
      const there = await presenceOn(at, new Date(+at + 1), [chosenAgentId ?? '']);
      expect(there.get(chosenAgentId ?? '')).toMatchObject([{ state: 'online' }]);
    }
    const [from, to] = [new Date(midnight - 30 * 86_400_000), new Date(midnight)];
    for (const [, days] of await presenceOn(from, to, []))
      expect(new Set(days.map(({ state }) => state))).toEqual(new Set(['online', 'away', 'offline']));
  });

  it('has timelines without gaps, in the order of time', () => {
    for (const stream of grouped(touchpoints, (t) => t.customerId).values()) {
      let shown = 0;
      for (const [i, touchpoint] of stream.entries()) {
        shown += CUSTOMER_KINDS.includes(touchpoint.kind) ? 1 : 0;
        expect(touchpoint).toMatchObject({
          seq: i + 1,
          publicSeq: shown,
          public: CUSTOMER_KINDS.includes(touchpoint.kind),
        });
        expect(+touchpoint.at).toBeGreaterThanOrEqual(+(stream[i - 1]?.at ?? 0));
        expect(+touchpoint.at).toBeLessThan(Date.now());
      }
    }
  });

  it('leaves nothing open that would ring', async () => {
    const states = [...grouped(conversations, (c) => c.state).keys()].sort();
    expect(states).toEqual(['closed', 'snoozed']);
    const snoozed = conversations.filter((c) => c.state === 'snoozed');
    expect(snoozed.length).toBeLessThanOrEqual(3);
    for (const { snoozedUntil, agentId } of snoozed) {
      expect(+snoozedUntil!).toBeGreaterThan(Date.now());
      expect(agentId).toBeTruthy();
    }
    expect(touchpoints.filter(({ delivery }) => delivery.state === 'pending' || delivery.dueAt)).toEqual([]);
  });

  it('has figures that agree with the timelines', async () => {
    const own = grouped(touchpoints, (t) => t.conversationId ?? '');
    for (const conversation of conversations) {
      const messages = own.get(conversation._id)!.filter(({ kind }) => kind === 'message');
      const answer = messages.find(({ direction }) => direction === 'out');
      expect(conversation.lastMessage?.seq).toBe(messages.at(-1)?.seq);
      expect(conversation.firstResponseAt).toEqual(answer?.at ?? null);
      const opened = own.get(conversation._id)!.find(({ kind }) => kind === 'conversation.opened');
      expect(opened?.details).toMatchObject({ number: conversation.number });
    }
  });

  it('tells for each offer who was considered, and chose somebody with room', async () => {
    const decisions = new Map((await DecisionModel.find().lean()).map((decision) => [decision._id, decision]));
    const offers = touchpoints.filter((t): t is TouchpointRecord<'offer.made'> => t.kind === 'offer.made');
    expect(offers.length).toBeGreaterThan(conversations.length * 0.9);
    for (const { details } of offers) {
      const chosen = details.candidates.filter(({ verdict }) => verdict === 'chosen');
      expect(chosen).toMatchObject([{ agentId: details.agentId }]);
      expect(chosen[0]!.load).toBeLessThan(chosen[0]!.capacity);
      expect(decisions.get(details.decisionId)).toMatchObject({ chosenAgentId: details.agentId });
    }
    const kinds = new Set(touchpoints.map(({ kind }) => kind));
    for (const kind of ['offer.expired', 'offer.declined', 'conversation.transferred', 'note', 'rating.given'] as const)
      expect(kinds).toContain(kind);
  });

  it('keeps office hours, but for the forms of the evening and this very day', async () => {
    const hours = { ...(await app.parts.queues.all())[0]!.hours, alwaysOpen: false };
    const offline = new Set(
      touchpoints
        .filter(
          (t) => t.kind === 'form.submitted' && (t as TouchpointRecord<'form.submitted'>).details.form === 'offline',
        )
        .map(({ conversationId }) => conversationId),
    );
    expect(offline.size).toBeGreaterThan(3);
    // What was put aside today or yesterday may be outside; the forms are all older, at any time of this day.
    const earlier = conversations.filter((c) => Date.now() - +c.openedAt > 3 * 86_400_000);
    const outside = earlier.filter((c) => !isOpen(hours, c.openedAt)).map(({ _id }) => _id);
    expect(new Set(outside)).toEqual(offline);
  });

  it('knows two who claim the address of another, and only suggests it', async () => {
    for (const name of ['O. Grant', 'مریم']) {
      const customer = await CustomerModel.findOne({ name }).lean();
      const view = await presentCustomer(customer!, [], { lastSeq: 0, openConversationId: null });
      expect(view.suggestions).toHaveLength(1);
      expect(customer!.mergedInto).toBeNull();
    }
  });

  it('is written once, and again where the first writing was cut off', async () => {
    const before = await counts();
    await again();
    expect(await counts()).toEqual(before);
    const marks = CustomerModel.db.collection('demoMarks');
    await marks.updateOne({ _id: 'history' as never }, { $set: { state: 'writing' } });
    await TouchpointModel.deleteMany({ seq: { $gt: 5 } });
    await ConversationModel.deleteMany({ number: { $gt: 100 } });
    await again();
    expect((await counts())[0]).toBe(60);
    const numbers = (await ConversationModel.find({}, { number: 1 }).lean()).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.abs(numbers.length - before[1]!)).toBeLessThan(5);
    const last = await TouchpointModel.aggregate([
      { $group: { _id: '$customerId', n: { $sum: 1 }, last: { $max: '$seq' } } },
    ]);
    for (const { n, last: seq } of last) expect(seq).toBe(n);
  });
});
