import type { Clock } from '../platform/index.js';
import { connected, disconnected } from './desk-moves.js';
import type { Desks } from './desks.js';
import { ConnectionModel } from './models.js';

/** Heartbeats a connection may miss before it counts as gone: its node was killed, or cut off. */
const MISSED_BEATS = 3;

export type PresenceKeeper = ReturnType<typeof makePresence>;

interface PresenceNeeds {
  desks: Desks;
  clock: Clock;
  node: string;
  heartbeatSeconds: number;
}

/** Who is connected, over all nodes: one document per connection, renewed by its node. */
export function makePresence({ desks, clock, node, heartbeatSeconds }: PresenceNeeds) {
  const freshSince = () => new Date(+clock.now() - MISSED_BEATS * heartbeatSeconds * 1_000);
  const isConnected = async (agentId: string) =>
    (await ConnectionModel.exists({ agentId, beatAt: { $gt: freshSince() } })) !== null;

  const own = new Map<string, string>();
  let deaf = false;
  let unheard = new Set<string>();
  const sign = () => ({ beatAt: clock.now(), deaf });
  const keep = (connectionId: string, agentId: string) =>
    ConnectionModel.updateOne({ _id: connectionId }, { $set: { agentId, node, ...sign() } }, { upsert: true });

  /** One write for all connections of this node. */
  async function beat(): Promise<void> {
    const { matchedCount } = await ConnectionModel.updateMany({ node }, { $set: sign() });
    // A node that stood still for long finds its documents swept away while its sockets still live.
    if (matchedCount < own.size)
      await Promise.all([...own].map(([connectionId, agentId]) => keep(connectionId, agentId)));
  }

  return {
    /** Within the grace period this is all it takes to go on where one was. */
    async agentConnected(agentId: string, connectionId: string): Promise<void> {
      own.set(connectionId, agentId);
      await keep(connectionId, agentId);
      await desks.change(agentId, connected);
    },

    async agentDisconnected(connectionId: string): Promise<void> {
      own.delete(connectionId);
      const gone = await ConnectionModel.findOneAndDelete({ _id: connectionId }).lean();
      if (!gone || (await isConnected(gone.agentId))) return;
      await desks.change(gone.agentId, disconnected);
      // Between asking and writing they may have come back, on this node or another.
      if (await isConnected(gone.agentId)) await desks.change(gone.agentId, connected);
    },

    beat,

    /** This node hears nothing of the others, or hears them again: whoever routes is to know. */
    async hearsNothing(now: boolean): Promise<void> {
      deaf = now;
      await beat();
    },

    isConnected,
    /** On this node. */
    isHere: (agentId: string): boolean => [...own.values()].includes(agentId),

    async connectedAgents(): Promise<ReadonlySet<string>> {
      const live = await ConnectionModel.find({ beatAt: { $gt: freshSince() } }, { agentId: 1, deaf: 1 }).lean();
      unheard = new Set(live.flatMap(({ agentId, deaf }) => (deaf ? [agentId] : [])));
      for (const { agentId, deaf } of live) if (!deaf) unheard.delete(agentId);
      return new Set(live.map(({ agentId }) => agentId));
    },
    /** Connected when last looked, and only to nodes that hear nothing of the others. */
    isUnheard: (agentId: string): boolean => unheard.has(agentId),

    async forgetStale(): Promise<void> {
      await ConnectionModel.deleteMany({ beatAt: { $lt: new Date(+clock.now() - 10 * heartbeatSeconds * 1_000) } });
    },

    /** On stopping: these connections end now, not when their beats run out. */
    async forgetOwn(): Promise<void> {
      own.clear();
      await ConnectionModel.deleteMany({ node });
    },
  };
}
