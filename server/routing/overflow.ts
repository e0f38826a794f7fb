import { setImmediate } from 'node:timers/promises';
import { type ChannelName, type OverflowCause, type QueueRecord, standsInLine } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Clock, Log } from '../platform/index.js';
import { hoursOf, isOpen, opensAt } from '../queues/index.js';
import type { Forecast } from './forecast.js';
import { CALL_BACK, LEAVING_WORDS } from './overflow-words.js';
import type { Picture } from './picture.js';
import { givenAs } from './placing.js';
import type { RoutedConversation } from './reads.js';
import { type Remedy, remedyFor, type Situation, turnsAway } from './remedy.js';
import { isStep } from './task-of.js';

export interface OverflowNeeds {
  clock: Clock;
  log: Log;
  conversations: Conversations;
  picture: Picture;
  foreseen: (conversationId: string) => Forecast | null;
  foreseenForNew: (queueId: string) => Forecast | null;
  /** Makes a follow-up for a colleague; the same key again makes no second. */
  promiseCall: (conversation: RoutedConversation, agentId: string, text: string, wait: string) => Promise<void>;
  /**
   * Whoever waits on the phone and hears music; null where nobody does. `callBack`: from their place; false where they cannot be called.
   */
  onTheLine: (conversationId: string) => Promise<{ callBack(cause: OverflowCause): Promise<boolean> } | null>;
}

/** Whoever was told a moment ago is not told again, should they come back and overflow once more. */
const TELL_AGAIN_MS = 60 * 60_000;
/** Where the queue is open, or never opens, what left the line comes back after this. */
const COME_BACK_MS = 30 * 60_000;
/** Helped in one turn; more wait for the next. */
const MOST_AT_ONCE = 200;
/** Looked at before others have their turn. */
const AT_A_TIME = 200;

/** Carries out what queues say of those who wait too long or in vain. Safe to repeat: each remedy is conditional on the version. */
export function makeOverflow(needs: OverflowNeeds) {
  const { clock, log, conversations, picture } = needs;
  const now = () => +clock.now();

  /** Of its members, and of those who help where none of them is: who take anything that comes this way. */
  function signedIn({ memberIds, rules }: QueueRecord, channel: ChannelName): number {
    const helpers = rules.overflow.flatMap(({ cause, queueId }) =>
      cause === 'nobodySignedIn' && queueId ? (picture.queues.get(queueId)?.memberIds ?? []) : [],
    );
    return [...memberIds, ...helpers].filter((id) => {
      const desk = picture.desks.get(id);
      return desk !== undefined && picture.stateOf(desk) !== 'offline' && desk.capacity[channel] > 0;
    }).length;
  }

  /** Of all who are looked at together, asked once for each queue and channel. */
  function openNow(): (queue: QueueRecord, channel: ChannelName) => boolean {
    const known = new Map<string, boolean>();
    return (queue, channel) => {
      const key = `${queue._id} ${channel}`;
      const open = known.get(key) ?? isOpen(hoursOf(queue, channel), clock.now());
      known.set(key, open);
      return open;
    };
  }

  const isInLine = ({ channel, callback }: RoutedConversation) => standsInLine(channel) && !callback;

  /** Whether any rule could mean this one at all: of mails thousands may wait, and mostly none does. */
  const isMeant = (record: RoutedConversation, { rules }: QueueRecord): boolean =>
    isInLine(record) || rules.overflow.some((rule) => rule.to === 'queue' && !isStep(rule));

  function situationOf(record: RoutedConversation, queue: QueueRecord, open: boolean): Situation {
    const since = record.queuedAt ?? record.openedAt;
    const isAsked = (asked: OverflowCause) => queue.rules.overflow.some(({ cause }) => cause === asked);
    const foreseen = isAsked('forecast') ? needs.foreseen(record._id) : null;
    return {
      waitedMs: now() - +since,
      foreseenMs: foreseen ? foreseen.fromSeconds * 1_000 : null,
      isOpen: open,
      cameWhileOpen: open || isOpen(hoursOf(queue, record.channel), since),
      signedIn: picture.core.signedInFor(record._id) ?? signedIn(queue, givenAs(record)),
      alsoQueueIds: record.alsoQueueIds ?? [],
      place: isAsked('full') ? picture.core.positionOf(record._id, now()) : null,
      inLine: isInLine(record),
    };
  }

  const mayOverflow = ({ rules }: QueueRecord): boolean => rules.overflow.length > 0 || rules.atClosing !== 'keep';

  /** Looks at one who waits, and helps where a rule says so. @returns whether one does */
  async function look(conversationId: string, isOpenNow = openNow()): Promise<boolean> {
    const record = picture.conversation(conversationId);
    const queue = record && picture.queues.get(record.queueId);
    if (record?.state !== 'queued' || !queue || picture.isInFlight(conversationId)) return false;
    const found = remedyFor(queue.rules, situationOf(record, queue, isOpenNow(queue, record.channel)));
    const remedy = found && (record.channel === 'voice' ? await forCaller(record, found) : found);
    if (remedy) await help(record, queue, remedy);
    return remedy !== null;
  }

  /** A message that was left stands in no line to be taken out of; and who cannot be called is asked for one. */
  async function forCaller({ _id }: RoutedConversation, remedy: Remedy): Promise<Remedy | null> {
    if (remedy.to === 'queue') return remedy;
    const caller = await needs.onTheLine(_id);
    if (!caller || (remedy.to === 'callback' && (await caller.callBack(remedy.cause)))) return null;
    return remedy.to === 'callback' ? { ...remedy, to: 'message' } : remedy;
  }

  async function help(record: RoutedConversation, queue: QueueRecord, remedy: Remedy): Promise<void> {
    const { _id: id, version } = record;
    const { cause, to } = remedy;
    log.info({ conversationId: id, queueId: queue._id, cause, to }, 'somebody who waited is helped otherwise');
    if (remedy.to === 'queue') {
      const { queueId } = remedy;
      const queueName = picture.queues.get(queueId)?.name ?? '';
      await conversations.overflowToQueue(id, { version, cause, queueId, queueName });
      return;
    }
    const text = wordsFor(record, remedy.to);
    if (remedy.to === 'message') {
      await conversations.overflowToMessage(id, { version, cause, text, until: comesBackAt(record, queue) });
      return;
    }
    if (remedy.to === 'callback') await promiseCall(record, queue, `${record._id}:call:${record.version}`);
    await conversations.overflowToEnd(id, { version, cause, text, to: remedy.to });
  }

  /** Nothing is written to a caller, who hears what follows. */
  function wordsFor(
    { channel, locale, overflowedAt }: RoutedConversation,
    to: Exclude<Remedy['to'], 'queue'>,
  ): string | null {
    const justTold = overflowedAt && now() - +overflowedAt < TELL_AGAIN_MS;
    return justTold || channel === 'voice' ? null : LEAVING_WORDS[to][locale];
  }

  function comesBackAt({ channel }: RoutedConversation, queue: QueueRecord): Date {
    const hours = hoursOf(queue, channel);
    const next = isOpen(hours, clock.now()) ? null : opensAt(hours, clock.now());
    return next ?? new Date(now() + COME_BACK_MS);
  }

  /**
   * To a member who is signed in, else to any; without members there is nobody to call.
   * @param wait what they waited in, for which they are called once
   */
  async function promiseCall(record: RoutedConversation, { memberIds }: QueueRecord, wait: string): Promise<void> {
    const there = memberIds.filter((id) => picture.people.get(id)?.active);
    const present = there.find((id) => {
      const desk = picture.desks.get(id);
      return desk !== undefined && picture.stateOf(desk) !== 'offline';
    });
    const agentId = present ?? there[0];
    if (agentId) await needs.promiseCall(record, agentId, CALL_BACK[record.locale], wait);
  }

  return {
    look,
    promiseCall,
    /** Everybody who waits in a queue that has anything to say of it. */
    async sweep(): Promise<void> {
      const queues = new Map([...picture.queues].filter(([, queue]) => mayOverflow(queue)));
      if (queues.size === 0) return;
      const waiting = picture.waiting().filter((record) => {
        const queue = record.state === 'queued' ? queues.get(record.queueId) : undefined;
        return queue !== undefined && isMeant(record, queue);
      });
      const isOpenNow = openNow();
      let left = MOST_AT_ONCE;
      for (const [i, { _id }] of waiting.entries()) {
        if (left > 0 && (await look(_id, isOpenNow))) left -= 1;
        if (i % AT_A_TIME === AT_A_TIME - 1) await setImmediate();
      }
    },
    /** Whether new visitors of this queue get the form instead of the line. */
    turnsAway(queueId: string): boolean {
      const queue = picture.queues.get(queueId);
      if (!queue?.rules.overflow.some(({ to }) => to === 'offlineForm')) return false;
      const foreseen = needs.foreseenForNew(queueId);
      const [first] = picture.core.lineOf(queueId, now());
      const longest = first && picture.conversation(first.id);
      return turnsAway(queue.rules, {
        waitedMs: longest ? now() - +(longest.queuedAt ?? longest.openedAt) : 0,
        foreseenMs: foreseen ? foreseen.fromSeconds * 1_000 : null,
        isOpen: isOpen(hoursOf(queue, 'webchat'), clock.now()),
        signedIn: signedIn(queue, 'webchat'),
        place: picture.core.lengthOf(queueId) + 1,
      });
    },
  };
}

export type Overflow = ReturnType<typeof makeOverflow>;
