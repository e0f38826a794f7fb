import { setImmediate } from 'node:timers/promises';
import type { PolicyContent, ReplayRequest, ReplayView } from '../../contract/index.js';
import { type Handlers, inTurn } from '../../platform/index.js';
import { localMidnight } from '../../queues/index.js';
import { type Day, readDay } from './read-day.js';
import { movedBetween, notesOn, recordedFigures, replay } from './replay.js';

const DAY_MS = 86_400_000;

export interface ReplayNeeds {
  /** What holds now. */
  contentNow: () => Promise<PolicyContent>;
  /** @throws AppError `record.missing` */
  draftContent: (draftId: string) => Promise<PolicyContent>;
}

/** Plays past days again: one at a time in this process, in slices, so that routing in earnest never waits for it. */
export function makeReplays({ contentNow, draftContent }: ReplayNeeds) {
  const oneByOne = inTurn();

  async function compare(draftId: string, request: ReplayRequest): Promise<ReplayView> {
    const draft = await draftContent(draftId);
    const live = await contentNow();
    const timeZone = request.timeZone ?? Object.values(live.queues)[0]?.hours.timeZone ?? 'UTC';
    const day = await readDay(dayOf(request.date, timeZone), Object.keys(live.agents));
    const pause = () => setImmediate(undefined);
    const [asNow, asDraft] = [await replay(day, live, pause), await replay(day, draft, pause)];
    const counted = day.legs.filter(({ queuedAt }) => queuedAt >= day.from && queuedAt < day.until);
    return {
      ...{ date: request.date, timeZone, notes: notesOn(day, [live, draft]) },
      conversations: new Set(counted.map(({ conversationId }) => conversationId)).size,
      recorded: recordedFigures(day, live),
      ...{ now: asNow.figures, draft: asDraft.figures, moved: movedBetween(asNow, asDraft) },
    };
  }

  return {
    handlers: {
      'routing.replay': ({ params, body }) => oneByOne('replay', () => compare(params.id ?? '', body)),
    } satisfies Handlers<'routing.replay'>,
  };
}

/** From one local midnight to the next, also on the days when the clocks change. */
function dayOf(date: string, timeZone: string): Day {
  const noon = Date.parse(`${date}T12:00:00Z`);
  // Noon there, give or take an hour where the clocks change at just that time: on the right date in any case.
  const from = localMidnight(timeZone, new Date(noon - zoneAhead(timeZone, noon)));
  return { from, until: localMidnight(timeZone, new Date(+from + 1.5 * DAY_MS)) };
}

/** How far the clocks there are ahead, in milliseconds. */
function zoneAhead(timeZone: string, at: number): number {
  const local = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return Date.parse(`${local.replace(' ', 'T')}Z`) - at;
}
