import { describe, expect, it } from 'vitest';
import { digestOf, shownSteps } from '../../agents/src/thread/call-story.js';
import { layOut, NO_FILTER } from '../../agents/src/thread/items.js';
import type { TouchpointKind, TouchpointView } from '../../server/contract/index.js';
import { aMessage } from './build.js';

const step = (seq: number, kind: TouchpointKind, details: object = {}, about: Partial<TouchpointView> = {}) =>
  aMessage(seq, { kind, channel: 'voice', details: { callId: 'k1', ...details }, text: null, ...about } as never);
const ended = (seq: number, details: object = {}) =>
  step(seq, 'call.ended', { outcome: 'talked', lengthMs: 60_000, by: 'customer', reconciled: false, ...details });
const routed = (seq: number, kind: TouchpointKind, about: Partial<TouchpointView> = {}) =>
  aMessage(seq, { kind, channel: 'voice', text: null, details: {}, ...about } as never);

const CALL = [
  step(1, 'call.received', { from: '+989120000001' }, { conversationId: null }),
  step(2, 'ivr.input', { digits: '2' }, { conversationId: null }),
  routed(3, 'conversation.opened'),
  routed(4, 'conversation.queued'),
  routed(5, 'offer.made'),
  step(6, 'queue.left', { reason: 'bridged', waitedMs: 4_000 }),
  step(10, 'call.bridged', { agentId: 'me', agentName: 'Sara' }),
  step(20, 'hold.on'),
  step(25, 'hold.off'),
  step(30, 'hold.on'),
  ended(40),
  routed(41, 'conversation.wrapUp'),
];
const told = (touchpoints: TouchpointView[]): (string | string[])[] =>
  layOut({ touchpoints }).flatMap<string | string[]>((item) => {
    if (item.type === 'call') return [item.story.steps.map(({ kind }) => kind)];
    return item.type === 'day' ? [] : ['touchpoint' in item ? item.touchpoint.kind : item.type];
  });

describe('a call on the timeline', () => {
  it('is one story below the line that opened its conversation', () => {
    const [opened, story, after] = told(CALL);
    expect([opened, after]).toEqual(['conversation.opened', 'conversation.wrapUp']);
    expect(story).toHaveLength(CALL.length - 2);
  });
  it('keeps what is said meanwhile apart from it', () => {
    const during = [...CALL.slice(0, 8), aMessage(21), ...CALL.slice(8)];
    expect(told(during).map((one) => (Array.isArray(one) ? 'call' : one))).toEqual([
      ...['conversation.opened', 'call', 'message', 'conversation.wrapUp'],
    ]);
  });
  it('takes no step of another call, and none of another conversation', () => {
    const other = step(31, 'call.received', { callId: 'k2' });
    const foreign = routed(32, 'offer.made', { conversationId: 'c9' });
    expect(told([...CALL.slice(0, 7), other, foreign, ...CALL.slice(7)])).toHaveLength(5);
  });
  it('goes on in its place when a late step comes after the end', () => {
    expect(told([...CALL, step(50, 'recording.available', { fileId: 'f', lengthMs: 1 })])).toHaveLength(3);
  });
  it('is told apart where somebody went to leave a message, and left none', () => {
    const went = [
      CALL[0]!,
      step(2, 'queue.left', { reason: 'voicemail', waitedMs: 1 }),
      ended(3, { outcome: 'voicemail' }),
    ];
    expect(digestOf({ callId: 'k1', steps: went }).cameTo).toBe('noMessage');
    const message = step(4, 'voicemail.left', { fileId: 'f', lengthMs: 1, transcript: null });
    expect(digestOf({ callId: 'k1', steps: [...went, message] }).cameTo).toBe('voicemail');
  });
  it('tells once of a page that was rung again and again', () => {
    const missed = (seq: number, agentId: string) =>
      step(seq, 'leg.ended', { role: 'agent', state: 'noAnswer', lengthMs: 0, agentId });
    const left = step(2, 'leg.ended', { role: 'agent', state: 'completed', lengthMs: 5_000, agentId: 'a' });
    const steps = [CALL[0]!, left, missed(3, 'a'), missed(4, 'a'), missed(5, 'b'), missed(6, 'a')];
    expect(shownSteps({ callId: 'k1', steps }).map(({ seq }) => seq)).toEqual([1, 2, 3, 5, 6]);
  });
  it('is an event to the filter', () => {
    const types = (kinds: 'messages' | 'events') =>
      layOut({ touchpoints: CALL, filter: { ...NO_FILTER, kinds } }).map((item) => item.type);
    expect(types('events')).toContain('call');
    expect(types('messages')).toEqual([]);
  });
});

describe('what a call comes to', () => {
  const digest = (steps: TouchpointView[]) => digestOf({ callId: 'k1', steps });
  it('counts the wait, the talk and every hold, the last one to the end', () => {
    expect(digest(CALL)).toMatchObject({
      ...{ direction: 'in', number: '+989120000001', agents: ['Sara'] },
      ...{ waitedMs: 4_000, talkedMs: 30_000, heldMs: 15_000 },
    });
  });
  it('tells nothing of a talk while it goes on, or where there was none', () => {
    expect(digest(CALL.slice(0, 8))).toMatchObject({ ended: null, talkedMs: null });
    expect(digest([CALL[0]!, ended(9, { outcome: 'abandoned' })])).toMatchObject({ talkedMs: null, waitedMs: null });
  });
  it('knows no number of who showed none, and one of ours as going out', () => {
    expect(digest([step(1, 'call.received', { from: '' })]).number).toBeNull();
    expect(digest([step(1, 'call.bridged', { agentName: 'Sara' })]).direction).toBe('out');
  });
});
