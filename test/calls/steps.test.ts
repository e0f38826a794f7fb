import { describe, expect, it } from 'vitest';
import { leftSteps } from '../../server/calls/steps.js';
import type { CallRecord } from '../../server/contract/index.js';

const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 9, 0, second));

/** Into the line, out of it and over, in seconds; null: not known yet. */
function told(queued: number, left: number, ended: number | null) {
  const ids = { _id: 'call', customerId: 'customer', conversationId: 'conversation', left: 'voicemail' };
  const times = { queuedAt: at(queued), leftAt: at(left), state: { endedAt: ended === null ? null : at(ended) } };
  return leftSteps({ ...ids, ...times } as CallRecord).map(({ at, details }) => [at, details]);
}
const step = (second: number, waitedMs: number) => [[at(second), { callId: 'call', reason: 'voicemail', waitedMs }]];

describe('whoever leaves the line', () => {
  it.each([
    ['while the call goes on', told(10, 25, null), step(25, 15_000)],
    ['before the call is over', told(10, 25, 40), step(25, 15_000)],
    ['as was heard of before they were in it', told(10, 8, null), step(8, 0)],
    ['with a message that is found long after the call', told(10, 101, 40), step(40, 30_000)],
  ])('%s', (_, steps, expected) => expect(steps).toEqual(expected));
});
