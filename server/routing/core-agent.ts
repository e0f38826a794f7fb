/** What the core is told of an agent. */
import type { Capacity, CommonRules, DeskEntry, DeskRecord } from '../contract/index.js';
import type { CoreAgent, Hold, HoldKind } from './core/index.js';
import type { Choosing } from './flying.js';
import { givenAs } from './placing.js';
import type { RoutedConversation } from './reads.js';
import type { Person } from './settings.js';
import { costsOf, FULL_UNITS, unitsOf } from './units.js';

interface At {
  desk: Pick<DeskRecord, 'capacity' | 'idleSince'> | undefined;
  state: CoreAgent['state'];
  interrupts: CommonRules['interrupts'];
}

export function coreAgentOf({ _id: id, name, skills, capacity }: Person, { desk, state, interrupts }: At): CoreAgent {
  const costs = costsOf(desk?.capacity ?? capacity);
  return { id, name, skills, state, units: FULL_UNITS, costs, interrupts, idleSince: +(desk?.idleSince ?? 0) };
}

interface Held {
  capacity: Capacity | undefined;
  offered: Iterable<RoutedConversation>;
  flying: Iterable<Choosing & { taskId: string }>;
  entries: readonly DeskEntry[];
}

/** Of the same conversation what is being written says more than what rings, and the desk more than both. */
export function holdsOf({ capacity, offered, flying, entries }: Held): Map<string, Hold> {
  const holds = new Map<string, Hold>();
  const put = (id: string, kind: HoldKind, channel: Hold['channel']) =>
    holds.set(id, { kind, channel, units: capacity ? unitsOf(capacity, channel) : 0 });
  for (const record of offered) put(record._id, 'offer', givenAs(record));
  for (const { taskId, kind, channel } of flying) put(taskId, kind, channel);
  for (const { conversationId, kind, channel, units } of entries) holds.set(conversationId, { kind, channel, units });
  return holds;
}
