import { type FailureCode, failureOf } from '../base/failure.js';

export interface Outcome {
  done: string[];
  failed: { id: string; code: FailureCode }[];
  /** Not tried: it was stopped, or the server is out of reach. */
  left: string[];
}

interface Turns {
  /** So many are under way at most. */
  atOnce: number;
  isStopped: () => boolean;
  /** When the server asks for patience. */
  rest: (ms: number) => Promise<unknown>;
  /** After each. */
  onStep?: (outcome: Outcome) => void;
}

/** What is asked sooner is refused again, and costs the server as much. */
const LEAST_REST_MS = 250;
/** After these the next would not do better. */
const HOPELESS: readonly FailureCode[] = ['offline', 'stopping', 'store.unavailable', 'signin.required'];

/** Does the same with each, a few at once, in their order. One that fails does not keep the others from being done. */
export async function inTurns(
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
  { atOnce, isStopped, rest, onStep }: Turns,
): Promise<Outcome> {
  const outcome: Outcome = { done: [], failed: [], left: [...ids] };
  let isHopeless = false;

  async function once(id: string): Promise<void> {
    try {
      await act(id);
      outcome.done.push(id);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'rate.limited' && !isStopped()) {
        await rest(Math.max(LEAST_REST_MS, Number(failure.details?.retryAfterMs) || 0));
        return once(id);
      }
      outcome.failed.push({ id, code: failure.code });
      isHopeless ||= HOPELESS.includes(failure.code);
    }
  }

  async function goOn(): Promise<void> {
    while (!isStopped() && !isHopeless) {
      const id = outcome.left.shift();
      if (id === undefined) return;
      await once(id);
      onStep?.(outcome);
    }
  }

  await Promise.all(Array.from({ length: atOnce }, goOn));
  return outcome;
}
