import type { PresenceChangeRecord } from '../../routing/index.js';
import type { Calendar } from './calendar.js';
import type { Crew } from './crew.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** They come up to so many minutes before the doors open, and go as late after they close. */
const SPREAD = 9;

type Past = Pick<PresenceChangeRecord, 'state' | 'reason'>;

/** Who sat there when, from `since` to the end of yesterday: office hours, a break, a day off now and then. */
export function tellPresence(
  agentIds: readonly string[],
  crew: Pick<Crew, 'stateAt'>,
  calendar: Pick<Calendar, 'open' | 'midnight'>,
  since: number,
): PresenceChangeRecord[] {
  return agentIds.flatMap((agentId, i) => {
    const facts: PresenceChangeRecord[] = [];
    let last = 'offline';
    for (let hour = Math.floor(since / HOUR) * HOUR; hour < calendar.midnight; hour += HOUR / 2) {
      const now = stateAt(agentId, hour, crew, calendar);
      if (now.state === last) continue;
      const early = last === 'offline' ? -1 : now.state === 'offline' ? 1 : 0;
      const at = new Date(hour + early * spreadOf(i, hour) * MINUTE);
      last = now.state;
      facts.push({ _id: `past:${agentId}:${+at}`, agentId, version: 0, ...now, at });
    }
    return facts;
  });
}

function stateAt(agentId: string, at: number, crew: Pick<Crew, 'stateAt'>, { open }: Pick<Calendar, 'open'>): Past {
  const state = open(at) ? crew.stateAt(agentId, at) : 'offline';
  return { state, reason: state === 'away' ? 'lunch' : null };
}

/** The same at every telling, another one for each agent and hour. */
const spreadOf = (agent: number, hour: number): number => 1 + ((agent * 5 + Math.floor(hour / HOUR) * 7) % SPREAD);
