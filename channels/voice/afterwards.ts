import type { CallRecord } from '../../server/contract/index.js';
import { coalesced } from '../../server/platform/index.js';
import type { VoiceNeeds } from './needs.js';

export type Afterwards = ReturnType<typeof makeAfterwards>;

interface AfterwardsNeeds extends Pick<VoiceNeeds, 'log'> {
  calls: Pick<VoiceNeeds['calls'], 'fold'>;
  follow(call: CallRecord | null): Promise<void>;
  /** So long more of the same moment is waited for: whoever answers, joins, and a conference begins with them. */
  gatherMs?: number;
}

const GATHER_MS = 40;
/** So many calls are looked at at once: whoever asks what a caller is to hear is not to wait for more of them. */
const MOST_AT_ONCE = 16;

/**
 * What follows from what was told: it is kept, and the carrier has its answer, which waits for none of this. Of one call one thing
 * after the other, and once for all that was told meanwhile. What a dying process leaves, the sweep finds.
 */
export function makeAfterwards({ calls, log, follow, gatherMs = GATHER_MS }: AfterwardsNeeds) {
  /** Of which something was told that nobody has looked at. */
  const news = new Set<string>();
  const running = new Map<string, Promise<void>>();
  /** Those who wait for more. */
  const gathering = new Set<() => void>();
  let hurrying = 0;
  let isStopped = false;

  function soon(callId: string): void {
    if (isStopped) return;
    news.add(callId);
    if (!running.has(callId)) running.set(callId, catchUp(callId));
  }

  async function catchUp(callId: string): Promise<void> {
    while (news.has(callId)) {
      await more();
      news.delete(callId);
      await look(callId).catch((error: unknown) => failed(error));
    }
    running.delete(callId);
  }

  function more(): Promise<void> | void {
    if (hurrying > 0) return;
    return new Promise((resolve) => {
      const timer = setTimeout(enough, gatherMs);
      function enough(): void {
        clearTimeout(timer);
        gathering.delete(enough);
        resolve();
      }
      gathering.add(enough);
    });
  }

  const fold = coalesced(
    (callIds: string[]) => Promise.all(callIds.map((callId) => calls.fold(callId).catch((error: Error) => error))),
    MOST_AT_ONCE,
  );
  const look = async (callId: string): Promise<void> => follow(await fold(callId));
  const failed = (error: unknown) => log.warn({ error }, 'what was told of a call is left to the sweep');

  /** Resolves when nothing follows any more from what was told; until then nothing is waited for. */
  async function settled(): Promise<void> {
    hurrying += 1;
    for (const enough of gathering) enough();
    while (running.size > 0) await Promise.all(running.values());
    hurrying -= 1;
  }

  return {
    soon,
    settled,
    /** What is told from now on is only kept. */
    async stop(): Promise<void> {
      isStopped = true;
      await settled();
    },
  };
}
