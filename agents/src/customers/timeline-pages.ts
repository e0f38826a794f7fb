import type { InfiniteData } from '@tanstack/react-query';
import type { Answers, TouchpointView } from '../../../server/contract/index.js';
import { type MovedDelivery, withMovedDelivery } from '../live/moved-delivery.js';

export type TimelinePage = Answers['customers.timeline'];
/** Pages run backwards: the first is the latest, each further one is earlier. */
export type TimelinePages = InfiniteData<TimelinePage, number | undefined>;

/**
 * Puts what was told at the end of the latest page.
 * @returns the same pages when it is there already; null when something before it is missing
 */
export function withAppended(pages: TimelinePages, touchpoint: TouchpointView): TimelinePages | null {
  const known = pages.pages.flatMap((page) => page.touchpoints.filter(sameStream(touchpoint)));
  const last = Math.max(0, ...known.map(({ seq }) => seq));
  if (touchpoint.seq <= last) return pages;
  const [latest, ...earlier] = pages.pages;
  if (!latest || touchpoint.seq !== last + 1) return null;
  return { ...pages, pages: [{ ...latest, touchpoints: [...latest.touchpoints, touchpoint] }, ...earlier] };
}

const sameStream =
  ({ customerId }: TouchpointView) =>
  (other: TouchpointView): boolean =>
    other.customerId === customerId;

export function withDelivery(pages: TimelinePages, moved: MovedDelivery): TimelinePages {
  const next = (one: TouchpointView) => withMovedDelivery(one, moved);
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, touchpoints: page.touchpoints.map(next) })) };
}
