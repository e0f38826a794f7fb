import { metrics } from '../platform/index.js';
import { pushToAgents, seat } from './agent-push.js';
import { makeAgentRequests } from './agent-requests.js';
import { type AgentNamespace, BOARD, checkAgents } from './agent-socket.js';
import type { LiveNeeds } from './needs.js';
import { makeViewers } from './viewers.js';
import { watchSessions } from './watch-sessions.js';

/** The agents' side of the socket: who may connect, what they may ask, what they are told. */
export function serveAgents(needs: LiveNeeds) {
  const { io, routing, log, config } = needs;
  const namespace = io.of('/agent') as unknown as AgentNamespace;
  const viewers = makeViewers(io, namespace, config.REDIS_URL ? config.HEARTBEAT_SECONDS * 1_000 : null);
  const listen = makeAgentRequests(namespace, needs, viewers);
  const noting = new Set<Promise<unknown>>();
  function note(work: Promise<unknown>): void {
    const noted = work
      .catch((error: unknown) => log.error({ error }, 'a connection could not be noted'))
      .finally(() => noting.delete(noted));
    noting.add(noted);
  }

  checkAgents(namespace, needs);
  namespace.on('connection', (socket) => {
    const agentId = socket.data.user.id;
    metrics.sockets.inc({ namespace: 'agent' });
    listen(socket);
    const seated = seat(namespace, needs, socket.id).then(() => routing.agentConnected(agentId, socket.id));
    note(seated);
    socket.on('disconnect', () => {
      metrics.sockets.dec({ namespace: 'agent' });
      note(seated.then(() => routing.agentDisconnected(socket.id)));
    });
  });

  const unpush = pushToAgents(namespace, needs);
  const unwatch = watchSessions(namespace, needs);

  return {
    stop(): void {
      unpush();
      unwatch();
      viewers.stop();
    },
    /** Ends when it is written down who has come and gone. */
    noted: () => Promise.all(noting),
    /** Whether anybody connected to this node looks at the board. */
    isBoardWatched: () => (namespace.adapter.rooms.get(BOARD)?.size ?? 0) > 0,
  };
}

export { gathersMs, makeIo } from './io.js';
export { relayChanges } from './relay.js';
