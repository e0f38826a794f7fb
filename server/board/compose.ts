import {
  type AgentPresenceView,
  type BoardQueueView,
  type BoardWaitingView,
  CHANNELS,
  type QueueRecord,
} from '../contract/index.js';
import type { Held } from '../conversations/index.js';
import { hoursOf, isOpen, presentClosedByHand } from '../queues/index.js';
import type { Routing } from '../routing/index.js';
import { serviceLevel, type TodayFigures } from './today.js';

/** Rows that a screen can hold; the rest is in the list behind the figure. */
const WAITING_ROWS = 200;
const LEAST_ROWS_OF_EACH = 20;

export interface QueueParts {
  queue: QueueRecord;
  routing: Routing;
  held: readonly Held[];
  today: TodayFigures;
  forecastKept: BoardQueueView['forecastKept'];
  agents: readonly AgentPresenceView[];
  now: Date;
}

export function boardQueue({ queue, routing, held, today, forecastKept, agents, now }: QueueParts): BoardQueueView {
  const { _id: queueId, name, slaTarget, slaFirstResponseSeconds } = queue;
  const here = held.filter((one) => one.queueId === queueId);
  return {
    queueId,
    name,
    waiting: routing.lengthOf(queueId),
    longestWaitSince: routing.longestWaitSince(queueId)?.toISOString() ?? null,
    forecast: routing.forecastForNew(queueId),
    forecastKept,
    active: here.filter(({ state }) => state === 'active').length,
    wrapUp: here.filter(({ state }) => state === 'wrapUp').length,
    serviceLevelToday: serviceLevel(today),
    serviceLevelTarget: slaTarget,
    answeredToday: today.answered,
    abandonedToday: today.abandoned,
    slaSeconds: slaFirstResponseSeconds,
    agents: agentFigures(agents.filter((agent) => agent.queueIds.includes(queueId))),
    ...openness(queue, now),
    closedByHand: presentClosedByHand(queue.closedByHand),
  };
}

function openness(queue: QueueRecord, now: Date): Pick<BoardQueueView, 'open' | 'otherwise'> {
  if (!queue.active) return { open: false, otherwise: [] };
  const open = isOpen(hoursOf(queue, null), now);
  return { open, otherwise: CHANNELS.filter((channel) => isOpen(hoursOf(queue, channel), now) !== open) };
}

/**
 * online: takes conversations when there is room; free: has room for some of them now; busy: chose so, or online without room;
 * wrapUp: online and writing up at least one.
 */
function agentFigures(agents: readonly AgentPresenceView[]): BoardQueueView['agents'] {
  const count = (is: (agent: AgentPresenceView) => boolean) => agents.filter(is).length;
  const online = ({ state }: AgentPresenceView) => state === 'online';
  return {
    online: count(online),
    free: count((agent) => agent.hasRoom),
    busy: count((agent) => agent.state === 'busy' || (online(agent) && !agent.hasRoom)),
    away: count(({ state }) => state === 'away'),
    wrapUp: count((agent) => online(agent) && agent.wrapUp > 0),
    notResponding: count(({ state }) => state === 'notResponding'),
  };
}

/** The first of each queue, so that whoever looks at one sees those at its front, however many wait in the others. */
export function waitingRows(
  queues: readonly Pick<QueueRecord, '_id'>[],
  routing: Pick<Routing, 'line' | 'positionOf' | 'waitsFor'>,
): BoardWaitingView[] {
  const ofEach = Math.max(LEAST_ROWS_OF_EACH, Math.floor(WAITING_ROWS / queues.length));
  return queues
    .flatMap(({ _id }) => [...routing.line(_id, ofEach)])
    .sort((a, b) => a.routingKey - b.routingKey)
    .map(({ _id, number, customerName, queueId, channel, queuedAt, openedAt }) => ({
      ...{ conversationId: _id, number, customerName, queueId, channel },
      since: (queuedAt ?? openedAt).toISOString(),
      position: routing.positionOf(_id) ?? 0,
      waitsFor: routing.waitsFor(_id) ?? { reason: 'behindOthers' },
    }));
}
