import type { CalendarCard, TouchpointView } from '../../../server/contract/index.js';

/** What another mail did to an invitation. */
export type CalendarFate = 'cancelled' | 'changed';

interface Told {
  id: string;
  /** Of one event, as one writer tells of it in one conversation: nobody else's word counts. */
  event: string;
  card: CalendarCard;
}

/**
 * Which invitations do not stand any more, by the ids of their touchpoints. The highest number counts, in whatever order they came
 * (RFC 5546); what is cancelled under its own number is over too.
 */
export function calendarFates(touchpoints: readonly TouchpointView[]): ReadonlyMap<string, CalendarFate> {
  const all = touchpoints.flatMap(toldOf);
  const newest = new Map<string, CalendarCard>();
  for (const { event, card } of all) if (card.sequence >= (newest.get(event)?.sequence ?? 0)) newest.set(event, card);
  return new Map(
    all.flatMap(({ id, event, card }) => {
      const fate = fateOf(card, newest.get(event)!);
      return fate ? [[id, fate] as const] : [];
    }),
  );
}

function toldOf(touchpoint: TouchpointView): Told[] {
  if (touchpoint.kind !== 'message') return [];
  const { calendar: card, from = [] } = touchpoint.details.mail ?? {};
  if (!card || !['REQUEST', 'PUBLISH', 'CANCEL'].includes(card.method)) return [];
  const event = JSON.stringify([touchpoint.conversationId, from[0]?.address, card.uid]);
  return [{ id: touchpoint.id, event, card }];
}

function fateOf(card: CalendarCard, newest: CalendarCard): CalendarFate | null {
  if (card.method === 'CANCEL') return null; // it says so itself
  if (newest.method === 'CANCEL') return 'cancelled';
  return newest.sequence > card.sequence ? 'changed' : null;
}
