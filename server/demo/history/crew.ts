import type { CandidateRecord, Locale, QueueRecord, UserRecord, Verdict } from '../../contract/index.js';
import type { Dice } from './dice.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Colleague {
  id: string;
  name: string;
  capacity: number;
  locale: Locale;
}

/** Who passed it already, and how. */
export interface Passed {
  agentId: string;
  how: 'declined' | 'missed' | 'left';
}

interface Mate extends Colleague {
  holds: { from: number; until: number }[];
}

interface Look {
  queue: QueueRecord;
  locale: Locale;
  at: number;
  passedBy: Passed[];
  /** Outside office hours nobody is there. */
  open: boolean;
}

export interface Choice {
  chosen: Colleague | null;
  candidates: CandidateRecord[];
}

const PASSED: Record<Passed['how'], Verdict> = {
  declined: 'declinedBefore',
  missed: 'missedBefore',
  left: 'leftBefore',
};

/** The agents through the months: who was there, who held what, and so whose turn it was. */
export function makeCrew(users: UserRecord[], dice: Dice) {
  const mates = new Map(
    users.map(({ _id, name, capacity: { webchat: capacity }, preferences }): [string, Mate] => [
      _id,
      { id: _id, name, capacity, locale: preferences.locale, holds: [] },
    ]),
  );

  const loadAt = ({ holds }: Mate, at: number) => holds.filter(({ until }) => until > at).length;
  /** Each day the shift begins for each at another minute, and by now they have been idle for long. */
  const cameAt = (mate: Mate, at: number) =>
    at - 2 * HOUR_MS + ((order(mate) * 5 + Math.floor(at / DAY_MS) * 3) % mates.size) * 7 * 60_000;
  const idleSince = (mate: Mate, at: number) =>
    Math.max(cameAt(mate, at), ...mate.holds.map(({ until }) => until).filter((until) => until <= at));
  const order = (mate: Mate) => [...mates.keys()].indexOf(mate.id);

  /** Sick, on holiday, at lunch: the same all day, or the same at that hour, without a diary. */
  function missing(mate: Mate, at: number): 'offline' | 'away' | null {
    if ((Math.floor(at / DAY_MS) * 7 + order(mate) * 3) % 11 === 0) return 'offline';
    return Math.floor(at / HOUR_MS) % 8 === order(mate) ? 'away' : null;
  }

  function absence(mate: Mate, { at, open, locale }: Look): Verdict | null {
    if (!open) return 'offline';
    const day = Math.floor(at / DAY_MS);
    // Nobody here would let a colleague answer in a language they do not write.
    if (locale === 'fa' && mate.locale === 'en' && !speaksBoth(mate)) return day % 3 === 0 ? 'offline' : 'busy';
    return missing(mate, at);
  }

  const speaksBoth = ({ name }: Mate) => name === 'Dariush Amini';

  function verdictOn(mate: Mate, look: Look): Verdict | null {
    const pass = look.passedBy.find(({ agentId }) => agentId === mate.id);
    return absence(mate, look) ?? (pass ? PASSED[pass.how] : loadAt(mate, look.at) >= mate.capacity ? 'full' : null);
  }

  function candidate(mate: Mate, verdict: Verdict, at: number): CandidateRecord {
    const load = loadAt(mate, at);
    const there = verdict !== 'offline' && verdict !== 'away' && verdict !== 'busy';
    const idleMs = load === 0 && there ? at - idleSince(mate, at) : null;
    return { agentId: mate.id, name: mate.name, verdict, idleMs, load, capacity: mate.capacity };
  }

  const members = ({ memberIds }: QueueRecord) => memberIds.flatMap((id) => mates.get(id) ?? []);

  return {
    /** Whose turn it is, and why it is nobody else's. */
    choose(look: Look): Choice {
      const { at, queue } = look;
      const looked = members(queue).map((mate) => ({ mate, verdict: verdictOn(mate, look) }));
      const able = looked.filter(({ verdict }) => verdict === null).map(({ mate }) => mate);
      const busyFirst = (mate: Mate) => Math.sign(loadAt(mate, at));
      able.sort((a, b) => busyFirst(a) - busyFirst(b) || idleSince(a, at) - idleSince(b, at));
      const chosen = able[0] ?? null;
      return {
        chosen,
        candidates: looked.map(({ mate, verdict }) =>
          candidate(mate, mate === chosen ? 'chosen' : (verdict ?? 'idleLess'), at),
        ),
      };
    },

    /** Whether they sat there at an hour of work, by the same rule that decided whose turn it was. */
    stateAt(agentId: string, at: number): 'online' | 'away' | 'offline' {
      const mate = mates.get(agentId);
      return mate ? (missing(mate, at) ?? 'online') : 'offline';
    },

    take(agentId: string, from: number, until: number): void {
      mates.get(agentId)?.holds.push({ from, until });
    },

    /** Somebody else of this queue, for a hand-over; null when there is nobody. */
    another(queue: QueueRecord, agentId: string, locale: Locale): Colleague | null {
      const others = members(queue).filter((mate) => mate.id !== agentId);
      const fitting = others.filter((mate) => locale === 'en' || mate.locale === 'fa' || speaksBoth(mate));
      return fitting.length > 0 ? dice.pick(fitting) : null;
    },
  };
}

export type Crew = ReturnType<typeof makeCrew>;
