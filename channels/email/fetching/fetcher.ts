import { makeAccessTokens } from './access-token.js';
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
  const keep = async (token: string) => void (await needs.keepRefreshToken(id, token));
  const { signIn } = account;
  const tokens = signIn.kind === 'oauth2' ? makeAccessTokens(signIn, { clock, onRenewed: keep }) : null;
  const sessions = makeSessions(mailbox, { ...needs, tokens });

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
    settings: mailbox.settings,
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
