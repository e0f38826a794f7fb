import type { AccessTokens } from '../access-token.js';
import { type Lease, LeaseLost } from './lease.js';
import type { FetchedMailbox, FetcherNeeds, FetchStatus } from './needs.js';
import { pause } from './pace.js';
import { isFinal, problemOf } from './problem-of.js';
import { signInAndOpen } from './sign-in.js';
import { takeNew } from './take-new.js';

interface SessionNeeds extends Omit<FetcherNeeds, 'node' | 'keepRefreshToken'> {
  tokens: AccessTokens | null;
}

/** The connections of one mailbox, one after another. */
export function makeSessions(mailbox: FetchedMailbox, needs: SessionNeeds) {
  const { clock, log, pace, tokens, takeRaw } = needs;
  const trouble = new Map<number, number>();
  let told: FetchStatus | null = null;
  let rests = false;

  async function tell(status: FetchStatus): Promise<void> {
    if (told?.incoming === status.incoming && told.problem === status.problem) return;
    told = status;
    await needs.noteStatus(mailbox.id, status);
  }

  /** One connection, from its beginning to its end. */
  async function serve(lease: Lease, stopped: AbortSignal): Promise<void> {
    if (!told) await tell({ incoming: 'connecting', problem: null });
    const connection = await signInAndOpen(mailbox.account, tokens, stopped);
    try {
      await tell({ incoming: 'connected', problem: connection.movesAsAsked ? null : 'folderMissing' });
      while (!stopped.aborted) {
        await takeNew({ mailbox, connection, lease, clock, stopped, takeRaw, trouble });
        await connection.news(pace.pollMs, stopped);
      }
    } finally {
      await connection.close();
    }
  }

  async function afterFailure(error: unknown, failures: number, lease: Lease, stopped: AbortSignal): Promise<void> {
    const problem = problemOf(error);
    log.warn({ mailboxId: mailbox.id, problem, failures }, 'the connection of a mailbox failed');
    // A connection that held is mostly there again in a moment: nobody needs to see it flicker.
    if (failures > 1 || told?.incoming !== 'connected') await tell({ incoming: 'failed', problem });
    if (!isFinal(error)) return pause(pace.reconnect(failures, Math.random()), stopped);
    const until = new Date(clock.now().getTime() + pace.refusedMs);
    await lease.saveRefused({ revision: mailbox.revision, until });
    await rest(pace.refusedMs, stopped);
  }

  async function rest(ms: number, stopped: AbortSignal): Promise<void> {
    rests = true;
    await pause(ms, stopped);
    rests = false;
  }

  return {
    /** Whether the sign-in was refused, and nothing is tried until the settings change. */
    rests: () => rests,

    /** Connects, and connects again, until it is stopped. @throws LeaseLost, and what the store throws */
    async follow(lease: Lease, stopped: AbortSignal): Promise<void> {
      const { refused } = lease;
      if (refused?.revision === mailbox.revision) await rest(refused.until.getTime() - clock.now().getTime(), stopped);
      let failures = 0;
      while (!stopped.aborted) {
        const began = performance.now();
        try {
          await serve(lease, stopped);
        } catch (error) {
          if (stopped.aborted || error instanceof LeaseLost) return;
          failures = performance.now() - began > pace.steadyMs ? 1 : failures + 1;
          await afterFailure(error, failures, lease, stopped);
        }
      }
    },
  };
}
