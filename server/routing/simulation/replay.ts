/** Plays a recorded day by a policy, and compares two policies by it. Pure: what is recorded comes in, figures come out. */
import {
  leavesLine,
  type OverflowRule,
  type PolicyContent,
  type ReplayAgent,
  type ReplayEnd,
  type ReplayFigures,
  type ReplayLine,
  type ReplayLines,
  type ReplayMove,
  type ReplayMoved,
  type ReplayNote,
  STAYING,
  staysSecondsOf,
} from '../../contract/index.js';
import { isStep } from '../task-of.js';
import { type LineFigures, lineFigures } from './figures.js';
import { Play } from './play.js';
import type { Leg, RecordedDay } from './recorded-day.js';
import { worldOf } from './recorded-world.js';
import type { Outcome } from './world.js';

/** Things that happen in one breath; between breaths others have their turn. */
const AT_ONCE = 100;
const MOST_TOLD = 200;
/** Who leaves within it came by mistake. */
const SHORT_MS = 5_000;

export interface Replayed {
  figures: ReplayFigures;
  /** By the place of the leg in the day. */
  outcomes: ReadonlyMap<string, Outcome>;
}

/** @param pause is waited for again and again, so that a long day holds nobody up */
export async function replay(day: RecordedDay, content: PolicyContent, pause: () => Promise<void>): Promise<Replayed> {
  const play = new Play(await worldOf(day, content, pause), day);
  while (play.run(AT_ONCE)) await pause();
  const outcomes = play.outcomes().filter(({ at }) => isCounted(day, at));
  const agents = play.times().map(({ agentId, answered, presentMs, busyMs }): ReplayAgent => {
    return { agentId, answered, presentMs, busyMs, occupancy: presentMs > 0 ? busyMs / presentMs : null };
  });
  const present = agents.filter(({ presentMs }) => presentMs > 0);
  return {
    figures: { ...linesOf(outcomes, content), agents: present },
    outcomes: new Map(outcomes.map((one) => [one.id, one])),
  };
}

/** As it was: measured by the targets of the policy that holds, so that it can be compared. */
export function recordedFigures(day: RecordedDay, content: PolicyContent): ReplayLines {
  const counted = day.legs.filter(({ queuedAt, queueId }) => isCounted(day, queuedAt) && queueId in content.queues);
  return linesOf(counted.map(outcomeOf), content);
}

const isCounted = ({ from, until }: RecordedDay, at: number): boolean => at >= from && at < until;

function outcomeOf({ conversationId, queueId, queuedAt, answeredAt, leftAt, agentId }: Leg): Outcome {
  const endedAt = answeredAt ?? leftAt;
  const end = answeredAt !== null ? 'answered' : leftAt !== null ? 'left' : 'waiting';
  return { id: conversationId, queueId, at: queuedAt, end, waitMs: (endedAt ?? queuedAt) - queuedAt, agentId };
}

function linesOf(outcomes: readonly Outcome[], content: PolicyContent): ReplayLines {
  const byQueue = new Map<string, Outcome[]>(Object.keys(content.queues).map((queueId) => [queueId, []]));
  for (const outcome of outcomes) byQueue.get(outcome.queueId)?.push(outcome);
  const queues = [...byQueue].map(([queueId, own]) => ({ queueId, ...lineOf(own, content) }));
  return { total: lineOf(outcomes, content), queues: queues.filter(({ offered }) => offered > 0) };
}

function lineOf(outcomes: readonly Outcome[], { queues }: PolicyContent): ReplayLine {
  const targetMs = (queueId: string) => (queues[queueId]?.slaFirstResponseSeconds ?? 0) * 1_000;
  const line = lineFigures(outcomes, (queueId) => ({ targetMs: targetMs(queueId), shortMs: SHORT_MS }));
  const members = new Map(Object.entries(queues).map(([id, { memberIds }]) => [id, new Set(memberIds)]));
  const isHelp = ({ agentId, queueId }: Outcome) => agentId !== null && !members.get(queueId)?.has(agentId);
  return presentLine(line, outcomes.filter(isHelp).length);
}

function presentLine(line: LineFigures, helped: number): ReplayLine {
  const { offered, answered, abandoned, overflowed, waiting, abandonShare, asaMs, waits, serviceLevel } = line;
  const { p50Ms, p90Ms, longestMs } = waits;
  return {
    ...{ offered, answered, abandoned, overflowed, helped, waiting, abandonShare, asaMs },
    ...{ waits: { p50Ms, p90Ms, longestMs }, serviceLevel: serviceLevel.f3 },
  };
}

/** Who is served otherwise, between two replays of one day. */
export function movedBetween(now: Replayed, draft: Replayed): ReplayMoved {
  const moves: { move: ReplayMove; byMs: number }[] = [];
  for (const [id, was] of now.outcomes) {
    const is = draft.outcomes.get(id);
    if (!is || (endsAlike(was, is) && Math.abs(is.waitMs - was.waitMs) < 1_000)) continue;
    const about = { conversationId: conversationOf(id), queueId: was.queueId, at: new Date(was.at).toISOString() };
    moves.push({ move: { ...about, now: endOf(was), draft: endOf(is) }, byMs: is.waitMs - was.waitMs });
  }
  moves.sort((a, b) => Math.abs(b.byMs) - Math.abs(a.byMs));
  return {
    otherwise: moves.filter(({ move }) => !endsAlike(move.now, move.draft)).length,
    sooner: moves.filter(({ byMs }) => byMs <= -1_000).length,
    later: moves.filter(({ byMs }) => byMs >= 1_000).length,
    most: moves.slice(0, MOST_TOLD).map(({ move }) => move),
  };
}

const endsAlike = (a: ReplayEnd, b: ReplayEnd): boolean => a.end === b.end && a.agentId === b.agentId;
const endOf = ({ end, waitMs, agentId }: Outcome): ReplayEnd => ({ end, waitMs: Math.round(waitMs), agentId });
/** A leg's id is its conversation's and its place in the day. */
const conversationOf = (id: string): string => id.slice(0, id.indexOf(':'));

/** What the figures of this day rest on. */
export function notesOn(day: RecordedDay, contents: readonly PolicyContent[]): ReplayNote[] {
  const rules = contents.flatMap(({ queues }) => Object.values(queues).map((queue) => queue.rules));
  const isPlayed = (rule: OverflowRule) =>
    rule.to === 'queue' ? isStep(rule) : rule.cause === 'age' && leavesLine(rule);
  const found: Record<ReplayNote, boolean> = {
    patienceUnknown: day.legs.some(({ answeredAt }) => answeredAt !== null),
    handlingAsRecorded: true,
    handlingGuessed: day.legs.some(({ leftAt }) => leftAt !== null),
    presenceInferred: !day.isLogged,
    staysAsRecorded: day.legs.some(({ cameBack }) => cameBack) || stayOtherwise(contents),
    byHandAsRouted: day.legs.some(({ byHand }) => byHand),
    valuesOfToday: true,
    forecastNotPlayed: rules.some(({ overflow, atClosing }) => atClosing !== 'keep' || !overflow.every(isPlayed)),
    queuesGone: day.legs.some(({ queueId }) => contents.some(({ queues }) => !(queueId in queues))),
  };
  return (Object.keys(found) as ReplayNote[]).filter((note) => found[note]);
}

/** Whether one of them lets something stay for longer with who signs off than another does. */
function stayOtherwise(contents: readonly PolicyContent[]): boolean {
  const known = new Map<string, string>();
  return contents.some(({ queues }) =>
    Object.entries(queues).some(([id, { rules }]) => {
      const stays = STAYING.map((channel) => staysSecondsOf(rules, channel)).join();
      const other = known.get(id) ?? stays;
      known.set(id, stays);
      return other !== stays;
    }),
  );
}
