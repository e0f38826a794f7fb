/** A day as it was, read off its timeline: a pure fold, told nothing but facts. */
import type {
  ChannelName,
  Locale,
  RequeueReason,
  SkillNeed,
  TouchpointDetails,
  TouchpointKind,
} from '../../contract/index.js';
import type { Millis } from '../core/index.js';
import type { StateChange } from './world.js';

/** What the timeline tells of routing. */
export const TOLD = [
  'conversation.queued',
  'conversation.requeued',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.wrapUp',
  'conversation.snoozed',
  'conversation.closed',
  'offer.made',
  'offer.accepted',
] as const satisfies TouchpointKind[];
export type Told = {
  [K in (typeof TOLD)[number]]: { kind: K; conversationId: string; at: Millis; details: TouchpointDetails[K] };
}[(typeof TOLD)[number]];

const GONE: readonly RequeueReason[] = ['agentLost', 'agentOffline', 'awayTooLong', 'wroteMeanwhile'];

/** One wait and what came of it. A conversation that is given back or moved to another queue waits again. */
export interface Leg {
  conversationId: string;
  queueId: string;
  queuedAt: Millis;
  answeredAt: Millis | null;
  agentId: string | null;
  /** Picked, or handed from one to the other, instead of routed. */
  byHand: boolean;
  /** It waits again because whoever had it was not there. */
  cameBack: boolean;
  /** When the talk was over; null: it never began, or went on beyond what was read. */
  talkedUntil: Millis | null;
  /** When the agent had room again, wrap-up and all. */
  endedAt: Millis | null;
  /** Left before an answer. */
  leftAt: Millis | null;
}

export interface RecordedDay {
  /** In the order in which they began to wait. */
  legs: readonly Leg[];
  about: ReadonlyMap<string, ConversationFacts>;
  /** In order; who is not in it was not there. */
  presence: readonly StateChange[];
  /** Whether presence was written down, or had to be read off the conversations. */
  isLogged: boolean;
  /** How long it took from an offer to its acceptance: half took at most so long. */
  acceptMs: number;
  /** Only waits that began in it are counted; what is before and after makes the day begin and end as it did. */
  from: Millis;
  until: Millis;
}

export interface ConversationFacts {
  channel: ChannelName;
  locale: Locale;
  value: number;
  needs: readonly SkillNeed[];
  lastAgentId: string | null;
}

/** Reads the legs off what was told, given in order of time. */
export class LegReader {
  readonly #legs = new Set<Leg>();
  readonly #open = new Map<string, Leg>();
  readonly #offeredAt = new Map<string, Millis>();
  readonly #acceptMs: number[] = [];

  take(told: Told): void {
    const leg = this.#open.get(told.conversationId);
    switch (told.kind) {
      case 'conversation.queued':
        this.#close(leg, told.at, null);
        this.#begin(told.conversationId, told.details.queueId, told.at, false);
        break;
      case 'conversation.requeued':
        this.#close(leg, told.at, null);
        this.#begin(told.conversationId, told.details.queueId, told.at, GONE.includes(told.details.reason));
        break;
      case 'conversation.assigned':
        if (leg) answer(leg, told.at, told.details);
        break;
      case 'conversation.wrapUp':
        if (leg) leg.talkedUntil = told.at;
        break;
      case 'conversation.snoozed':
        this.#close(leg, told.at, null);
        break;
      case 'conversation.closed':
        this.#close(leg, told.at, told.details.by);
        break;
      case 'offer.made':
        this.#offeredAt.set(told.details.offerId, told.at);
        break;
      case 'offer.accepted':
        this.#accepted(told.details.offerId, told.at);
    }
  }

  get size(): number {
    return this.#legs.size;
  }

  /** In the order in which they began; and how long acceptance took, half at most so long. */
  done(): { legs: Leg[]; acceptMs: number } {
    const legs = [...this.#legs].sort(
      (a, b) => a.queuedAt - b.queuedAt || (a.conversationId < b.conversationId ? -1 : 1),
    );
    return { legs, acceptMs: median(this.#acceptMs) ?? 0 };
  }

  #begin(conversationId: string, queueId: string, queuedAt: Millis, cameBack: boolean): void {
    const nothing = { answeredAt: null, agentId: null, byHand: false, talkedUntil: null, endedAt: null, leftAt: null };
    const leg = { conversationId, queueId, queuedAt, cameBack, ...nothing };
    this.#legs.add(leg);
    this.#open.set(conversationId, leg);
  }

  /** @param by null: not over, only no more with this agent or in this line */
  #close(leg: Leg | undefined, at: Millis, by: 'agent' | 'customer' | 'system' | null): void {
    if (!leg) return;
    this.#open.delete(leg.conversationId);
    if (leg.answeredAt !== null) {
      leg.talkedUntil ??= at;
      leg.endedAt = at;
    } else if (by === 'customer' || by === 'system') leg.leftAt = at;
    // Moved on, or cleared away by somebody of ours: neither answered nor left.
    else this.#legs.delete(leg);
  }

  #accepted(offerId: string, at: Millis): void {
    const offeredAt = this.#offeredAt.get(offerId);
    if (offeredAt !== undefined) this.#acceptMs.push(at - offeredAt);
    this.#offeredAt.delete(offerId);
  }
}

/** A talk that changes hands goes on; it is counted as one, of whoever had it first. */
function answer(leg: Leg, at: Millis, { agentId, how }: TouchpointDetails['conversation.assigned']): void {
  leg.byHand ||= how === 'picked' || how === 'began' || how === 'takenOver' || how === 'transfer';
  leg.answeredAt ??= at;
  leg.agentId ??= agentId;
}

/** Where nothing was written down: each was there from their first answer to the end of their last conversation. */
export function inferredPresence(legs: readonly Leg[]): StateChange[] {
  const spans = new Map<string, { from: Millis; to: Millis }>();
  for (const { agentId, answeredAt, endedAt } of legs) {
    if (!agentId || answeredAt === null) continue;
    const known = spans.get(agentId) ?? { from: answeredAt, to: answeredAt };
    const to = Math.max(known.to, endedAt ?? answeredAt);
    spans.set(agentId, { from: Math.min(known.from, answeredAt), to });
  }
  const changes = [...spans].flatMap(([agentId, { from, to }]): StateChange[] => [
    { agentId, at: from, state: 'online' },
    { agentId, at: to, state: 'offline' },
  ]);
  return changes.sort((a, b) => a.at - b.at);
}

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
