import type { DomainEvents, RoutingView, WaitReason, WaitsForView } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { hoursOf, isOpen, opensAt } from '../queues/index.js';
import type { Explanation } from './core/index.js';
import { type Forecast, forecastOf, type Outlook, outlook } from './forecast.js';
import type { ForecastResults } from './forecast-results.js';
import { makeLineChannels } from './line-channels.js';
import type { Picture } from './picture.js';
import { givenAs } from './placing.js';
import { presentWaitsFor } from './present.js';
import { conversationsById, type RoutedConversation } from './reads.js';
import type { ServiceFigures } from './service-figures.js';
import { makeSlots } from './slots.js';
import { makeWaits, type Wait } from './waits.js';

interface PlacesNeeds {
  picture: Picture;
  figures: ServiceFigures;
  results: Pick<ForecastResults, 'note'>;
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

/** Customers who can be told. */
export interface Here extends Iterable<string> {
  has(customerId: string): boolean;
  /** How many there are, or some more. */
  readonly size: number;
}

/** So it is at night. */
const NOBODY_THERE: readonly WaitReason[] = ['nobodyOnline', 'skilledAway'];

/** Seen later than this after it began, the place where a wait began is not known any more. */
const SEEN_LATE_MS = 5_000;

/** Where each one who waits stands, what they wait for and for how long; from memory, on every node. */
export function makePlaces({ picture, figures, results, clock }: PlacesNeeds) {
  const channels = makeLineChannels();
  const slots = makeSlots(picture, channels);
  const waits = makeWaits();
  const now = () => +clock.now();
  const positionOf = (id: string): number | null => picture.core.positionOf(id, now());

  /** This node moved it, and it is in the picture by now. */
  async function note({ conversation, before }: DomainEvents['conversation.changed']): Promise<void> {
    const { _id, state, queueId, assignedAt } = conversation;
    if (state === before) return;
    const ended = follow(_id, conversation);
    const wasHeld = before === 'active' || before === 'wrapUp';
    if (wasHeld && assignedAt && (state === 'closed' || state === 'snoozed'))
      figures.noteHandled(queueId, now() - +assignedAt);
    // Only the node where it happened keeps the result: each wait counts once.
    if (ended) await results.note(ended.wait, ended.waitMs, state === 'active' ? 'answered' : 'left');
  }

  /** Another node moved these, and they are in the picture by now. */
  async function noteElsewhere(ids: readonly string[], deskIds: readonly string[]): Promise<void> {
    for (const id of deskIds) noteDesk(id);
    for (const id of ids) if (picture.conversation(id)) follow(id, null);
    const gone = ids.filter((id) => waits.of(id) && !picture.conversation(id));
    if (gone.length === 0) return;
    for (const one of await conversationsById(gone)) follow(one._id, one);
  }

  /** @returns the wait that is over now, of one who had to wait for a slot */
  function follow(id: string, moved: Pick<RoutedConversation, 'state' | 'assignedAt'> | null) {
    const record = picture.conversation(id);
    if (record) begin(record);
    const wait = record ? undefined : waits.end(id);
    lineMoved(wait?.queueId ?? record?.queueId);
    if (!wait || wait.position === null || !moved) return null;
    const answered = moved.state === 'active' || moved.state === 'wrapUp';
    const waitMs = Math.max(0, (answered && moved.assignedAt ? +moved.assignedAt : now()) - wait.since);
    if (answered) figures.noteAnswered(wait.queueId, { waitMs, position: wait.position });
    else figures.noteLeft(wait.queueId, waitMs);
    return { wait, waitMs };
  }

  /** A wait goes on in another queue as the same one; put back by an agent, it is a new one. */
  function begin(record: RoutedConversation): void {
    const { _id: id, queueId, queuedAt, openedAt } = record;
    const since = +(queuedAt ?? openedAt);
    const known = waits.of(id);
    if (known?.since === since && known.queueId === queueId) return;
    if (channels.note(queueId, givenAs(record))) slots.forget();
    const goesOn = known?.since === since;
    const place = goesOn || now() - since > SEEN_LATE_MS ? null : positionOf(id);
    const position = place !== null && place > slots.of(queueId).free ? place : null;
    const foreseen = position === null ? null : outlookOf(queueId)(position);
    waits.begin({ id, queueId, since, ...(goesOn ? startOf(known) : { position, foreseen }) });
  }

  const startOf = ({ position, foreseen }: Wait) => ({ position, foreseen });

  function lineMoved(queueId: string | undefined): void {
    if (!queueId) return;
    const { slots: there, free } = slots.of(queueId);
    figures.noteLine(queueId, picture.core.lengthOf(queueId) > free, there);
  }

  function noteDesk(agentId: string): void {
    for (const queueId of slots.noteDesk(agentId)) lineMoved(queueId);
  }

  /** What moved unheard of has been read, or who serves what has changed. It takes as long as that is much, however many wait. */
  function refresh(): void {
    slots.forget();
    for (const id of picture.takeMoved()) {
      const record = picture.conversation(id);
      if (record) begin(record);
      else waits.end(id);
    }
    for (const queueId of picture.queues.keys()) lineMoved(queueId);
  }

  /** What all places of one queue share is looked at once. */
  function outlookOf(queueId: string): (position: number) => Outlook | null {
    const shared = { slots: slots.of(queueId).slots, head: headOf(queueId), ...figures.now(queueId) };
    return (position) => outlook({ position, ...shared });
  }

  /** How long the first in line has been waiting. */
  function headOf(queueId: string) {
    for (const { id } of picture.core.lineOf(queueId, now())) {
      const { since, position } = waits.of(id) ?? {};
      return since && position ? { waitMs: Math.max(0, now() - since), position } : null;
    }
    return null;
  }

  /** For somebody who would come now: with room left it only rings. */
  function forecastForNew(queueId: string): Forecast | null {
    const position = picture.core.lengthOf(queueId) + 1;
    const { offerSeconds = 0 } = picture.queues.get(queueId) ?? {};
    if (position <= slots.of(queueId).free) return forecastOf({ fromMs: 0, toMs: offerSeconds * 1_000 });
    const seen = outlookOf(queueId)(position);
    return seen && forecastOf(seen);
  }

  function placeOf(conversationId: string): Place | null {
    const position = positionOf(conversationId);
    const queueId = picture.conversation(conversationId)?.queueId;
    if (!position || !queueId) return null;
    return { position, forecast: waits.tell(conversationId, outlookOf(queueId)(position), now()) };
  }

  /** Thousands may wait of whom hardly any is here, as with mails; and thousands be here of whom hardly any waits. */
  function* waitingHere(queueId: string, here: Here): Generator<RoutedConversation> {
    if (picture.core.lengthOf(queueId) <= here.size) {
      for (const { id } of picture.core.lineOf(queueId, now())) {
        const record = picture.conversation(id);
        if (record && here.has(record.customerId)) yield record;
      }
      return;
    }
    for (const customerId of here) {
      for (const id of picture.waitingOf(customerId)) {
        const record = picture.conversation(id);
        if (record?.queueId === queueId) yield record;
      }
    }
  }

  /** While the queue is closed and nobody is there who could serve it, it is the opening that one waits for. */
  function waitsFor(conversationId: string): WaitsForView | null {
    const found = presentWaitsFor(picture.core.waitsFor(conversationId, now()));
    const { queueId = '', channel } = picture.conversation(conversationId) ?? {};
    const queue = picture.queues.get(queueId);
    if (!found || !queue || !channel || !NOBODY_THERE.includes(found.reason)) return found;
    const hours = hoursOf(queue, channel);
    if (isOpen(hours, clock.now())) return found;
    const opening = opensAt(hours, clock.now());
    return { ...found, reason: 'queueClosed', ...(opening && { opensAt: opening.toISOString() }) };
  }

  /** From what is stored of the queues, before anybody waits here. */
  async function learn(): Promise<void> {
    const learnOne = async (queueId: string) => {
      for (const channel of await figures.learn(queueId)) channels.note(queueId, channel);
    };
    await Promise.all([...picture.queues.keys()].map(learnOne));
  }

  return {
    learn,
    note,
    noteElsewhere,
    noteDesk,
    refresh,
    placeOf,
    positionOf,
    explain: (conversationId: string): Explanation | null => picture.core.explain(conversationId, now()),
    waitsFor,
    forecastForNew,
    longestWaitSince(queueId: string): Date | null {
      const since = waits.longestSince(queueId);
      return since === null ? null : new Date(since);
    },
    lengthOf: (queueId: string): number => picture.core.lengthOf(queueId),
    /** Those who wait in a queue and are here, in no order. */
    *places(queueId: string, here: Here): Generator<LinePlace> {
      const seenFrom = outlookOf(queueId);
      for (const { _id: conversationId, customerId } of waitingHere(queueId, here)) {
        const position = positionOf(conversationId);
        if (!position) continue;
        const forecast = waits.tell(conversationId, seenFrom(position), now());
        yield { conversationId, customerId, position, forecast };
      }
    },
    /** The first `limit` of a queue's line, first one first. */
    *line(queueId: string, limit: number): Generator<RoutedConversation> {
      for (const { id } of picture.core.lineOf(queueId, now())) {
        if (limit-- <= 0) return;
        const conversation = picture.conversation(id);
        if (conversation) yield conversation;
      }
    },
    routingOf(conversationId: string): Pick<RoutingView, 'position' | 'forecast' | 'waitsFor'> {
      const place = placeOf(conversationId);
      const { position = null, forecast = null } = place ?? {};
      return { position, forecast, waitsFor: waitsFor(conversationId) };
    },
  };
}
