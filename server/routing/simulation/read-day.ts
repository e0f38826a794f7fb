/** Reads a past day from the records: by the clock, in pieces, with others having their turn in between. */
import type { AgentState, ConversationRecord, TouchpointRecord } from '../../contract/index.js';
import { ConversationModel } from '../../conversations/index.js';
import { AppError } from '../../platform/index.js';
import { TouchpointModel } from '../../timeline/index.js';
import { type PresenceInterval, presenceOn } from '../presence-log.js';
import {
  type ConversationFacts,
  inferredPresence,
  type Leg,
  LegReader,
  type RecordedDay,
  TOLD,
  type Told,
} from './recorded-day.js';
import type { StateChange } from './world.js';

const HOUR_MS = 3_600_000;
/** Who was being served when the day began, and when a talk of the day ended at the latest. */
const [BEFORE_MS, AFTER_MS] = [3 * HOUR_MS, 6 * HOUR_MS];
/** More is not one company's day, and would not fit beside everything else in memory. */
const MOST_LEGS = 100_000;
const IDS_AT_ONCE = 500;

export interface Day {
  from: Date;
  until: Date;
}

/** @throws AppError `input.tooLarge` when more came that day than can be played */
export async function readDay({ from, until }: Day, agentIds: readonly string[]): Promise<RecordedDay> {
  const [begin, end] = [new Date(+from - BEFORE_MS), new Date(+until + AFTER_MS)];
  const { legs, acceptMs } = await readLegs(begin, end);
  const logged = changesOf(await presenceOn(begin, end, agentIds));
  const isLogged = logged.some(({ state, at }) => state === 'online' && at < +until);
  return {
    ...{ legs, acceptMs, isLogged, from: +from, until: +until },
    about: await readFacts(legs),
    presence: isLogged ? logged : inferredPresence(legs),
  };
}

/** Hour by hour, by the index on time: messages are passed over in the store, never sent. */
async function readLegs(begin: Date, end: Date): Promise<{ legs: Leg[]; acceptMs: number }> {
  const reader = new LegReader();
  for (let at = +begin; at < +end; at += HOUR_MS) {
    const within = { $gte: new Date(at), $lt: new Date(Math.min(at + HOUR_MS, +end)) };
    const found = await TouchpointModel.find(
      { at: within, kind: { $in: TOLD } },
      { conversationId: 1, at: 1, kind: 1, details: 1, seq: 1 },
    )
      .sort({ at: 1, _id: 1 })
      .lean<TouchpointRecord[]>();
    for (const { conversationId, at: when, kind, details } of found)
      if (conversationId) reader.take({ kind, conversationId, at: +when, details } as Told);
    if (reader.size > MOST_LEGS)
      throw new AppError('input.tooLarge', 'More came that day than can be played again at once.', { most: MOST_LEGS });
  }
  return reader.done();
}

type Facts = Pick<ConversationRecord, '_id' | 'channel' | 'locale' | 'value' | 'needs'> & {
  lastAgentId?: string | null;
};

async function readFacts(legs: readonly Leg[]): Promise<Map<string, ConversationFacts>> {
  const ids = [...new Set(legs.map(({ conversationId }) => conversationId))];
  const about = new Map<string, ConversationFacts>();
  const fields = { channel: 1, locale: 1, value: 1, needs: 1, lastAgentId: 1 };
  for (let i = 0; i < ids.length; i += IDS_AT_ONCE) {
    const some = { _id: { $in: ids.slice(i, i + IDS_AT_ONCE) } };
    for (const { _id, channel, locale, value, needs, lastAgentId } of await ConversationModel.find(some, fields).lean<
      Facts[]
    >())
      about.set(_id, { channel, locale, value: value ?? 0, needs: needs ?? [], lastAgentId: lastAgentId ?? null });
  }
  return about;
}

function changesOf(byAgent: ReadonlyMap<string, readonly PresenceInterval[]>): StateChange[] {
  const changes = [...byAgent].flatMap(([agentId, intervals]) =>
    intervals.map(({ from, state }): StateChange => ({ agentId, at: +from, state: there(state) })),
  );
  return changes.sort((a, b) => a.at - b.at);
}

/** Who had missed an offer, or lost the connection, was there; whether they miss one in the replay is another question. */
const there = (state: AgentState): AgentState => (state === 'notResponding' || state === 'lost' ? 'online' : state);
