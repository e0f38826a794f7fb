/** A recorded day as the simulator plays it, by a policy. */
import { leavesLine, type PolicyContent, type QueuePolicy, type QueueRules } from '../../contract/index.js';
import { addOpenMs, hoursOf } from '../../queues/index.js';
import type { CoreAgent, CoreQueue } from '../core/index.js';
import { taskOf, tiersOf } from '../task-of.js';
import { costsOf, FULL_UNITS } from '../units.js';
import { type ConversationFacts, type Leg, median, type RecordedDay } from './recorded-day.js';
import type { Arrival, World } from './world.js';

/** When nobody at all was answered that day; the shape of the answer matters more than this. */
const USUAL_HANDLE_MS = 300_000;
/** Arrivals made in one breath. */
const AT_ONCE = 200;

/** @param pause is waited for again and again, so that a long day holds nobody up */
export async function worldOf(day: RecordedDay, content: PolicyContent, pause: () => Promise<void>): Promise<World> {
  return {
    queues: Object.entries(content.queues).map(([id, queue]) => queueOf(id, queue)),
    agents: Object.entries(content.agents).map(([id, agent]) => agentOf(id, agent, content)),
    arrivals: await arrivalsOf(day, content, pause),
    changes: day.presence.filter(({ agentId }) => agentId in content.agents),
    restSeconds: content.common.restSeconds,
    // What agents would miss is not known; those who were there are thought to have answered as they used to.
    react: () => ({ how: 'accepted', afterMs: day.acceptMs }),
    backAfterMs: 0,
  };
}

async function arrivalsOf(day: RecordedDay, content: PolicyContent, pause: () => Promise<void>): Promise<Arrival[]> {
  const handleMsOf = usualHandling(day.legs);
  const tiers = tiersOf(Object.values(content.queues).map(({ rules }) => rules));
  const arrivals: Arrival[] = [];
  for (const [place, leg] of day.legs.entries()) {
    if (place % AT_ONCE === 0) await pause();
    const about = day.about.get(leg.conversationId);
    const queue = content.queues[leg.queueId];
    if (about && queue) arrivals.push(arrivalOf(leg, place, { about, queue, content, tiers, handleMsOf }));
  }
  return arrivals;
}

function queueOf(id: string, { memberIds, offerSeconds, autoAccept, rules }: QueuePolicy): CoreQueue {
  const { choice, offersAtOnce } = rules;
  return { id, memberIds, offerMs: offerSeconds * 1_000, autoAccept, choice, offersAtOnce };
}

function agentOf(id: string, { skills, capacity }: PolicyContent['agents'][string], { common }: PolicyContent) {
  const { interrupts } = common;
  const units = { units: FULL_UNITS, costs: costsOf(capacity), interrupts };
  return { id, name: id, state: 'offline', skills, ...units, idleSince: 0 } satisfies CoreAgent;
}

interface Around {
  about: ConversationFacts;
  queue: QueuePolicy;
  content: PolicyContent;
  tiers: number;
  /** How long a talk of this queue usually takes its agent. */
  handleMsOf: (queueId: string) => number;
}

function arrivalOf(leg: Leg, place: number, { about, queue, content, tiers, handleMsOf }: Around): Arrival {
  const { queuedAt, queueId, answeredAt, talkedUntil, endedAt, leftAt } = leg;
  const { channel, value, needs, lastAgentId } = about;
  const due = addOpenMs(hoursOf(queue, channel), new Date(queuedAt), queue.slaFirstResponseSeconds * 1_000);
  const facts = {
    ...{ id: `${leg.conversationId}:${place}`, queueId, channel, value, needs, lastAgentId, queuedAt },
    ...{ routingKey: queuedAt, dueAt: due && +due, alsoQueueIds: [], passedBy: [] },
    languageSkillId: languageOf(about, content),
  };
  const talked = answeredAt !== null && talkedUntil !== null;
  return {
    task: taskOf(facts, queue.rules, tiers),
    at: queuedAt,
    leavesAt: leftAt,
    handleMs: talked ? talkedUntil - answeredAt : handleMsOf(queueId),
    wrapUpMs: talked && endedAt !== null ? endedAt - talkedUntil : 0,
    overflowsTo: leavesFor(queue.rules),
  };
}

function languageOf({ locale }: ConversationFacts, { skills }: PolicyContent): string | null {
  return Object.entries(skills).find(([, { language }]) => language === locale)?.[0] ?? null;
}

/** Where those go who leave the line by age: what the soonest such rule says. */
function leavesFor({ overflow }: QueueRules): Arrival['overflowsTo'] {
  const leaving = overflow.filter((rule) => rule.cause === 'age' && leavesLine(rule));
  return leaving.sort((a, b) => a.seconds - b.seconds)[0]?.to ?? null;
}

/** Of each queue half of the talks took at most so long; where there were none, of all queues. */
function usualHandling(legs: readonly Leg[]): (queueId: string) => number {
  const byQueue = new Map<string, number[]>();
  for (const { queueId, answeredAt, talkedUntil } of legs) {
    if (answeredAt === null || talkedUntil === null) continue;
    const times = byQueue.get(queueId) ?? [];
    times.push(talkedUntil - answeredAt);
    byQueue.set(queueId, times);
  }
  const all = median([...byQueue.values()].flat()) ?? USUAL_HANDLE_MS;
  const medians = new Map([...byQueue].map(([queueId, times]) => [queueId, median(times) ?? all]));
  return (queueId) => medians.get(queueId) ?? all;
}
