import type { CallRecord, Leg } from '../../server/contract/index.js';
import type { Connecting } from './connecting.js';
import type { VoiceNeeds } from './needs.js';

/** From the moment that a page died in a talk; then the customer waits for somebody else. */
const BACK_WITHIN_MS = 30_000;
/** A page that is not there is busy or gone at once. */
const RING_AGAIN_MS = 5_000;

export type Returning = ReturnType<typeof makeReturning>;

interface ReturningNeeds {
  ringBack: Connecting['ringBack'];
  /** Whether its customer has ended it, as the carrier knows, though nobody told us yet. */
  hasLeft(call: CallRecord): Promise<boolean>;
  /** Its customer hears music. */
  waits(call: CallRecord): Promise<void>;
  follow(call: CallRecord | null): Promise<void>;
}

/** A page that died in a talk: it was closed, or its machine lost the network. Its customer is kept until it is back. */
export function makeReturning({ calls, clock, log }: VoiceNeeds, { ringBack, hasLeft, waits, follow }: ReturningNeeds) {
  const looks = new Map<string, NodeJS.Timeout>();

  /** What an agent ends, ends by the customer's leg: of a leg of theirs that is over by itself the page is gone. */
  async function comesBack(call: CallRecord, own: readonly Leg[]): Promise<boolean> {
    const talk = own.findLast(({ answeredAt }) => answeredAt);
    const last = own.at(-1);
    if (!talk?.endedAt || !last?.endedAt || sinceMs(talk.endedAt) > BACK_WITHIN_MS) return false;
    if (call.hungUpBy || (await hasLeft(call))) return true;
    await waits(call);
    if (last === talk || sinceMs(last.endedAt) >= RING_AGAIN_MS) await ringBack(call, last.sid);
    else lookAgain(call._id);
    return true;
  }

  const sinceMs = (at: Date): number => +clock.now() - +at;

  function lookAgain(callId: string): void {
    clearTimeout(looks.get(callId));
    const look = async () => {
      looks.delete(callId);
      await follow(await calls.byId(callId));
    };
    const failed = (error: unknown) => log.warn({ error }, 'a page that died in a talk could not be rung again');
    looks.set(
      callId,
      setTimeout(() => void look().catch(failed), RING_AGAIN_MS),
    );
  }

  return {
    comesBack,
    stop(): void {
      for (const look of looks.values()) clearTimeout(look);
      looks.clear();
    },
  };
}
