import {
  type CallEventRecord,
  type CallFact,
  type CallState,
  LEG_ENDED,
  LEG_RANK,
  type Leg,
} from '../contract/index.js';

type Event = Pick<CallEventRecord, '_id' | 'source' | 'sequence' | 'at' | 'fact'>;
type Of<K extends CallFact['kind']> = Event & { fact: Extract<CallFact, { kind: K }> };

/**
 * What a call has come to, from all that was told of it: in whatever order that came, however often, and whatever of it was lost
 * on the way before the end. Times are those of the events.
 */
export function foldCall(told: readonly Event[]): CallState {
  const events = [...new Map(told.map((event) => [event._id, event])).values()].sort(byTime);
  const legs = legsOf(events);
  const conferences = only(events, 'conference');
  const customer = legs.find(({ role }) => role === 'customer') ?? null;
  const gone = events.find(({ fact }) => fact.sid === customer?.sid && isGone(fact)) ?? null;
  const over = legs.length > 0 && legs.every(isOver);
  const ended = over || gone !== null || Boolean(customer && isOver(customer));
  // Whoever is gone went then, though the word of their leg is not there yet.
  const going = legs.map((leg) => (leg === customer ? { ...leg, endedAt: leg.endedAt ?? gone?.at ?? null } : leg));
  return {
    state: ended ? 'ended' : legs.some(({ state }) => state === 'inProgress') ? 'inProgress' : 'ringing',
    legs,
    conferenceSid: conferences[0]?.fact.sid ?? only(events, 'part')[0]?.fact.conferenceSid ?? null,
    conferenceOpen: conferences.length > 0 && !ended && !conferences.some(({ fact }) => fact.what === 'end'),
    recordings: recordingsOf(only(events, 'recording')),
    startedAt: earliest(legs.map(({ startedAt }) => startedAt)),
    answeredAt: customer?.answeredAt ?? null,
    endedAt: ended ? (customer?.endedAt ?? gone?.at ?? latest(legs.map(({ endedAt }) => endedAt))) : null,
    endedBy: ended ? firstToGo(going, only(events, 'part')) : null,
    reconciled: legs.some(({ reconciled }) => reconciled),
  };
}

/** Whoever hung up, in the line or in a talk. */
const isGone = (fact: CallFact): boolean => fact.kind === 'gone' || (fact.kind === 'part' && fact.gone === true);

function legsOf(events: readonly Event[]): Leg[] {
  const parts = only(events, 'part');
  const closed = new Set(only(events, 'conference').flatMap(({ fact }) => (fact.what === 'end' ? [fact.sid] : [])));
  return [...grouped(only(events, 'leg')).values()]
    .map((own) =>
      legOf(
        own,
        parts.filter(({ fact }) => fact.sid === own[0]!.fact.sid && (fact.gone || !closed.has(fact.conferenceSid))),
      ),
    )
    .sort((a, b) => (a.startedAt?.getTime() ?? 0) - (b.startedAt?.getTime() ?? 0) || compare(a.sid, b.sid));
}

function legOf(events: readonly Of<'leg'>[], parts: readonly Of<'part'>[]): Leg {
  const first = events[0]!;
  const end = endOf(events);
  const last = end ?? events.reduce((high, one) => (LEG_RANK[one.fact.state] > LEG_RANK[high.fact.state] ? one : high));
  const seconds = end?.fact.seconds;
  // Whoever joins has answered, and whose call is over with their going too, even where the word of it was lost.
  const came = [
    ...parts.filter(joins),
    ...(first.fact.role === 'customer' ? parts.filter(({ fact }) => fact.gone) : []),
  ];
  const answered = [...events.filter(({ fact }) => fact.state === 'inProgress'), ...came][0];
  const said = <K extends 'address' | 'sip'>(field: K) =>
    events.find(({ fact }) => fact[field] !== undefined)?.fact[field];
  return {
    sid: first.fact.sid,
    role: first.fact.role,
    address: said('address') ?? null,
    state: !end && answered ? 'inProgress' : last.fact.state,
    startedAt: first.at,
    // The carrier's count is right also where the word of the answer was lost.
    answeredAt: end && seconds ? new Date(+end.at - seconds * 1_000) : end ? null : (answered?.at ?? null),
    endedAt: end?.at ?? null,
    sip: said('sip') ?? null,
    ...partOf(parts, end !== null),
    reconciled: end?.source === 'asked',
  };
}

const joins = ({ fact }: Of<'part'>): boolean => fact.what === 'join';

/** Its own word is worth more than an answer to a question; of two the earlier. */
function endOf(events: readonly Of<'leg'>[]): Of<'leg'> | null {
  const ends = events.filter(({ fact }) => LEG_RANK[fact.state] === LEG_ENDED);
  return ends.find(({ source }) => source !== 'asked') ?? ends[0] ?? null;
}

/** A conference counts its own events, so their order is known whatever their times say. */
function partOf(parts: readonly Of<'part'>[], over: boolean) {
  const inOrder = [...parts].sort((a, b) => a.sequence - b.sequence || compare(a._id, b._id));
  const latest = (...of: string[]) => inOrder.findLast(({ fact }) => of.includes(fact.what))?.fact.what;
  const inConference = !over && latest('join', 'leave') === 'join';
  return {
    inConference,
    held: inConference && latest('hold', 'unhold') === 'hold',
    muted: inConference && latest('mute', 'unmute') === 'mute',
  };
}

const RECORDING_RANK = { inProgress: 0, absent: 1, completed: 2 };

function recordingsOf(events: readonly Of<'recording'>[]): CallState['recordings'] {
  return [...grouped(events).values()].map((own) => {
    const last = own.reduce((high, one) =>
      RECORDING_RANK[one.fact.state] > RECORDING_RANK[high.fact.state] ? one : high,
    );
    const { sid, what, state, seconds } = last.fact;
    return { sid, what, state, lengthMs: (seconds ?? 0) * 1_000 };
  });
}

const isOver = ({ state }: Leg): boolean => LEG_RANK[state] === LEG_ENDED;

const only = <K extends CallFact['kind']>(events: readonly Event[], kind: K): Of<K>[] =>
  events.filter((event): event is Of<K> => event.fact.kind === kind);

function grouped<T extends { fact: { sid: string } }>(events: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const event of events) groups.set(event.fact.sid, [...(groups.get(event.fact.sid) ?? []), event]);
  return groups;
}

/** One order for the same events, however they came. */
const byTime = (a: Event, b: Event): number => +a.at - +b.at || a.sequence - b.sequence || compare(a._id, b._id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Legs that end so shortly one after the other end because of each other. */
const TOGETHER_MS = 5_000;

/**
 * Whose going ended the call, of those who talked. Times are whole seconds, so where two went in the same one, the conference's own count says who was
 * first; without it, the customer.
 */
function firstToGo(legs: readonly Leg[], parts: readonly Of<'part'>[]): Leg['role'] | null {
  const left = (sid: string) => parts.find(({ fact }) => fact.sid === sid && fact.what === 'leave')?.sequence;
  const talked = ({ role, answeredAt }: Leg) => role === 'customer' || answeredAt !== null;
  const gone = legs.filter((leg) => talked(leg) && leg.endedAt);
  // A page that only rang may be known to be over much later.
  const end = Number(latest(gone.map(({ endedAt }) => endedAt)));
  const going = gone.filter(({ endedAt }) => end - +endedAt! <= TOGETHER_MS);
  const order = (a: Leg, b: Leg) => {
    const [first, second] = [left(a.sid), left(b.sid)];
    if (first !== undefined && second !== undefined && first !== second) return first - second;
    return +a.endedAt! - +b.endedAt! || Number(b.role === 'customer') - Number(a.role === 'customer');
  };
  return going.sort(order)[0]?.role ?? null;
}

function latest(times: (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? new Date(Math.max(...known.map(Number))) : null;
}

function earliest(times: (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? new Date(Math.min(...known.map(Number))) : null;
}
