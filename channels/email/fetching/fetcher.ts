import { isDeepStrictEqual } from 'node:util';
import { makeAccessTokens } from '../access-token.js';
import { type Lease, LeaseLost, takeLease } from './lease.js';
import type { FetchedMailbox, FetcherNeeds } from './needs.js';
import { pause } from './pace.js';
import { makeSessions } from './sessions.js';

export type Fetcher = ReturnType<typeof startFetcher>;

/** Fetches one mailbox whenever this node has the lease of it. Ends only when it is told to. */
export function startFetcher(mailbox: FetchedMailbox, needs: FetcherNeeds) {
  const { clock, log, node, pace } = needs;
  const { id, account } = mailbox;
  const stopping = new AbortController();
  const { signIn } = account;
  const tokens = signIn.kind === 'oauth2' ? makeAccessTokens(signIn, { clock, onRenewed }) : null;
  let known = account;
  const sessions = makeSessions(mailbox, { ...needs, tokens });

  /** A change of the settings by ourselves is none to begin anew for. */
  async function onRenewed(refreshToken: string): Promise<void> {
    if (signIn.kind === 'oauth2') known = { ...account, signIn: { ...signIn, refreshToken } };
    await needs.keepRefreshToken(id, refreshToken);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const lease = await takeLease(id, { clock, node, leaseMs: pace.leaseMs });
        if (lease) await whileHeld(lease);
      } catch (error) {
        if (!(error instanceof LeaseLost)) log.error({ error, mailboxId: id }, 'a mailbox cannot be fetched');
      }
      await pause(pace.waitMs, stopping.signal);
    }
  }

  async function whileHeld(lease: Lease): Promise<void> {
    const lost = new AbortController();
    const stopRenewing = keepRenewing(lease, pace.leaseMs, () => lost.abort());
    try {
      await sessions.follow(lease, AbortSignal.any([stopping.signal, lost.signal]));
    } finally {
      stopRenewing();
      await lease.release();
    }
  }

  const ended = run();
  return {
    /** Whether it may go on with the mailbox as it is now; undefined: it is to be fetched no more. */
    fits: (now: FetchedMailbox | undefined): boolean =>
      now?.address === mailbox.address &&
      isDeepStrictEqual(now.account, known) &&
      (now.revision === mailbox.revision || !sessions.rests()),
    /** What is under way ends first. */
    stop(): Promise<void> {
      stopping.abort();
      return ended;
    },
  };
}

/** @param onLost called when the lease is another's, or will be before the store answers again */
function keepRenewing(lease: Lease, leaseMs: number, onLost: () => void): () => void {
  let renewedAt = performance.now();
  const timer = setInterval(() => {
    const since = performance.now();
    lease.renew().then(
      () => {
        renewedAt = since;
      },
      (error: unknown) => {
        if (error instanceof LeaseLost || performance.now() - renewedAt > leaseMs / 2) onLost();
      },
    );
  }, leaseMs / 5);
  return () => clearInterval(timer);
}
