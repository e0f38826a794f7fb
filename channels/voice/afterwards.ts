import type { CallRecord } from '../../server/contract/index.js';
import type { VoiceNeeds } from './needs.js';

export type Afterwards = ReturnType<typeof makeAfterwards>;

interface AfterwardsNeeds extends Pick<VoiceNeeds, 'log'> {
  calls: Pick<VoiceNeeds['calls'], 'fold'>;
  follow(call: CallRecord | null): Promise<void>;
  /** So long more of the same moment is waited for: whoever answers, joins, and a conference begins with them. */
  gatherMs?: number;
  /** So long that more is waited for which somebody may wait for, where nobody waits for this. */
  idleMs?: number;
}

const GATHER_MS = 40;
const IDLE_MS = 1_000;

/** More is waited for. */
interface Gathering {
  timer: NodeJS.Timeout;
  isIdle: boolean;
  enough(): void;
}

/**
 * What follows from what was told: it is kept, and the carrier has its answer, which waits for none of this. Of one call one thing
 * after the other, and once for all that was told meanwhile. What a dying process leaves, the sweep finds.
 */
export function makeAfterwards({ calls, log, follow, gatherMs = GATHER_MS, idleMs = IDLE_MS }: AfterwardsNeeds) {
  /** Of which something was told that nobody has looked at, and whether that can wait. */
  const news = new Map<string, { isIdle: boolean }>();
  const running = new Map<string, Promise<void>>();
  const gathering = new Map<string, Gathering>();
  let hurrying = 0;
  let isStopped = false;

  /** @param isIdle nobody waits for what may follow */
  function soon(callId: string, isIdle = false): void {
    if (isStopped) return;
    news.set(callId, { isIdle: isIdle && news.get(callId)?.isIdle !== false });
    const waiting = gathering.get(callId);
    if (waiting?.isIdle && !isIdle) {
      clearTimeout(waiting.timer);
      gathering.set(callId, { ...waiting, timer: setTimeout(waiting.enough, gatherMs), isIdle: false });
    }
    if (!running.has(callId)) running.set(callId, catchUp(callId));
  }

  async function catchUp(callId: string): Promise<void> {
    for (let told = news.get(callId); told; told = news.get(callId)) {
      await more(callId, told.isIdle);
      news.delete(callId);
      await look(callId).catch((error: unknown) => failed(error));
    }
    running.delete(callId);
  }

  function more(callId: string, isIdle: boolean): Promise<void> | void {
    if (hurrying > 0) return;
    return new Promise((resolve) => {
      function enough(): void {
        clearTimeout(gathering.get(callId)?.timer);
        gathering.delete(callId);
        resolve();
      }
      gathering.set(callId, { timer: setTimeout(enough, isIdle ? idleMs : gatherMs), isIdle, enough });
    });
  }

  const look = async (callId: string): Promise<void> => follow(await calls.fold(callId));
  const failed = (error: unknown) => log.warn({ error }, 'what was told of a call is left to the sweep');

  /** Resolves when nothing follows any more from what was told; until then nothing is waited for. */
  async function settled(): Promise<void> {
    hurrying += 1;
    for (const { enough } of [...gathering.values()]) enough();
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
