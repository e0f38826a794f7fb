/** What the timelines say of the calls afterwards. */
import type { TouchpointView } from '../../../server/contract/index.js';

/** Of a call that went as it should. */
const EXPECTED = {
  'call.received': 1,
  'ivr.input': 1,
  'queue.left': 1,
  'call.bridged': 2,
  'transfer.started': 1,
  'transfer.completed': 1,
  'leg.ended': 3,
  'call.ended': 1,
} as const;

type Step = keyof typeof EXPECTED;

/** @returns how many calls there are, and by step how many of them have it too seldom or too often */
export function countSteps(touchpoints: readonly TouchpointView[]) {
  const byCall = new Map<string, Map<string, number>>();
  for (const { kind, details } of touchpoints) {
    const callId = (details as { callId?: string }).callId;
    if (!callId) continue;
    const steps = byCall.get(callId) ?? new Map<string, number>();
    steps.set(kind, (steps.get(kind) ?? 0) + 1);
    byCall.set(callId, steps);
  }
  const off = (is: (count: number, expected: number) => boolean) =>
    (Object.entries(EXPECTED) as [Step, number][]).flatMap(([step, expected]) => {
      const calls = [...byCall.values()].filter((steps) => is(steps.get(step) ?? 0, expected)).length;
      return calls > 0 ? [`${step} in ${calls}`] : [];
    });
  return {
    calls: byCall.size,
    lost: off((count, expected) => count < expected),
    doubled: off((count, expected) => count > expected),
  };
}
