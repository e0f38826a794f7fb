/** A world made of a plan and chance. Who comes depends on the seed alone, so two plans of agents meet the same people. */
import type { Level, QueueRules } from '../../contract/index.js';
import type { CoreAgent, CoreQueue } from '../core/index.js';
import { taskOf, tiersOf } from '../task-of.js';
import { costsOf, FULL_UNITS } from '../units.js';
import { type Chance, makeChance } from './chance.js';
import { inInterval, type QueueTraffic, type Team, type TrafficPlan } from './traffic.js';
import type { Arrival, Reaction, StateChange, World } from './world.js';

const MINUTE_MS = 60_000;

export interface Span {
  from: number;
  until: number;
}

/** The part of a run that counts: before it the line fills up, after it as much is played again, so that nothing runs dry. */
export function countedSpan({ warmUpMinutes, intervals, intervalMinutes }: TrafficPlan): Span {
  const from = warmUpMinutes * MINUTE_MS;
  return { from, until: from + intervals * intervalMinutes * MINUTE_MS };
}

/** @param run counts from 0; every run has chance of its own */
export function makeWorld(plan: TrafficPlan, run: number): World {
  const streams = plan.queues.length + 1;
  const chanceOf = (stream: number) => makeChance(plan.seed + 1_000_003 * (run * streams + stream));
  const tiers = tiersOf(plan.queues.map(rulesOf));
  const arrivals = plan.queues.flatMap((queue, i) => arrivalsOf(queue, plan, chanceOf(i), tiers));
  return {
    queues: plan.queues.map((queue) => queueOf(queue, plan)),
    agents: plan.teams.flatMap((team) => agentsOf(team)),
    arrivals: arrivals.sort((a, b) => a.at - b.at),
    changes: plan.teams.flatMap((team) => changesOf(team, plan)).sort((a, b) => a.at - b.at),
    restSeconds: plan.offers.restSeconds,
    backAfterMs: plan.offers.backAfterSeconds * 1_000,
    react: reactions(plan, chanceOf(streams - 1)),
  };
}

function arrivalsOf(queue: QueueTraffic, plan: TrafficPlan, chance: Chance, tiers: number): Arrival[] {
  const { from, until } = countedSpan(plan);
  const length = plan.intervalMinutes * MINUTE_MS;
  const arrivals: Arrival[] = [];
  // Poisson by interval: without memory, so each interval begins to wait for its first arrival anew.
  for (let start = Math.min(0, from - length); start < until + from; start = nextStart(start, from, length)) {
    const end = nextStart(start, from, length);
    const perHour = inInterval(queue.arrivalsPerHour, Math.floor((start - from) / length));
    const gap = () => chance.draw({ kind: 'exponential', meanSeconds: 3_600 / perHour }) * 1_000;
    if (perHour > 0)
      for (let at = Math.max(0, start) + gap(); at < Math.min(end, until + from); at += gap())
        arrivals.push(arrivalOf(queue, { at, id: `${queue.name}#${arrivals.length + 1}`, tiers }, chance));
  }
  return arrivals;
}

const nextStart = (start: number, from: number, length: number): number =>
  start < from && start + length > from ? from : start + length;

interface Coming {
  at: number;
  id: string;
  tiers: number;
}

function arrivalOf(queue: QueueTraffic, { at, id, tiers }: Coming, chance: Chance): Arrival {
  const value = pick(queue.values, chance);
  const { handle, patience, wrapUpSeconds, name: queueId, channel } = queue;
  const facts = { id, queueId, channel, value, routingKey: at, queuedAt: at, dueAt: at + queue.targetSeconds * 1_000 };
  const rest = { needs: [], languageSkillId: null, lastAgentId: null, alsoQueueIds: [], passedBy: [] };
  return {
    task: taskOf({ ...facts, ...rest }, rulesOf(queue), tiers),
    at,
    handleMs: chance.draw(handle) * 1_000,
    wrapUpMs: wrapUpSeconds * 1_000,
    leavesAt: patience ? at + chance.draw(patience) * 1_000 : null,
    overflowsTo: queue.callbackAfterSeconds === null ? null : 'callback',
  };
}

function pick(weights: readonly number[], chance: Chance): number {
  let left = chance.roll() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return Math.max(0, found);
}

/** In a plan queues and skills are known by their names. */
function rulesOf(queue: QueueTraffic): QueueRules {
  const { order, choice, needs, steps, valuePoints, mostHeldBackSeconds, callbackAfterSeconds: seconds } = queue;
  return {
    ...{ order, choice, valuePoints, mostHeldBackSeconds },
    needs: Object.entries(needs).map(([skillId, level]) => ({ skillId, level: level as Level })),
    steps: steps.map(({ withoutSkills, alsoQueues, ...step }) => ({
      ...step,
      withoutSkillIds: withoutSkills,
      alsoQueueIds: alsoQueues,
    })),
    overflow: seconds === null ? [] : [{ cause: 'age', seconds, to: 'callback', queueId: null }],
    ...{ languageLevel: null, offersAtOnce: 1, atClosing: 'keep', wrapUpExtendSeconds: 0, wrapUpExtensions: 0 },
    lastAgentSeconds: { webchat: 0, email: 0, sms: 0, voice: 0 },
  };
}

function queueOf({ name, choice }: QueueTraffic, { teams, offers }: TrafficPlan): CoreQueue {
  const memberIds = teams.filter(({ queues }) => queues.includes(name)).flatMap((team) => idsOf(team));
  const offerMs = (offers.seconds ?? 0) * 1_000;
  return { id: name, memberIds, offerMs, autoAccept: offers.seconds === null, choice, offersAtOnce: 1 };
}

const idsOf = ({ name, agents }: Team): string[] =>
  Array.from({ length: Math.max(...[agents].flat()) }, (_, i) => `${name}-${i + 1}`);

function agentsOf(team: Team): CoreAgent[] {
  const capacity = { webchat: 0, email: 0, sms: 0, voice: 0, ...team.capacity };
  const skills = team.skills as Record<string, Level>;
  const first = inInterval(team.agents, 0);
  return idsOf(team).map((id, i) => ({
    ...{ id, name: id, skills, units: FULL_UNITS, costs: costsOf(capacity), interrupts: {}, idleSince: 0 },
    state: i < first ? 'online' : 'offline',
  }));
}

/** At the beginning of an interval as many of a team are there as the plan says, always the first of them. */
function changesOf(team: Team, plan: TrafficPlan): StateChange[] {
  const { from } = countedSpan(plan);
  return Array.from({ length: plan.intervals - 1 }, (_, i) => i + 1).flatMap((interval) => {
    const at = from + interval * plan.intervalMinutes * MINUTE_MS;
    const [was, is] = [inInterval(team.agents, interval - 1), inInterval(team.agents, interval)];
    const moved = idsOf(team).slice(Math.min(was, is), Math.max(was, is));
    return moved.map((agentId): StateChange => ({ agentId, at, state: is > was ? 'online' : 'offline' }));
  });
}

function reactions({ offers }: TrafficPlan, chance: Chance): World['react'] {
  const { missedShare, declinedShare, answer } = offers;
  return (): Reaction => {
    const roll = chance.roll();
    const how = roll < missedShare ? 'missed' : roll < missedShare + declinedShare ? 'declined' : 'accepted';
    return { how, afterMs: chance.draw(answer) * 1_000 };
  };
}
