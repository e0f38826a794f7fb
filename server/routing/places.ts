import type { DomainEvents, RoutingView } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import type { Explanation } from './core/index.js';
import { type Forecast, forecast } from './forecast.js';
import type { Picture } from './picture.js';
import type { RoutedConversation } from './reads.js';
import type { ServiceFigures } from './service-figures.js';

interface PlacesNeeds {
  picture: Picture;
  figures: ServiceFigures;
  clock: Clock;
}

export interface Place {
  position: number;
  forecast: Forecast | null;
}

export interface LinePlace extends Place {
  conversationId: string;
  customerId: string;
}

/** Where each one who waits stands, what they wait for and for how long; from memory, on every node. */
export function makePlaces({ picture, figures, clock }: PlacesNeeds) {
  /** Before the picture learns of a change: how long the wait was stands only in what was. */
  function note({ conversation, before }: DomainEvents['conversation.changed']): void {
    const { _id, state, queueId, assignedAt } = conversation;
    if (state === before) return;
    const waited = picture.conversation(_id);
    if (state === 'active' && waited?.queuedAt && assignedAt)
      figures.noteAnswered(waited.queueId, +assignedAt - +waited.queuedAt);
    const wasHeld = before === 'active' || before === 'wrapUp';
    if (wasHeld && assignedAt && (state === 'closed' || state === 'snoozed'))
      figures.noteHandled(queueId, +clock.now() - +assignedAt);
  }

  /** What the agents online can hold for this queue; who serves several queues counts in parts. */
  function slotsOf(queueId: string): number {
    const members = picture.queues.get(queueId)?.memberIds ?? [];
    return members.reduce((sum, id) => sum + shareOf(id), 0);
  }

  function shareOf(agentId: string): number {
    const desk = picture.desks.get(agentId);
    if (!desk || picture.stateOf(desk) !== 'online') return 0;
    const queues = [...picture.queues.values()].filter(({ memberIds }) => memberIds.includes(agentId));
    return desk.capacity / Math.max(1, queues.length);
  }

  /** @param position 1 is next; one more than the queue's length for somebody who would come now */
  const forecastAt = (queueId: string, position: number): Forecast | null => forecasterOf(queueId)(position);

  /** What all places of one queue share is looked at once. */
  function forecasterOf(queueId: string): (position: number) => Forecast | null {
    const waiting = picture.core.lengthOf(queueId);
    const head = headWaitSince(queueId);
    const headWaitMs = head ? Math.max(0, +clock.now() - +head) : 0;
    const shared = { slots: slotsOf(queueId), headWaitMs, ...figures.now(queueId) };
    return (position) => forecast({ position, length: Math.max(position, waiting), ...shared });
  }

  const waitsSince = (id: string): Date | null => {
    const { queuedAt, openedAt } = picture.conversation(id) ?? {};
    return queuedAt ?? openedAt ?? null;
  };

  /** Since when the first in line has been waiting. */
  function headWaitSince(queueId: string): Date | null {
    for (const { id } of picture.core.lineOf(queueId)) return waitsSince(id);
    return null;
  }

  /** Since when whoever waits longest has been waiting; that need not be the first in line, for places can be given away. */
  function longestWaitSince(queueId: string): Date | null {
    let longest: Date | null = null;
    for (const { id } of picture.core.lineOf(queueId)) {
      const since = waitsSince(id);
      if (since && (!longest || since < longest)) longest = since;
    }
    return longest;
  }

  function explain(conversationId: string): Explanation | null {
    return picture.core.explain(conversationId, +clock.now());
  }

  function placeOf(conversationId: string): Place | null {
    const position = picture.core.positionOf(conversationId);
    const queueId = picture.conversation(conversationId)?.queueId;
    return position && queueId ? { position, forecast: forecastAt(queueId, position) } : null;
  }

  return {
    note,
    placeOf,
    positionOf: (conversationId: string): number | null => picture.core.positionOf(conversationId),
    explain,
    waitsFor: (conversationId: string) => picture.core.waitsFor(conversationId),
    forecastAt,
    longestWaitSince,
    lengthOf: (queueId: string): number => picture.core.lengthOf(queueId),
    /** Everybody who waits in a queue, first one first, of whom `cares` is true. */
    *places(queueId: string, cares: (customerId: string) => boolean): Generator<LinePlace> {
      const forecastOf = forecasterOf(queueId);
      let position = 0;
      for (const { id: conversationId } of picture.core.lineOf(queueId)) {
        position += 1;
        const customerId = picture.conversation(conversationId)?.customerId;
        if (customerId && cares(customerId))
          yield { conversationId, customerId, position, forecast: forecastOf(position) };
      }
    },
    /** The first `limit` of a queue's line, first one first. */
    *line(queueId: string, limit: number): Generator<RoutedConversation> {
      for (const { id } of picture.core.lineOf(queueId)) {
        if (limit-- <= 0) return;
        const conversation = picture.conversation(id);
        if (conversation) yield conversation;
      }
    },
    routingOf(conversationId: string): Pick<RoutingView, 'position' | 'forecast' | 'waitsFor'> {
      const place = placeOf(conversationId);
      const waitsFor = picture.core.waitsFor(conversationId);
      return { position: place?.position ?? null, forecast: place?.forecast ?? null, waitsFor };
    },
  };
}
