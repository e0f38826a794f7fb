import { describe, expect, it } from 'vitest';
import { Failure } from '../../agents/src/base/failure.js';
import type { Notice } from '../../agents/src/live/desk.js';
import {
  applyToThread,
  emptyThread,
  joinEarlier,
  joinSnapshot,
  lastSeq,
  notRead,
  shownDelivery,
  type Thread,
} from '../../agents/src/live/thread.js';
import type { ConversationSnapshot, TouchpointView } from '../../server/contract/index.js';
import { aConversation, aCustomer, aMessage } from './build.js';

const aSnapshot = (about: Partial<ConversationSnapshot> = {}): ConversationSnapshot => ({
  conversation: aConversation(),
  customer: aCustomer(),
  touchpoints: [],
  earlier: false,
  more: false,
  viewers: [],
  ...about,
});
const opened = (seqs: number[], about: Partial<ConversationSnapshot> = {}): Thread =>
  joinSnapshot(emptyThread('c1'), aSnapshot({ touchpoints: seqs.map((seq) => aMessage(seq)), ...about }), 0);
const appended = (touchpoint: TouchpointView): Notice => ({ name: 'touchpoint:appended', data: touchpoint });
const seqs = (thread: Thread): number[] => thread.touchpoints.map((touchpoint) => touchpoint.seq);

describe('an open thread', () => {
  it('takes in what comes next, once', () => {
    const once = applyToThread(opened([1, 2]), appended(aMessage(3)));
    expect(seqs(applyToThread(once, appended(aMessage(3))))).toEqual([1, 2, 3]);
  });

  it('asks again on a gap, and shows nothing out of order meanwhile', () => {
    const gap = applyToThread(opened([1, 2]), appended(aMessage(4)));
    expect(seqs(gap)).toEqual([1, 2]);
    expect(gap.missed).toBe('tail');
    const whole = joinSnapshot(gap, aSnapshot({ touchpoints: [aMessage(3), aMessage(4)] }), 2);
    expect(seqs(whole)).toEqual([1, 2, 3, 4]);
    expect(whole.missed).toBe('nothing');
  });

  it('goes on asking when a notice overtook the answer', () => {
    const told = applyToThread(opened([1]), appended(aMessage(4)));
    const late = joinSnapshot(told, aSnapshot({ touchpoints: [aMessage(2), aMessage(3)] }), 1);
    expect(late.missed).toBe('tail');
  });

  it('remembers a notice that came before its first answer', () => {
    const early = applyToThread(emptyThread('c1'), appended(aMessage(3)));
    const joined = joinSnapshot(early, aSnapshot({ touchpoints: [aMessage(1), aMessage(2)] }), 0);
    expect(joined.missed).toBe('tail');
  });

  it('reads on while the server says there is more', () => expect(opened([1, 2], { more: true }).missed).toBe('tail'));

  it('starts over when the conversation moved to another person', () => {
    const moved = joinSnapshot(
      opened([1, 2]),
      aSnapshot({ customer: aCustomer({ id: 'p2' }), touchpoints: [aMessage(9, { customerId: 'p2' })] }),
      2,
    );
    expect(moved.missed).toBe('everything');
  });

  it('keeps nothing of what one may not see any more, and all where there was no answer', () => {
    const refused = notRead(opened([1, 2]), new Failure('conversation.missing', 'Gone.'));
    expect(refused).toMatchObject({ conversation: null, customer: null, touchpoints: [] });
    expect(refused.failure?.code).toBe('conversation.missing');
    const offline = notRead(opened([1, 2]), new Failure('offline', 'No answer.'));
    expect(seqs(offline)).toEqual([1, 2]);
    expect(joinSnapshot(offline, aSnapshot(), 2).failure).toBeNull();
  });

  it('leaves other customers alone', () => {
    const thread = opened([1]);
    expect(seqs(applyToThread(thread, appended(aMessage(2, { customerId: 'p2' }))))).toEqual([1]);
  });

  it('ignores an older version of its conversation', () => {
    const thread = opened([1], { conversation: aConversation({ version: 5 }) });
    const older: Notice = { name: 'conversation:changed', data: aConversation({ version: 4, state: 'closed' }) };
    expect(applyToThread(thread, older)).toBe(thread);
  });

  it('lets a delivery only move forward', () => {
    const thread = opened([1]);
    const moved = (state: string): Notice => ({
      name: 'delivery:moved',
      data: { customerId: 'p1', touchpointId: 't1', seq: 1, state },
    });
    const read = applyToThread(applyToThread(thread, moved('read')), moved('sent'));
    expect(read.touchpoints[0]?.delivery.state).toBe('read');
  });

  it('hears why one waits for another try', () => {
    const moved = (state: string, reason?: string): Notice => ({
      name: 'delivery:moved',
      data: { customerId: 'p1', touchpointId: 't1', seq: 1, state, ...(reason && { reason }) },
    });
    const waiting = { ...opened([]), touchpoints: [aMessage(1, { delivery: { state: 'pending' } })] };
    const told = applyToThread(waiting, moved('pending', 'mail.busy'));
    expect(told.touchpoints[0]?.delivery).toEqual({ state: 'pending', reason: 'mail.busy' });
    const sent = applyToThread(applyToThread(told, moved('sent')), moved('pending', 'mail.busy'));
    expect(sent.touchpoints[0]?.delivery).toMatchObject({ state: 'sent', reason: undefined });
  });

  it('hears later why one failed, and does not forget it', () => {
    const moved = (reason?: string): Notice => ({
      name: 'delivery:moved',
      data: { customerId: 'p1', touchpointId: 't1', seq: 1, state: 'failed', ...(reason && { reason }) },
    });
    const { touchpoints } = [moved(), moved('sms.phoneOff'), moved()].reduce(applyToThread, opened([1]));
    expect(touchpoints[0]?.delivery).toMatchObject({ state: 'failed', reason: 'sms.phoneOff' });
  });

  it('hears of each address that a mail did not get to, also once it has failed', () => {
    const moved = (state: string, failedFor?: string[]): Notice => ({
      name: 'delivery:moved',
      data: { customerId: 'p1', touchpointId: 't1', seq: 1, state, ...(failedFor && { failedFor }) },
    });
    const told = [moved('failed', ['bo@a.example']), moved('failed', ['bo@a.example', 'cy@a.example']), moved('sent')];
    const { touchpoints } = told.reduce(applyToThread, opened([1]));
    expect(touchpoints[0]?.delivery).toMatchObject({ state: 'failed', failedFor: ['bo@a.example', 'cy@a.example'] });
  });

  it('hears of each of several who has a mail while others wait', () => {
    const moved = (sentTo: string[]): Notice => ({
      name: 'delivery:moved',
      data: { customerId: 'p1', touchpointId: 't1', seq: 1, state: 'pending', reason: 'mail.busy', sentTo },
    });
    const told = [moved(['bo@a.example']), moved(['bo@a.example', 'cy@a.example']), moved(['bo@a.example'])];
    const waiting = { ...opened([]), touchpoints: [aMessage(1, { delivery: { state: 'pending' } })] };
    const { touchpoints } = told.reduce(applyToThread, waiting);
    expect(touchpoints[0]?.delivery.sentTo).toEqual(['bo@a.example', 'cy@a.example']);
  });

  it('is the same by notices as by a later snapshot', () => {
    const notices: Notice[] = [
      appended(aMessage(3)),
      { name: 'conversation:changed', data: aConversation({ version: 2, unread: 1 }) },
      appended(aMessage(4, { direction: 'out' })),
      { name: 'viewers:changed', data: { conversationId: 'c1', viewers: [{ id: 'me', name: 'Sara' }] } },
    ];
    const lived = notices.reduce(applyToThread, opened([1, 2]));
    const later = joinSnapshot(
      emptyThread('c1'),
      aSnapshot({
        conversation: aConversation({ version: 2, unread: 1 }),
        touchpoints: [aMessage(1), aMessage(2), aMessage(3), aMessage(4, { direction: 'out' })],
        viewers: [{ id: 'me', name: 'Sara' }],
      }),
      0,
    );
    expect({ ...lived, heard: {} }).toEqual({ ...later, heard: {} });
  });

  it('puts an earlier page before what is there', () => {
    const thread = joinEarlier(opened([3, 4]), [aMessage(1), aMessage(2)], false);
    expect(seqs(thread)).toEqual([1, 2, 3, 4]);
    expect(lastSeq(thread)).toBe(4);
  });
});

describe('a thread of a customer who was joined into another', () => {
  const root = aCustomer({ id: 'p2', mergedFrom: [{ id: 'p1', name: 'Reza', at: '2030-01-01T08:00:00.000Z' }] });
  const theirs = (seq: number, minute: number) =>
    aMessage(seq, { id: `r${seq}`, customerId: 'p2', at: `2030-01-01T09:${String(minute).padStart(2, '0')}:00.000Z` });
  const ours = (seq: number) => aMessage(seq); // in the first minute
  const both = joinSnapshot(
    emptyThread('c1'),
    aSnapshot({ customer: root, touchpoints: [ours(1), ours(2), theirs(1, 5), theirs(2, 6)] }),
    0,
  );
  const ids = (thread: Thread) => thread.touchpoints.map(({ id }) => id);

  it('shows both streams, though they count alike, and asks by the one it is written to', () => {
    expect(ids(both)).toEqual(['t1', 't2', 'r1', 'r2']);
    expect(lastSeq(both)).toBe(2);
  });
  it('takes in what comes next in either, and asks anew when something of the other is missing', () => {
    const next = applyToThread(applyToThread(both, appended(ours(3))), appended(theirs(3, 7)));
    expect(ids(next)).toEqual(['t1', 't2', 'r1', 'r2', 't3', 'r3']);
    expect(next.missed).toBe('nothing');
    expect(applyToThread(next, appended(ours(5))).missed).toBe('tail');
    expect(applyToThread(next, appended(theirs(5, 8))).missed).toBe('everything');
  });
  it('is not read anew with every change of its conversation', () => {
    const changed: Notice = { name: 'conversation:changed', data: aConversation({ version: 2 }) };
    expect(applyToThread(both, changed).missed).toBe('nothing');
  });
  it('is read anew when they are joined, and when they are apart again', () => {
    const told = (data: typeof root): Notice => ({ name: 'customer:changed', data });
    expect(applyToThread(opened([1]), told(root)).missed).toBe('everything');
    expect(applyToThread(both, told({ ...root, mergedFrom: [] })).missed).toBe('everything');
    expect(applyToThread(both, told({ ...root, name: 'Reza M.' })).missed).toBe('nothing');
  });
});

describe('the delivery shown', () => {
  const out = aMessage(3, { direction: 'out', delivery: { state: 'sent' } });
  it.each([
    { says: 'its own state without receipts', receipts: [0, 0], shows: 'sent' },
    { says: 'delivered when the mark has passed it', receipts: [3, 0], shows: 'delivered' },
    { says: 'read when the reading has passed it', receipts: [3, 3], shows: 'read' },
  ])('is $says', ({ receipts, shows }) => {
    const [customerDelivered = 0, customerRead = 0] = receipts;
    const conversation = aConversation({ receipts: { customerDelivered, customerRead, agentRead: 0 } });
    expect(shownDelivery(out, conversation)).toBe(shows);
  });
  it('stays failed', () => {
    const failed = aMessage(3, { delivery: { state: 'failed' } });
    const conversation = aConversation({ receipts: { customerDelivered: 9, customerRead: 9, agentRead: 0 } });
    expect(shownDelivery(failed, conversation)).toBe('failed');
  });
});
