import { unitsOn } from './desk-moves.js';
import type { LineChannels } from './line-channels.js';
import type { Picture } from './picture.js';
import { FULL_UNITS } from './units.js';

export interface Slots {
  /** Chats, or calls, that the agents online can hold at once for this queue; who serves several queues counts in parts. */
  slots: number;
  /** How many more they could take now. */
  free: number;
}

interface Share extends Slots {
  queueId: string;
}

type Seen = Pick<Picture, 'queues' | 'desks' | 'stateOf'>;

const NONE: Slots = { slots: 0, free: 0 };

/** What the agents online can hold, by queue, kept up desk by desk: asking costs nothing however many agents there are. */
export function makeSlots(picture: Seen, channels: Pick<LineChannels, 'of'>) {
  let queuesOf: Map<string, string[]> | null = null;
  const shares = new Map<string, readonly Share[]>();
  const totals = new Map<string, Slots>();

  function membership(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const { _id, memberIds } of picture.queues.values())
      for (const id of memberIds) found.set(id, [...(found.get(id) ?? []), _id]);
    return found;
  }

  function sharesOf(agentId: string, queueIds: readonly string[]): readonly Share[] {
    const desk = picture.desks.get(agentId);
    if (!desk || picture.stateOf(desk) !== 'online') return [];
    const left = Math.max(0, 1 - unitsOn(desk) / FULL_UNITS);
    return queueIds.map((queueId) => {
      const most = desk.capacity[channels.of(queueId)];
      // Thirds of the units do not come out exactly.
      return { queueId, slots: most / queueIds.length, free: Math.floor(left * most + 1e-6) };
    });
  }

  function add(some: readonly Share[], sign: 1 | -1): void {
    for (const { queueId, slots, free } of some) {
      const total = totals.get(queueId) ?? NONE;
      totals.set(queueId, { slots: total.slots + sign * slots, free: total.free + sign * free });
    }
  }

  function fill(agentId: string, of: Map<string, string[]>): void {
    add(shares.get(agentId) ?? [], -1);
    const now = sharesOf(agentId, of.get(agentId) ?? []);
    shares.set(agentId, now);
    add(now, 1);
  }

  function ready(): void {
    if (queuesOf) return;
    queuesOf = membership();
    shares.clear();
    totals.clear();
    for (const agentId of queuesOf.keys()) fill(agentId, queuesOf);
  }

  return {
    of(queueId: string): Slots {
      ready();
      return totals.get(queueId) ?? NONE;
    },
    /** @returns the queues that this desk counts for */
    noteDesk(agentId: string): readonly string[] {
      ready();
      if (queuesOf) fill(agentId, queuesOf);
      return queuesOf?.get(agentId) ?? [];
    },
    /** Queues, members, what comes there, or everything may have changed: counted anew when next asked. */
    forget(): void {
      queuesOf = null;
    },
  };
}
