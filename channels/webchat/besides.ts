import { inTurn } from '../../server/platform/index.js';
import type { WebchatNeeds } from './needs.js';
import { besideRoom, roomOf, type VisitorNamespace, type VisitorSocket } from './visitor-socket.js';

/**
 * Whoever is in the chat stands there also for those who are the same person: what those wrote by mail can be answered here. Read when
 * they come, and again whenever somebody of the person is joined or apart again.
 */
export function makeBesides(namespace: VisitorNamespace, { bus, customers, log }: WebchatNeeds) {
  const turns = inTurn();

  /** Puts a socket into the rooms of the others of its person, and out of those of anybody else. */
  function seat(socket: VisitorSocket): Promise<void> {
    return turns(socket.id, async () => {
      const { customerId } = socket.data;
      const streams = customerId ? await customers.streamsOf(customerId) : [];
      if (!socket.connected) return;
      const wanted = new Set(streams.filter((id) => id !== customerId).map(besideRoom));
      for (const room of socket.rooms)
        if (room.startsWith(besideRoom('')) && !wanted.has(room)) await socket.leave(room);
      if (wanted.size > 0) await socket.join([...wanted]);
    });
  }

  /** Each node does so for those who are connected to it. */
  async function look(customerId: string): Promise<void> {
    const ids = [roomOf(customerId), besideRoom(customerId)].flatMap((room) => [
      ...(namespace.adapter.rooms.get(room) ?? []),
    ]);
    for (const id of new Set(ids)) {
      const socket = namespace.sockets.get(id);
      if (socket) await seat(socket);
    }
  }

  const lookAt = (customerIds: readonly string[]): void => {
    for (const id of customerIds)
      look(id).catch((error: unknown) => log.error({ error }, 'whose chat it is could not be read'));
  };
  const stops = [
    bus.on('customer.joined', ({ customerId }) => lookAt([customerId])),
    bus.on('elsewhere.changed', ({ joined }) => lookAt(joined)),
  ];

  return {
    seat,
    stop(): void {
      for (const stop of stops) stop();
    },
  };
}
