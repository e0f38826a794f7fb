import type { TouchpointRecord } from '../../server/contract/index.js';
import { amongNodes, metrics } from '../../server/platform/index.js';
import type { Channel } from '../channel.js';
import { makeBesides } from './besides.js';
import type { WebchatNeeds } from './needs.js';
import { Openness } from './openness.js';
import { pushToVisitors } from './visitor-push.js';
import { makeVisitorRequests } from './visitor-requests.js';
import { besideRoom, checkVisitors, roomOf, tokenRoom, type VisitorNamespace } from './visitor-socket.js';
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
  const { io, bus, config, log } = needs;
  const namespace = io.of('/visitor') as unknown as VisitorNamespace;
  const openness = new Openness();
  const views = makeVisitorViews(needs, openness);
  const besides = makeBesides(namespace, needs);
  const listen = makeVisitorRequests(needs, views, besides.seat);
  let stopped = false;
  /** By id, and by room those who are there in somebody else's name. */
  const here = new Set<string>();
  const leaving = new Map<string, NodeJS.Timeout>();
  const gone = (ids: string[]) => {
    for (const id of ids) bus.publish('visitor.offline', whoOf(id));
  };
  const elsewhere = config.REDIS_URL
    ? amongNodes({ io, name: 'visitors', beatMs: config.HEARTBEAT_SECONDS * 1_000, here, onGone: gone })
    : null;
  const isThere = (id: string) => here.has(id) || (elsewhere?.isThere(id) ?? false);

  function arrived(id: string): void {
    clearTimeout(leaving.get(id));
    if (leaving.delete(id)) return;
    const isNew = !isThere(id);
    here.add(id);
    elsewhere?.came(id);
    if (isNew) bus.publish('visitor.online', whoOf(id));
  }

  function left(id: string, room: string): void {
    if (stopped || namespace.adapter.rooms.has(room) || leaving.has(id)) return;
    const timer = setTimeout(() => {
      leaving.delete(id);
      here.delete(id);
      elsewhere?.left(id);
      if (!isThere(id)) gone([id]);
    }, LEAVING_MS);
    timer.unref();
    leaving.set(id, timer);
  }

  checkVisitors(namespace, needs);
  namespace.on('connection', (socket) => {
    metrics.sockets.inc({ namespace: 'visitor' });
    const { customerId, tokenHash } = socket.data;
    if (customerId) socket.join([roomOf(customerId), ...(tokenHash ? [tokenRoom(tokenHash)] : [])]);
    if (customerId) void besides.seat(socket).catch(failed);
    listen(socket);
    socket.on('disconnect', () => metrics.sockets.dec({ namespace: 'visitor' }));
  });
  namespace.adapter.on('join-room', (room: string) => whenFirst(room, arrived));
  namespace.adapter.on('delete-room', (room: string) => whenCustomer(room, left));
  const stop = pushToVisitors(namespace, needs, views, openness, isThere);

  function failed(error: unknown): void {
    log.error({ error }, 'whose chat it is could not be read');
  }

  function whenFirst(room: string, act: (id: string) => void): void {
    if (namespace.adapter.rooms.get(room)?.size === 1) whenCustomer(room, act);
  }

  return {
    /** Whether they are in the chat, on this node or another. */
    isOnline: isThere,
    /** Whether somebody else is who is the same person. */
    isJoinedOnline: (customerId: string) => isThere(besideRoom(customerId)),
    stop(): void {
      stopped = true;
      stop();
      besides.stop();
      elsewhere?.stop();
      for (const timer of leaving.values()) clearTimeout(timer);
      leaving.clear();
    },
  };
}

function whenCustomer(room: string, act: (id: string, room: string) => void): void {
  if (room.startsWith(roomOf(''))) act(room.slice(roomOf('').length), room);
  else if (room.startsWith(besideRoom(''))) act(room, room);
}

const whoOf = (id: string): { customerId: string; joined?: true } =>
  id.startsWith(besideRoom('')) ? { customerId: id.slice(besideRoom('').length), joined: true } : { customerId: id };

export type { WebchatNeeds } from './needs.js';
