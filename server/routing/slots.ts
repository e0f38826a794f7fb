import { unitsOn } from './desk-moves.js';
import type { Picture } from './picture.js';
import { FULL_UNITS } from './units.js';

export interface Slots {
  /** Chats that the agents online can hold at once for this queue; who serves several queues counts in parts. */
  slots: number;
  /** How many more they could take now. */
  free: number;
}

interface Share extends Slots {
  queueIds: readonly string[];
}

type Seen = Pick<Picture, 'queues' | 'desks' | 'stateOf'>;

const NONE: Slots = { slots: 0, free: 0 };

/** What the agents online can hold, by queue, kept up desk by desk: asking costs nothing however many agents there are. */
export function makeSlots(picture: Seen) {
  let queuesOf: Map<string, string[]> | null = null;
  const shares = new Map<string, Share>();
  const totals = new Map<string, Slots>();

  function membership(): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const { _id, memberIds } of picture.queues.values())
      for (const id of memberIds) found.set(id, [...(found.get(id) ?? []), _id]);
    return found;
  }

  function shareOf(agentId: string, queueIds: readonly string[]): Share {
    const desk = picture.desks.get(agentId);
    if (!desk || queueIds.length === 0 || picture.stateOf(desk) !== 'online') return { ...NONE, queueIds };
    const { webchat: chats } = desk.capacity;
    const left = Math.max(0, 1 - unitsOn(desk) / FULL_UNITS);
    // Thirds of the units do not come out exactly.
    return { queueIds, slots: chats / queueIds.length, free: Math.floor(left * chats + 1e-6) };
  }

  function add({ queueIds, slots, free }: Share, sign: 1 | -1): void {
    for (const id of queueIds) {
      const total = totals.get(id) ?? NONE;
      totals.set(id, { slots: total.slots + sign * slots, free: total.free + sign * free });
    }
  }

  function fill(agentId: string, of: Map<string, string[]>): void {
    const known = shares.get(agentId);
    if (known) add(known, -1);
    const share = shareOf(agentId, of.get(agentId) ?? []);
    shares.set(agentId, share);
    add(share, 1);
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
    /** Queues, members or everything may have changed: counted anew when next asked. */
    forget(): void {
      queuesOf = null;
    },
  };
}
