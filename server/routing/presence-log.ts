import type { AgentState, AwayReason, DeskRecord } from '../contract/index.js';
import { agentState, setBy } from './desk-moves.js';
import { PresenceChangeModel, type PresenceChangeRecord } from './models.js';

export interface PresenceInterval {
  state: AgentState;
  reason: AwayReason | null;
  from: Date;
  to: Date;
}

/** Agents whose last state before a day is asked for at once. */
const AT_ONCE = 50;
const DUPLICATE = 11_000;

/**
 * Writes down who was in which state since when. A desk's next version with the state of the one before is no change; after a
 * version that this node did not see, the state is written in any case, for it may have changed and changed back.
 */
export function makePresenceLog() {
  const seen = new Map<string, Pick<DeskRecord, 'version' | 'presence' | 'reason' | 'notResponding' | 'lostAt'>>();

  function isChange(desk: DeskRecord): boolean {
    const before = seen.get(desk._id);
    if (before && before.version >= desk.version) return false;
    seen.set(desk._id, desk);
    if (before?.version !== desk.version - 1) return true;
    return agentState(before as DeskRecord) !== agentState(desk) || before.reason !== desk.reason;
  }

  async function note(desk: DeskRecord, at: Date): Promise<void> {
    if (isChange(desk)) await write([factOf(desk, at)]);
  }

  return {
    /** This node changed it. */
    note,
    /** Another node did, and wrote it down. */
    noteElsewhere(desk: DeskRecord | undefined): void {
      if (desk) isChange(desk);
    },
    /** Where every desk stands when this node begins: makes good what was lost with a process between a change and its fact. */
    async begin(desks: Iterable<DeskRecord>): Promise<void> {
      const facts = [...desks].filter(isChange).map((desk) => factOf(desk, desk.lostAt ?? desk.presenceSince));
      if (facts.length > 0) await write(facts);
    },
  };
}

function factOf(desk: DeskRecord, at: Date): PresenceChangeRecord {
  const { _id: agentId, version, reason } = desk;
  const by = setBy(desk);
  return { _id: `${agentId}:${version}`, agentId, version, state: agentState(desk), reason, at, ...(by && { by }) };
}

async function write(facts: PresenceChangeRecord[]): Promise<void> {
  await PresenceChangeModel.insertMany(facts, { ordered: false }).catch((error: { code?: number }) => {
    if (error.code !== DUPLICATE) throw error; // it is there already
  });
}

/**
 * Who was in which state from `from` to `to`, by agent, without gaps from the first known state on; offline is told as well.
 * @param agentIds also those of whom nothing changed in between
 */
export async function presenceOn(from: Date, to: Date, agentIds: readonly string[]) {
  const changes = await PresenceChangeModel.find({ at: { $gte: from, $lt: to } })
    .sort({ at: 1, version: 1 })
    .lean<PresenceChangeRecord[]>();
  const byAgent = new Map<string, PresenceChangeRecord[]>();
  for (const change of changes) byAgent.set(change.agentId, [...(byAgent.get(change.agentId) ?? []), change]);
  const everybody = [...new Set([...agentIds, ...byAgent.keys()])];
  const found = new Map<string, PresenceInterval[]>();
  for (let i = 0; i < everybody.length; i += AT_ONCE) {
    const some = everybody.slice(i, i + AT_ONCE);
    const befores = await Promise.all(some.map((agentId) => lastBefore(agentId, from)));
    for (const [k, agentId] of some.entries()) {
      const before = befores[k];
      const own = [...(before ? [{ ...before, at: from }] : []), ...(byAgent.get(agentId) ?? [])];
      if (own.length > 0) found.set(agentId, intervals(own, to));
    }
  }
  return found;
}

const lastBefore = (agentId: string, at: Date) =>
  PresenceChangeModel.findOne({ agentId, at: { $lt: at } })
    .sort({ at: -1, version: -1 })
    .lean<PresenceChangeRecord>();

/** Equal neighbours are one; what lasted no time is left out. */
function intervals(changes: readonly Pick<PresenceChangeRecord, 'state' | 'reason' | 'at'>[], end: Date) {
  const found: PresenceInterval[] = [];
  for (const [i, { state, reason, at }] of changes.entries()) {
    const to = changes[i + 1]?.at ?? end;
    const last = found.at(-1);
    if (+to <= +at) continue;
    if (last?.state === state && last.reason === reason) last.to = to;
    else found.push({ state, reason, from: at, to });
  }
  return found;
}
