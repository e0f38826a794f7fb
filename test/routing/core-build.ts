/** Agents, queues and tasks as a test of the core speaks of them. */
import type {
  Choice,
  CoreAgent,
  CoreQueue,
  CoreTask,
  Decision,
  Hold,
  HoldKind,
} from '../../server/routing/core/index.js';

/** @param about `capacity`: chats at once, everything else not taken */
export function aCoreAgent(
  id: string,
  { capacity = 1, ...about }: Partial<CoreAgent> & { capacity?: number } = {},
): CoreAgent {
  return {
    ...{ id, name: id, state: 'online', skills: {}, units: 100, idleSince: 0, interrupts: {} },
    costs: capacity > 0 ? { webchat: 100 / capacity } : {},
    ...about,
  };
}

export const aCoreQueue = (id: string, memberIds: readonly string[], about: Partial<CoreQueue> = {}): CoreQueue => ({
  ...{ id, memberIds, offerMs: 20_000, autoAccept: false, choice: 'longestIdle', offersAtOnce: 1 },
  ...about,
});

/** @param about `key`: the smaller is served first; without one the digits of the id */
export function aCoreTask(id: string, about: Partial<CoreTask> & { key?: number } = {}): CoreTask {
  const { key = Number(id.replace(/\D/g, '')), queueId = 'sales', ...rest } = about;
  return {
    ...{ id, queueId, channel: 'webchat', promote: null, prefer: null, exclude: [], passedBy: [], overflowAt: null },
    order: { key, rate: 1 },
    steps: [{ at: 0, need: { queueIds: [queueId], skills: {} } }],
    ...rest,
  };
}

export const aHold = (kind: HoldKind, units = 100, channel: Hold['channel'] = 'webchat'): Hold => ({
  kind,
  units,
  channel,
});

export const choicesIn = (decisions: readonly Decision[]): Choice[] =>
  decisions.filter((one): one is Choice => one.kind === 'offer' || one.kind === 'assign');

/** `task→agent`, or `task→one+another` where several are asked. */
export const given = (decisions: readonly Decision[]): string[] =>
  choicesIn(decisions).map((one) => `${one.taskId}→${one.agentIds.join('+')}`);
