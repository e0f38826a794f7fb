import type { CallDetails, TouchpointKind, TouchpointView } from '../../../server/contract/index.js';
import { isCallStep, isMissed } from './call-text.js';

type Ended = CallDetails['call.ended'];

/** One phone call, from its first ring to its end, with all that happened in between. */
export interface CallStory {
  callId: string;
  /** In their order; also how it waited, was offered and was taken. */
  steps: TouchpointView[];
}

/** What a call comes to at a glance. Times are milliseconds. */
export interface StoryDigest {
  direction: 'in' | 'out';
  /** Of the customer; null where the caller showed none. */
  number: string | null;
  /** Which of ours. */
  numberId: string | null;
  /** When both spoke first; else when it rang. */
  beganAt: string;
  /** Null while it goes on. */
  ended: Ended | null;
  /** What came of it; who went to leave a message may have left none. */
  cameTo: Ended['outcome'] | 'noMessage' | null;
  /** Who of us was on the line, in the order they came. */
  agents: string[];
  /** Null where nobody waited in a line. */
  waitedMs: number | null;
  /** From the first answer of ours to the end; null where nobody of ours spoke, or it goes on. */
  talkedMs: number | null;
  heldMs: number;
  /** What can be listened to. */
  sounds: Extract<TouchpointView, { kind: 'recording.available' | 'voicemail.left' }>[];
}

/** How a conversation came to an agent: within a call, part of its story. */
const ROUTING: readonly TouchpointKind[] = [
  'conversation.queued',
  'conversation.requeued',
  'conversation.overflowed',
  'offer.made',
  'offer.accepted',
  'offer.declined',
  'offer.expired',
  'offer.rescinded',
  'conversation.assigned',
];

/** The id of the call that a touchpoint is a step of; else null. */
export const callOf = (touchpoint: TouchpointView): string | null =>
  isCallStep(touchpoint) ? touchpoint.details.callId : null;

export const isUnderWay = ({ steps }: CallStory): boolean => !steps.some(({ kind }) => kind === 'call.ended');

/** The last call of a conversation; null where there was none. */
export function latestCall(touchpoints: readonly TouchpointView[], conversationId: string): CallStory | null {
  const last = touchpoints.findLast((one) => one.conversationId === conversationId && callOf(one) !== null);
  const callId = last ? callOf(last) : null;
  return callId === null ? null : { callId, steps: touchpoints.filter((one) => callOf(one) === callId) };
}

/** Whether it happened to a call's conversation while that call went on. */
export function belongsTo(story: CallStory, touchpoint: TouchpointView): boolean {
  if (touchpoint.channel !== 'voice' || !ROUTING.includes(touchpoint.kind) || !isUnderWay(story)) return false;
  const conversationId = story.steps.find((step) => step.conversationId)?.conversationId;
  return !conversationId || conversationId === touchpoint.conversationId;
}

/** A page that is rung again and again, and is not there, is told once. */
export const shownSteps = ({ steps }: CallStory): TouchpointView[] =>
  steps.filter((step, n) => missing(step) === null || missing(step) !== missing(steps[n - 1]));

const missing = (step: TouchpointView | undefined): string | null =>
  step?.kind === 'leg.ended' && isMissed(step.details) ? (step.details.agentId ?? step.id) : null;

export function digestOf({ steps }: CallStory): StoryDigest {
  const of = <K extends TouchpointKind>(kind: K) =>
    steps.filter((step): step is Extract<TouchpointView, { kind: K }> => step.kind === kind);
  const [received] = of('call.received');
  const [placed] = of('call.placed');
  const bridged = of('call.bridged');
  const [end] = of('call.ended');
  const hasNoMessage = end?.details.outcome === 'voicemail' && of('voicemail.left').length === 0;
  const talks = bridged[0] && end && Date.parse(end.at) - Date.parse(bridged[0].at);
  return {
    direction: received ? 'in' : 'out',
    number: received?.details.from || placed?.details.to || null,
    numberId: (received ?? placed)?.details.numberId ?? null,
    beganAt: (bridged[0] ?? steps[0])?.at ?? '',
    ended: end?.details ?? null,
    cameTo: hasNoMessage ? 'noMessage' : (end?.details.outcome ?? null),
    agents: [...new Set(bridged.map(({ details }) => details.agentName))],
    waitedMs: of('queue.left')[0]?.details.waitedMs ?? null,
    talkedMs: talks ?? null,
    heldMs: heldMs(steps),
    sounds: steps.filter(
      (step): step is StoryDigest['sounds'][number] =>
        step.kind === 'recording.available' || step.kind === 'voicemail.left',
    ),
  };
}

/** A hold that nobody ended lasts to the end of the call. */
function heldMs(steps: readonly TouchpointView[]): number {
  let sum = 0;
  let since: number | null = null;
  for (const { kind, at } of [...steps].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    if (kind === 'hold.on') since ??= Date.parse(at);
    if (since === null || (kind !== 'hold.off' && kind !== 'call.ended')) continue;
    sum += Date.parse(at) - since;
    since = null;
  }
  return sum;
}
