import { type AgentNamespace, sessionRoom } from './agent-socket.js';
import type { LiveNeeds } from './needs.js';

const LONGEST_MS = 30_000;

/**
 * Ends the sockets of sessions that have run out. One that somebody ends is told at once; time tells nobody, so it is asked for:
 * every half minute, or ten times in a session's life when that is short.
 * @returns stops it
 */
export function watchSessions(
  namespace: AgentNamespace,
  { config, sessionsGoneAmong, log }: Pick<LiveNeeds, 'config' | 'sessionsGoneAmong' | 'log'>,
): () => void {
  async function endTheGone(): Promise<void> {
    const ids = new Set([...namespace.sockets.values()].map(({ data }) => data.sessionId));
    if (ids.size === 0) return;
    for (const id of await sessionsGoneAmong([...ids])) {
      const gone = namespace.local.in(sessionRoom(id));
      gone.emit('session:ended');
      gone.disconnectSockets(true);
    }
  }

  const everyMs = Math.min(LONGEST_MS, config.SESSION_HOURS * 360_000);
  const timer = setInterval(() => {
    endTheGone().catch((error: unknown) => log.error({ error }, 'sessions could not be looked at'));
  }, everyMs);
  return () => clearInterval(timer);
}
