import type { ConversationRecord, TouchpointRecord, WidgetConfigView } from '../../server/contract/index.js';
import { chatStream } from '../../server/conversations/index.js';
import { makeThrottle } from '../../server/platform/index.js';
import type { WebchatNeeds } from './needs.js';
import type { Openness } from './openness.js';
import { customersIn, roomOf, siteRoom, type VisitorNamespace } from './visitor-socket.js';
import type { makeVisitorViews } from './visitor-views.js';

const PLACES_EVERY_MS = 500;
const CONFIG_EVERY_MS = 2_000;

/** Tells visitors what happened. Everything told here can also be asked for: a lost notice loses nothing. */
export function pushToVisitors(
  namespace: VisitorNamespace,
  needs: WebchatNeeds,
  views: ReturnType<typeof makeVisitorViews>,
  openness: Openness,
  isOnline: (customerId: string) => boolean,
): () => void {
  const { bus, timeline, config, log } = needs;
  const failed = (error: unknown) => log.error({ error }, 'a push to visitors failed');
  const places = makeThrottle(PLACES_EVERY_MS, pushPlaces);
  const configs = makeThrottle(CONFIG_EVERY_MS, () => pushConfigs(() => true).catch(failed));
  /** Queues in which somebody waits who is connected here. */
  const lines = new Set<string>();
  const turned = setInterval(() => {
    void pushConfigs((siteId, now) => openness.isOld(siteId, now)).catch(failed);
    for (const queueId of lines) places(queueId); // also by time alone one is overtaken, or foreseen otherwise
  }, config.WIDGET_SWEEP_SECONDS * 1_000).unref();

  /** Whether anybody could hear it: in this process, or, with several, anywhere. */
  const heard = (room: string) => Boolean(config.REDIS_URL) || namespace.adapter.rooms.has(room);

  function pushTouchpoint(touchpoint: TouchpointRecord): void {
    const room = roomOf(touchpoint.customerId);
    if (isOutsideChat(touchpoint) && !isOnline(touchpoint.customerId)) return;
    if (heard(room)) namespace.to(room).emit('touchpoint:appended', timeline.presentToVisitor(touchpoint));
  }

  async function pushConversation(conversation: ConversationRecord): Promise<void> {
    const stream = chatStream(conversation);
    const room = roomOf(stream);
    if (isOutsideChat(conversation) && !isOnline(stream)) return;
    if (heard(room)) namespace.to(room).emit('conversation:changed', await views.conversation(conversation));
  }

  /** To those connected here whose place is another than was told last, from memory; every node does so for its own. */
  function pushPlaces(queueId: string): void {
    lines.delete(queueId);
    if (namespace.sockets.size === 0) return;
    for (const { customerId, ...place } of needs.places(queueId, customersIn(namespace))) {
      lines.add(queueId);
      if (!views.isNews(place)) continue;
      namespace.local.to(roomOf(customerId)).emit('place:changed', place);
    }
  }

  /** To those connected here; every node does so for its own. */
  async function pushConfigs(isDue: (siteId: string, config: WidgetConfigView) => boolean): Promise<void> {
    const sockets = [...namespace.sockets.values()];
    const siteIds = new Set(sockets.map(({ data }) => data.siteId));
    openness.keep(siteIds);
    for (const siteId of siteIds) {
      const site = await needs.siteById(siteId);
      const now = site && (await needs.configOf(site));
      if (!now || !isDue(siteId, now)) continue;
      openness.settle(siteId, now);
      namespace.local.to(siteRoom(siteId)).emit('config:changed', now);
    }
  }

  const stops = [
    bus.on('touchpoint.appended', ({ touchpoint }) => {
      // What is still to be sent on this very channel goes through the outbox and its gate first.
      const held = touchpoint.delivery.state === 'pending' && touchpoint.channel === 'webchat';
      if (touchpoint.public && !held) pushTouchpoint(touchpoint);
    }),
    bus.on('conversation.changed', ({ conversation }) => pushConversation(conversation)),
    bus.on('line.changed', ({ queueId }) => places(queueId)),
    bus.on('typing.changed', ({ customerId, who, on }) => {
      if (who.type === 'agent') namespace.to(roomOf(customerId)).emit('typing:changed', { on, name: who.name });
    }),
    bus.on('site.changed', () => configs('all')),
    bus.on('queue.changed', () => configs('all')),
    bus.on('elsewhere.changed', ({ sites, queues }) => {
      if (sites.length + queues.length > 0) configs('all');
    }),
  ];

  return () => {
    for (const stop of stops) stop();
    places.stop();
    configs.stop();
    clearInterval(turned);
  };
}

/** By mail or text alone: hardly any of these customers ever sees our chat. */
const isOutsideChat = ({ channel, inChat }: Pick<ConversationRecord, 'inChat'> & { channel: string | null }): boolean =>
  (channel === 'email' || channel === 'sms') && !inChat;
