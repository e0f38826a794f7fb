/** What can happen to a desk, as pure functions: the desk after it, or null when it cannot happen to this desk. */
import {
  type AgentRef,
  type AgentState,
  type AwayReason,
  type Capacity,
  CHANNELS,
  type DeskEntry,
  type DeskRecord,
  type Interrupts,
  type Presence,
} from '../contract/index.js';
import { fits } from './core/index.js';
import type { Placing } from './placing.js';
import { costsOf, FULL_UNITS, unitsOf } from './units.js';

export type DeskMove = (desk: DeskRecord, now: Date) => DeskRecord | null;

export function agentState({ presence, lostAt, notResponding }: DeskRecord): AgentState {
  if (presence === 'offline') return 'offline';
  if (lostAt) return 'lost';
  return presence === 'online' && notResponding ? 'notResponding' : presence;
}

/** Who else put them in the state they are in. */
export const setBy = (desk: DeskRecord): AgentRef | null =>
  agentState(desk) === desk.presence ? (desk.presenceBy ?? null) : null;

/** Units taken by everything that is held; more than the hundred where it was given by hand. */
export const unitsOn = ({ entries }: Pick<DeskRecord, 'entries'>): number =>
  entries.reduce((sum, { units }) => sum + units, 0);
export const entryOf = (desk: DeskRecord, conversationId: string): DeskEntry | undefined =>
  desk.entries.find((entry) => entry.conversationId === conversationId);

export function newDesk(agentId: string, capacity: Capacity, now: Date): DeskRecord {
  return {
    _id: agentId,
    epoch: 0,
    version: 1,
    capacity,
    presence: 'offline',
    reason: null,
    notResponding: false,
    presenceSince: now,
    idleSince: now,
    lostAt: now, // until the first connection
    entries: [],
  };
}

export type PutBack = Placing & Pick<DeskEntry, 'kind' | 'since' | 'until'>;

/** What the router also says: which channels may be given on top of others, and who it is. */
interface Routed extends Placing {
  interrupts: Interrupts;
  epoch?: number;
  decisionId?: string;
}

/** The router's: only for one who is able and has room. Offers count. */
export const placeOffer =
  ({ offerId, until, ...routed }: Routed & { offerId: string; until: Date }): DeskMove =>
  (desk, now) =>
    mayTake(desk, routed) ? add(desk, { ...placedOn(desk, routed, now), kind: 'offer', offerId, until }) : null;

/** The router's, in queues that do not ask. */
export const placeAssigned =
  (routed: Routed): DeskMove =>
  (desk, now) =>
    mayTake(desk, routed) ? { ...add(desk, placedOn(desk, routed, now)), idleSince: now } : null;

/** By hand: may exceed the capacity, and then nothing more is routed there. */
export const given =
  (placing: Placing): DeskMove =>
  (desk, now) => {
    const others = desk.entries.filter((entry) => entry.conversationId !== placing.conversationId);
    return { ...add({ ...desk, entries: others }, entryOn(desk, placing, now)), idleSince: now };
  };

/** By the hand of somebody else, also to one who is not there: it lies on their desk until they come. */
export const handed =
  (placing: Placing): DeskMove =>
  (desk, now) => {
    const after = given(placing)(desk, now);
    const state = agentState(desk);
    if (!after || (state !== 'offline' && state !== 'lost')) return after;
    const entries = after.entries.map((one) =>
      one.conversationId === placing.conversationId ? { ...one, awaits: true } : one,
    );
    return { ...after, entries };
  };

/** Theirs again, where the desk takes it for something that ends by itself. */
export const resumed =
  (placing: Placing): DeskMove =>
  (desk, now) => {
    const entry = entryOf(desk, placing.conversationId);
    return entry && entry.kind !== 'assigned' ? given(placing)(desk, now) : null;
  };

/**
 * Only while the offer stands: taken back, or for the second time, it is gone. When its time is over the router says, by its own clock,
 * and takes it off; the clock of the node where they accept may be another. The offer's id stays, so that a half-told acceptance can be
 * finished.
 */
export const acceptOffer =
  (offerId: string): DeskMove =>
  (desk, now) => {
    const offer = openOffer(desk, offerId);
    if (!offer) return null;
    const accepted: DeskEntry = { ...offer, kind: 'assigned', since: now, until: null };
    return { ...desk, idleSince: now, entries: desk.entries.map((entry) => (entry === offer ? accepted : entry)) };
  };

export const dropOffer =
  (offerId: string): DeskMove =>
  (desk, now) => {
    const offer = openOffer(desk, offerId);
    return offer ? drop(desk, offer, now) : null;
  };

/** Missed: the router stops asking until the agent says they are there. */
export const expireOffer =
  (offerId: string): DeskMove =>
  (desk, now) => {
    const left = dropOffer(offerId)(desk, now);
    return left && (silent(left, now) ?? left);
  };

/** Does not answer when called: nothing is routed there until the agent says they are there. */
export const silent: DeskMove = (desk, now) =>
  desk.presence !== 'online' || desk.notResponding ? null : { ...desk, notResponding: true, presenceSince: now };

/** Whether it was put there before its conversation came to this version. */
export const isOlder = ({ conversationVersion = 0 }: DeskEntry, version: number): boolean =>
  conversationVersion < version;

/** The conversation has come to this version, and is not to be on this desk any more, unless it was put there since. */
export const release =
  (conversationId: string, version: number): DeskMove =>
  (desk, now) => {
    const entry = entryOf(desk, conversationId);
    return entry && isOlder(entry, version) ? drop(desk, entry, now) : null;
  };

/** This very entry, not a later one of the same conversation. */
const thisOne = (desk: DeskRecord, { conversationId, offerId, since }: DeskEntry): DeskEntry | undefined =>
  desk.entries.find((one) => one.conversationId === conversationId && one.offerId === offerId && +one.since === +since);

export const isOn = (desk: DeskRecord, entry: DeskEntry): boolean => thisOne(desk, entry) !== undefined;

export const takeBack =
  (entry: DeskEntry): DeskMove =>
  (desk, now) => {
    const found = thisOne(desk, entry);
    return found ? drop(desk, found, now) : null;
  };

/** What this router placed, as if it never had been. @param idleSince the desk's before */
export const unplace =
  (conversationId: string, epoch: number, idleSince: Date): DeskMove =>
  (desk, now) => {
    const entry = entryOf(desk, conversationId);
    if (entry?.epoch !== epoch) return null;
    const left = drop(desk, entry, now);
    const isLatest = +desk.idleSince === +entry.since && left.entries.every(({ since }) => +since !== +entry.since);
    return { ...left, idleSince: isLatest ? idleSince : desk.idleSince };
  };

/** The unit stays taken while the agent writes up. */
export const wrapUp =
  (conversationId: string, until: Date): DeskMove =>
  (desk, now) => {
    const talk = entryOf(desk, conversationId);
    if (!talk || (talk.kind === 'wrapUp' && +(talk.until ?? 0) === +until)) return null;
    const since = talk.kind === 'wrapUp' ? talk.since : now;
    const after: DeskEntry = { ...talk, kind: 'wrapUp', offerId: null, since, until };
    return { ...desk, entries: desk.entries.map((entry) => (entry === talk ? after : entry)) };
  };

/** Puts back what a crash lost: the conversation says this agent has it. */
export const restore =
  ({ since, ...entry }: PutBack): DeskMove =>
  (desk) =>
    entryOf(desk, entry.conversationId) ? null : add(desk, { ...entryOn(desk, entry, since), ...entry });

/**
 * Whatever is chosen, it says: I am here. Becoming online begins a new idle time, also for who comes to what stayed with them; and
 * where the choice comes before the connection was noted, the time to connect begins now, not when they went home yesterday.
 */
export const choosePresence =
  (presence: Presence, reason: AwayReason | null, by: AgentRef | null = null): DeskMove =>
  (desk, now) => {
    if (isChosen(desk, presence, reason) || (by && whyNotSet(desk, presence))) return null;
    const arrives = presence === 'online' && (desk.presence !== 'online' || desk.notResponding);
    const isIdle = desk.entries.length === 0 || desk.presence === 'offline';
    const idleSince = arrives && isIdle ? now : desk.idleSince;
    const lostAt = desk.lostAt && desk.presence === 'offline' ? now : desk.lostAt;
    return { ...desk, presence, reason, notResponding: false, presenceSince: now, presenceBy: by, idleSince, lostAt };
  };

export const isChosen = (desk: DeskRecord, presence: Presence, reason: AwayReason | null): boolean =>
  desk.presence === presence && desk.reason === reason && !desk.notResponding;

/** Nobody else takes an offer from under somebody's hands, or says that they are there who are not connected. */
export function whyNotSet(desk: DeskRecord, presence: Presence): 'beingOffered' | 'notConnected' | null {
  if (presence === 'online') return desk.lostAt ? 'notConnected' : null;
  return desk.entries.some(({ kind }) => kind === 'offer') ? 'beingOffered' : null;
}

export const connected: DeskMove = (desk) => (desk.lostAt ? { ...desk, lostAt: null } : null);
export const disconnected: DeskMove = (desk, now) => (desk.lostAt ? null : { ...desk, lostAt: now });

/** The grace period of this very loss is over. */
export const giveUpOn =
  (lostAt: Date): DeskMove =>
  (desk, now) =>
    desk.lostAt && +desk.lostAt === +lostAt && desk.presence !== 'offline'
      ? { ...desk, presence: 'offline', reason: null, notResponding: false, presenceSince: now, presenceBy: null }
      : null;

/** What is held goes on taking the units it took. */
export const resize =
  (capacity: Capacity): DeskMove =>
  (desk) =>
    CHANNELS.every((channel) => desk.capacity[channel] === capacity[channel]) ? null : { ...desk, capacity };

/** One who is there, has room for one more of this channel, and does not have this very one. */
export function mayTake(
  desk: DeskRecord,
  { conversationId, channel, interrupts }: Pick<Routed, 'conversationId' | 'channel' | 'interrupts'>,
): boolean {
  if (agentState(desk) !== 'online' || entryOf(desk, conversationId)) return false;
  const attention = { units: FULL_UNITS, costs: costsOf(desk.capacity), interrupts, used: unitsOn(desk) };
  return fits(attention, desk.entries, channel);
}

/** In the agent's hands, without an end. */
export function entryOn(
  { capacity }: Pick<DeskRecord, 'capacity'>,
  { conversationId, conversationVersion, queueId, channel }: Placing,
  since: Date,
): DeskEntry {
  const about = { conversationId, conversationVersion, queueId, channel };
  return { ...about, kind: 'assigned', offerId: null, units: unitsOf(capacity, channel), since, until: null };
}

const placedOn = (desk: DeskRecord, { epoch, decisionId, ...placing }: Routed, now: Date): DeskEntry => ({
  ...entryOn(desk, placing, now),
  ...(epoch !== undefined && { epoch }),
  ...(decisionId && { decisionId }),
});

function add(desk: DeskRecord, entry: DeskEntry): DeskRecord {
  return { ...desk, entries: [...desk.entries, entry] };
}

function drop(desk: DeskRecord, gone: DeskEntry, now: Date): DeskRecord {
  const entries = desk.entries.filter((entry) => entry !== gone);
  // An offer that came to nothing was no work: it does not send the agent to the end of the line.
  const worked = gone.kind !== 'offer' && entries.length === 0;
  return { ...desk, entries, idleSince: worked ? now : desk.idleSince };
}

const openOffer = (desk: DeskRecord, offerId: string): DeskEntry | undefined =>
  desk.entries.find((entry) => entry.offerId === offerId && entry.kind === 'offer');
