import type { TouchpointRecord } from '../../server/contract/index.js';
import { metrics } from '../../server/platform/index.js';
import type { Channel } from '../channel.js';
import { makeElsewhere } from './elsewhere.js';
import type { WebchatNeeds } from './needs.js';
import { Openness } from './openness.js';
import { pushToVisitors } from './visitor-push.js';
import { makeVisitorRequests } from './visitor-requests.js';
import { checkVisitors, roomOf, tokenRoom, type VisitorNamespace } from './visitor-socket.js';
import { makeVisitorViews } from './visitor-views.js';

/** Between two pages of a site a visitor is gone for a moment; that is not leaving. */
const LEAVING_MS = 8_000;

/** The web chat channel as the outbox sees it: sending is a push, and the timeline keeps it for whoever is not there. */
export function webchatChannel({ io, timeline }: Pick<WebchatNeeds, 'io' | 'timeline'>): Channel {
  const namespace = io.of('/visitor') as unknown as VisitorNamespace;
  return {
    name: 'webchat',
    immediate: true,
    async send(touchpoint: TouchpointRecord) {
      const shown = { ...touchpoint, delivery: { ...touchpoint.delivery, state: 'sent' as const } };
      namespace.to(roomOf(touchpoint.customerId)).emit('touchpoint:appended', timeline.presentToVisitor(shown));
      return {};
    },
  };
}

/** The visitors' side of the socket: who may connect, what they may ask, what they are told. */
export function serveVisitors(needs: WebchatNeeds) {
  const { io, bus, config } = needs;
  const namespace = io.of('/visitor') as unknown as VisitorNamespace;
  const openness = new Openness();
  const views = makeVisitorViews(needs, openness);
  const listen = makeVisitorRequests(needs, views);
  let stopped = false;
  const here = new Set<string>();
  const leaving = new Map<string, NodeJS.Timeout>();
  const gone = (customerIds: string[]) => {
    for (const customerId of customerIds) bus.publish('visitor.offline', { customerId });
  };
  const elsewhere = config.REDIS_URL
    ? makeElsewhere({ io, beatMs: config.HEARTBEAT_SECONDS * 1_000, here, onGone: gone })
    : null;
  const isOnline = (customerId: string) => here.has(customerId) || (elsewhere?.isThere(customerId) ?? false);

  function arrived(customerId: string): void {
    clearTimeout(leaving.get(customerId));
    if (leaving.delete(customerId)) return;
    const isNew = !isOnline(customerId);
    here.add(customerId);
    elsewhere?.came(customerId);
    if (isNew) bus.publish('visitor.online', { customerId });
  }

  function left(customerId: string): void {
    if (stopped || namespace.adapter.rooms.has(roomOf(customerId)) || leaving.has(customerId)) return;
    const timer = setTimeout(() => {
      leaving.delete(customerId);
      here.delete(customerId);
      elsewhere?.left(customerId);
      if (!isOnline(customerId)) gone([customerId]);
    }, LEAVING_MS);
    timer.unref();
    leaving.set(customerId, timer);
  }

  checkVisitors(namespace, needs);
  namespace.on('connection', (socket) => {
    metrics.sockets.inc({ namespace: 'visitor' });
    const { customerId, tokenHash } = socket.data;
    if (customerId) socket.join([roomOf(customerId), ...(tokenHash ? [tokenRoom(tokenHash)] : [])]);
    listen(socket);
    socket.on('disconnect', () => metrics.sockets.dec({ namespace: 'visitor' }));
  });
  namespace.adapter.on('join-room', (room: string) => whenFirst(room, arrived));
  namespace.adapter.on('delete-room', (room: string) => whenCustomer(room, left));
  const stop = pushToVisitors(namespace, needs, views, openness, isOnline);

  function whenFirst(room: string, act: (customerId: string) => void): void {
    if (namespace.adapter.rooms.get(room)?.size === 1) whenCustomer(room, act);
  }

  return {
    /** Whether they are in the chat, on this node or another. */
    isOnline,
    stop(): void {
      stopped = true;
      stop();
      elsewhere?.stop();
      for (const timer of leaving.values()) clearTimeout(timer);
      leaving.clear();
    },
  };
}

function whenCustomer(room: string, act: (customerId: string) => void): void {
  if (room.startsWith('customer:')) act(room.slice('customer:'.length));
}

export type { WebchatNeeds } from './needs.js';
