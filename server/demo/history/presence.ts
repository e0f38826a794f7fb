import type { PresenceChangeRecord } from '../../routing/index.js';
import type { Calendar } from './calendar.js';
import type { Crew } from './crew.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** They come up to so many minutes before the doors open, and go as late after they close. */
const SPREAD = 9;

type Past = Pick<PresenceChangeRecord, 'state' | 'reason'>;
const OUT: Past = { state: 'offline', reason: null };

/** Who sat there when, from `since` to the end of yesterday: office hours, a break, a day off now and then. */
export function tellPresence(
  agentIds: readonly string[],
  crew: Pick<Crew, 'stateAt'>,
  calendar: Pick<Calendar, 'open' | 'midnight'>,
  since: number,
): PresenceChangeRecord[] {
  const halfHours = halfHoursFrom(since, calendar);
  return agentIds.flatMap((agentId, i) => {
    const facts: PresenceChangeRecord[] = [];
    let last = 'offline';
    for (const { from, open } of halfHours) {
      const now = open ? stateAt(agentId, from, crew) : OUT;
      if (now.state === last) continue;
      const early = last === 'offline' ? -1 : now.state === 'offline' ? 1 : 0;
      const at = new Date(from + early * spreadOf(i, from) * MINUTE);
      last = now.state;
      facts.push({ _id: `past:${agentId}:${+at}`, agentId, version: 0, ...now, at });
    }
    return facts;
  });
}

/** Whether the doors were open is asked once for all: of months it takes some time to say. */
function halfHoursFrom(since: number, { open, midnight }: Pick<Calendar, 'open' | 'midnight'>) {
  const first = Math.floor(since / HOUR) * HOUR;
  const count = Math.max(0, Math.ceil((midnight - first) / (HOUR / 2)));
  return Array.from({ length: count }, (_, i) => {
    const from = first + (i * HOUR) / 2;
    return { from, open: open(from) };
  });
}

function stateAt(agentId: string, at: number, crew: Pick<Crew, 'stateAt'>): Past {
  const state = crew.stateAt(agentId, at);
  return { state, reason: state === 'away' ? 'lunch' : null };
}

/** The same at every telling, another one for each agent and hour. */
const spreadOf = (agent: number, hour: number): number => 1 + ((agent * 5 + Math.floor(hour / HOUR) * 7) % SPREAD);
