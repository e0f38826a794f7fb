import type { CallRecord } from '../../server/contract/index.js';
import type { VoiceNeeds } from './needs.js';

export type Afterwards = ReturnType<typeof makeAfterwards>;

interface AfterwardsNeeds extends Pick<VoiceNeeds, 'log'> {
  calls: Pick<VoiceNeeds['calls'], 'fold'>;
  follow(call: CallRecord | null): Promise<void>;
}

/**
 * What follows from what was told: it is kept, and the carrier has its answer, which waits for none of this. Of one call one thing
 * after the other, and once for all that was told meanwhile. What a dying process leaves, the sweep finds.
 */
export function makeAfterwards({ calls, log, follow }: AfterwardsNeeds) {
  /** Of which something was told that nobody has looked at. */
  const news = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let isStopped = false;

  function soon(callId: string): void {
    if (isStopped) return;
    news.add(callId);
    if (!running.has(callId)) running.set(callId, catchUp(callId));
  }

  async function catchUp(callId: string): Promise<void> {
    while (news.delete(callId)) await look(callId).catch((error: unknown) => failed(error));
    running.delete(callId);
  }

  const look = async (callId: string): Promise<void> => follow(await calls.fold(callId));
  const failed = (error: unknown) => log.warn({ error }, 'what was told of a call is left to the sweep');

  /** Resolves when nothing follows any more from what was told. */
  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values());
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
