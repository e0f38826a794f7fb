import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TouchpointRecord } from '../../server/contract/index.js';
import { makeBus, makeLog, newId } from '../../server/platform/index.js';
import { makeTimeline } from '../../server/timeline/index.js';
import { aMessage } from '../build/touchpoint.js';
import { openTestStore } from '../store-for.js';

const bus = makeBus(makeLog('silent'));
const needs = { bus, clock: { now: () => new Date() }, fileUrl: () => '/file' };
const timeline = makeTimeline(needs);
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const seqs = (touchpoints: { seq: number }[]) => touchpoints.map(({ seq }) => seq);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('append', () => {
  it('answers a repeat with what is there, and tells nobody twice', async () => {
    const customerId = newId();
    const heard: TouchpointRecord[] = [];
    const stop = bus.on('touchpoint.appended', ({ touchpoint }) => void heard.push(touchpoint));
    const draft = aMessage({ customerId });
    const all = await Promise.all([timeline.append(draft), timeline.append(draft), timeline.append(draft)]);
    stop();
    expect(new Set(all.map(({ _id }) => _id)).size).toBe(1);
    expect(heard.filter((t) => t.customerId === customerId)).toHaveLength(1);
    expect(await timeline.lastSeq(customerId)).toBe(1);
  });

  it('keeps seq free of gaps when two nodes write to one customer at once', async () => {
    const customerId = newId();
    const other = makeTimeline(needs);
    const writes = upTo(60).map((i) => (i % 2 ? timeline : other).append(aMessage({ customerId, text: `${i}` })));
    await Promise.all(writes);
    const { touchpoints } = await timeline.after(customerId, 0, 100);
    expect(seqs(touchpoints)).toEqual(upTo(60));
  });

  it('does not run into what another node wrote, once it has heard that there is something', async () => {
    const about = { customerId: newId(), conversationId: newId() };
    await timeline.append(aMessage(about));
    await makeTimeline(needs).append(aMessage(about));
    const nothing = { customers: [], joined: [], desks: [], users: [], queues: [], words: [], rules: [], sites: [] };
    const changed = { ...nothing, mailboxes: [], numbers: [], cannedReplies: [] };
    bus.publish('elsewhere.changed', { ...changed, conversations: [about.conversationId] });
    const asked: string[] = [];
    mongoose.set('debug', (collection: string, operation: string) => void asked.push(`${collection}.${operation}`));
    await timeline.append(aMessage(about)).finally(() => mongoose.set('debug', false));
    expect(asked).toEqual(['touchpoints.findOne', 'touchpoints.insertMany']);
  });

  it('counts what the customer may see on its own, also without gaps', async () => {
    const customerId = newId();
    for (const kind of ['message', 'note', 'message', 'note', 'message'] as const) {
      await timeline.append({ ...aMessage({ customerId }), kind, details: {} } as never);
    }
    const { touchpoints } = await timeline.publicAfter(customerId, 0, 100);
    expect(touchpoints.map((t) => [t.publicSeq, t.kind])).toEqual([
      [1, 'message'],
      [2, 'message'],
      [3, 'message'],
    ]);
    expect((await timeline.publicAfter(customerId, 1, 1)).touchpoints.map((t) => t.publicSeq)).toEqual([2]);
  });

  it('appends several at once around what is there already, without a gap and in their order', async () => {
    const customerId = newId();
    const drafts = upTo(6).map((i) => aMessage({ customerId, text: `${i}` }));
    const [, , third, , fifth] = drafts;
    const there = await timeline.append(third!);
    const other = makeTimeline(needs);
    await other.append(fifth!); // by another node: this one does not know that the stream went on
    const heard: number[] = [];
    const stop = bus.on('touchpoint.appended', ({ touchpoint }) => {
      if (touchpoint.customerId === customerId) heard.push(touchpoint.seq);
    });
    const all = await timeline.appendAll(drafts);
    stop();
    expect(all.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(all[2]!._id).toBe(there._id);
    expect(heard).toEqual([3, 4, 5, 6]);
    const { touchpoints } = await timeline.after(customerId, 0, 100);
    expect(touchpoints.map(({ seq, text }) => [seq, text])).toEqual([
      [1, '3'],
      [2, '5'],
      [3, '1'],
      [4, '2'],
      [5, '4'],
      [6, '6'],
    ]);
  });

  it('keeps a repeat among several to itself: other customers written with it lose nothing', async () => {
    const customers = upTo(5).map(() => newId());
    const groups = customers.map((customerId) => upTo(3).map((i) => aMessage({ customerId, text: `${i}` })));
    await timeline.append(groups[1]![0]!);
    await timeline.append(groups[3]![2]!);
    const told = await Promise.all(groups.map((drafts) => timeline.appendAll(drafts)));
    expect(told.map((all) => all.map(({ text }) => text))).toEqual(groups.map(() => ['1', '2', '3']));
    for (const customerId of customers)
      expect(seqs((await timeline.after(customerId, 0, 10)).touchpoints)).toEqual([1, 2, 3]);
  });

  it('publishes in the order of the seqs', async () => {
    const customerId = newId();
    const heard: number[] = [];
    const stop = bus.on('touchpoint.appended', ({ touchpoint }) => {
      if (touchpoint.customerId === customerId) heard.push(touchpoint.seq);
    });
    await Promise.all(upTo(40).map(() => timeline.append(aMessage({ customerId }))));
    stop();
    expect(heard).toEqual(upTo(40));
  });
});

describe('settle', () => {
  it('only moves forward, whatever comes late', async () => {
    const { _id } = await timeline.append(aMessage({ direction: 'out', delivery: 'pending' }));
    expect(await timeline.settle(_id, { state: 'read' })).toMatchObject({ delivery: { state: 'read' } });
    expect(await timeline.settle(_id, { state: 'sent' })).toBeNull();
    expect(await timeline.settle(_id, { state: 'failed', reason: 'late' })).toBeNull();
  });

  it('marks everything up to the customer’s mark, and nothing beyond', async () => {
    const customerId = newId();
    const sent = [];
    for (let i = 0; i < 4; i += 1)
      sent.push(await timeline.append(aMessage({ customerId, direction: 'out', delivery: 'sent' })));
    await timeline.settleUpTo(customerId, 0, 3, 'read');
    const { touchpoints } = await timeline.after(customerId, 0, 10);
    expect(touchpoints.map((t) => t.delivery.state)).toEqual(['read', 'read', 'read', 'sent']);
  });

  it('leases what is due to one taker only, and not before its time', async () => {
    const clock = { now: () => new Date(Date.now() + 60_000) };
    const later = makeTimeline({ ...needs, clock });
    const { _id } = await timeline.append(aMessage({ direction: 'out', delivery: 'pending' }));
    expect(await timeline.claimDue()).toBeNull();
    const taken = await Promise.all([later.claimDue(), later.claimDue(), later.claimDue()]);
    expect(taken.filter((t) => t?._id === _id)).toHaveLength(1);
  });
});

describe('search', () => {
  it('finds words whatever their letters’ form, and unfinished last words', async () => {
    const customerId = newId();
    await timeline.append(aMessage({ customerId, text: 'كتابي كه می‌خواستم رسید ۱۲۳' }));
    const texts = async (query: string) => (await timeline.searchTexts(query, 10)).map((t) => t.customerId);
    expect(await texts('کتابی رسید')).toContain(customerId);
    expect(await texts('کتابی رس')).toContain(customerId);
    expect(await texts('123')).toContain(customerId);
    expect(await texts('کتابی نرسید')).not.toContain(customerId);
  });
});
