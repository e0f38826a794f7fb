import type { ChannelName, TouchpointKind, TouchpointView } from '../../../server/contract/index.js';
import type { Outgoing } from '../live/outgoing-item.js';
import { type CalendarFate, calendarFates } from '../mail/calendar-fates.js';
import { belongsTo, type CallStory, callOf, isUnderWay } from './call-story.js';

type Of<K extends TouchpointKind> = Extract<TouchpointView, { kind: K }>;

/** Mails that are no messages of the customer's. */
export type MailBeside = Of<'mail.automatic' | 'mail.apart' | 'mail.bounced'>;
const BESIDE: readonly TouchpointKind[] = ['mail.automatic', 'mail.apart', 'mail.bounced'];

/** One line of a thread as it is drawn. */
export type Item =
  | { type: 'day'; key: string; at: string }
  | { type: 'unread'; key: string }
  | {
      type: 'message';
      key: string;
      touchpoint: Of<'message'>;
      joined: boolean;
      /** The customer's next one, of the same minute, tells its time. */
      untimed: boolean;
      fate: CalendarFate | null;
      /** The subject of the mail before it in its conversation. */
      about: string | null;
      /** Somebody said that it belongs to a conversation of its own. */
      placed: boolean;
    }
  | { type: 'note'; key: string; touchpoint: Of<'note'> }
  | { type: 'pages'; key: string; pages: Of<'page.viewed'>[] }
  | { type: 'call'; key: string; story: CallStory }
  | { type: 'mail'; key: string; touchpoint: MailBeside; placed: boolean }
  | { type: 'system'; key: string; touchpoint: TouchpointView }
  | { type: 'outgoing'; key: string; item: Outgoing };

/** The places on the timeline of what an item shows. */
export function seqsOf(item: Item): number[] {
  if (item.type === 'call') return item.story.steps.map(({ seq }) => seq);
  return 'touchpoint' in item ? [item.touchpoint.seq] : [];
}

/** Whether it is drawn just as before: a layout makes its items anew, while most of what they show is what was there. */
export function sameItem(a: Item, b: Item): boolean {
  const [before, now] = [shownOf(a), shownOf(b)];
  return before.length === now.length && before.every((part, at) => part === now[at]);
}

function shownOf(item: Item): unknown[] {
  if (item.type === 'call') return [item.type, item.key, ...item.story.steps];
  if (item.type === 'pages') return [item.type, item.key, ...item.pages];
  return Object.values(item);
}

/** How much of the customer's stands after a line; none where that line is not there. */
export function cameAfter(items: readonly Item[], key: string | undefined): number {
  const at = items.findLastIndex((item) => item.key === key);
  if (at < 0) return 0;
  return items.slice(at + 1).filter((item) => item.type === 'message' && isFromCustomer(item.touchpoint)).length;
}

/**
 * The line of the message that reading begins with: the first unread one, else the last thing said in this conversation, if that is a mail or
 * another conversation went on below it; null for the end.
 */
export function opensAt(items: readonly Item[], conversationId?: string): string | null {
  const unread = items.findIndex(({ type }) => type === 'unread');
  const said = items.filter(isSaid);
  const last = said.findLast((item) => conversationId === undefined || isOf(item, conversationId));
  const first = unread < 0 ? last : items[unread + 1];
  if (first?.type !== 'message') return null;
  const isLong = unread >= 0 || Boolean(first.touchpoint.details.mail) || first !== said.at(-1);
  return isLong ? first.key : null;
}
const SAID: readonly Item['type'][] = ['message', 'note', 'call', 'outgoing'];
const isSaid = (item: Item): boolean =>
  SAID.includes(item.type) && !(item.type === 'message' && item.touchpoint.details.source === 'automatic');

function isOf(item: Item, conversationId: string): boolean {
  if (item.type === 'call') return item.story.steps.some((step) => step.conversationId === conversationId);
  if (item.type === 'outgoing') return item.item.conversationId === conversationId;
  return 'touchpoint' in item && item.touchpoint.conversationId === conversationId;
}

export interface Filter {
  kinds: 'all' | 'messages' | 'notes' | 'events';
  channel: ChannelName | 'all';
}
export const NO_FILTER: Filter = { kinds: 'all', channel: 'all' };

/** Messages of one author this close together stand as one group. */
const JOIN_WITHIN_MS = 5 * 60_000;

interface Thread {
  touchpoints: readonly TouchpointView[];
  outgoing?: readonly Outgoing[];
  filter?: Filter;
  /** The unread marker stands before the customer's first message in this conversation after that seq; null for none. */
  unread?: { conversationId: string; after: number } | null;
}

/** Lays a timeline out: days, groups, the unread marker, runs of pages as one line, each call as one story, and what is still on its way. */
export function layOut({ touchpoints, outgoing = [], filter = NO_FILTER, unread = null }: Thread): Item[] {
  const items: Item[] = [];
  let day = '';
  let marked = unread === null;
  const isUnread = ({ conversationId, seq }: TouchpointView) =>
    conversationId === unread?.conversationId && seq > (unread?.after ?? 0);
  const fates = calendarFates(touchpoints);
  const subjects = subjectsBefore(touchpoints);
  const placed = placedMails(touchpoints);
  for (const touchpoint of touchpoints) {
    if (isToldBefore(touchpoint) || !passes(touchpoint, filter) || toldIn(items, touchpoint)) continue;
    const date = new Date(touchpoint.at).toDateString();
    if (date !== day) items.push({ type: 'day', key: `day-${touchpoint.id}`, at: touchpoint.at });
    day = date;
    if (!marked && isUnread(touchpoint) && isFromCustomer(touchpoint)) {
      items.push({ type: 'unread', key: 'unread' });
      marked = true;
    }
    add(items, touchpoint, { fates, subjects, placed });
  }
  const seen = new Set(touchpoints.map((touchpoint) => touchpoint.clientId).filter(Boolean));
  for (const item of outgoing) {
    if (!seen.has(item.clientId)) items.push({ type: 'outgoing', key: item.clientId, item });
  }
  return items;
}

/** Whoever accepted an offer has it: the line before says so. */
const isToldBefore = ({ kind, details }: TouchpointView): boolean =>
  kind === 'conversation.assigned' && 'how' in details && details.how === 'offer';

/** Puts a step to the call that it is of, wherever that began. */
function toldIn(items: readonly Item[], touchpoint: TouchpointView): boolean {
  const callId = callOf(touchpoint);
  if (!callId && touchpoint.channel !== 'voice') return false;
  const found = items.findLast(
    (item): item is Extract<Item, { type: 'call' }> =>
      item.type === 'call' && (callId ? item.story.callId === callId : belongsTo(item.story, touchpoint)),
  );
  found?.story.steps.push(touchpoint);
  return found !== undefined;
}

/** What each mail's conversation was about before it: a mail about the same need not repeat it. */
function subjectsBefore(touchpoints: readonly TouchpointView[]): Map<string, string> {
  const [before, now] = [new Map<string, string>(), new Map<string, string>()];
  for (const { id, kind, conversationId, details } of touchpoints) {
    if (kind !== 'message' || !conversationId || !('mail' in details) || !details.mail) continue;
    const last = now.get(conversationId);
    if (last !== undefined) before.set(id, last);
    now.set(conversationId, details.mail.subject);
  }
  return before;
}

interface Beside {
  fates: ReadonlyMap<string, CalendarFate>;
  subjects: ReadonlyMap<string, string>;
  placed: ReadonlySet<string>;
}

function add(items: Item[], touchpoint: TouchpointView, { fates, subjects, placed }: Beside): void {
  const before = items.at(-1);
  // One's own message keeps its key when the server confirms it, so it stays in place on the screen.
  const key = touchpoint.clientId ?? touchpoint.id;
  const callId = callOf(touchpoint);
  if (callId) items.push({ type: 'call', key: callId, story: { callId, steps: [touchpoint] } });
  else if (touchpoint.kind === 'message') {
    const joined = before?.type === 'message' && joins(before.touchpoint, touchpoint);
    if (joined) before.untimed = touchpoint.direction === 'in' && isOfOneMinute(before.touchpoint, touchpoint);
    items.push({
      type: 'message',
      key,
      touchpoint,
      ...{ joined, untimed: false },
      fate: fates.get(touchpoint.id) ?? null,
      about: subjects.get(touchpoint.id) ?? null,
      placed: isPlaced(touchpoint, placed),
    });
  } else if (touchpoint.kind === 'note') items.push({ type: 'note', key, touchpoint });
  else if (touchpoint.kind === 'page.viewed' && before?.type === 'pages') before.pages.push(touchpoint);
  else if (touchpoint.kind === 'page.viewed') items.push({ type: 'pages', key, pages: [touchpoint] });
  else if (isMailBeside(touchpoint))
    items.push({ type: 'mail', key, touchpoint, placed: isPlaced(touchpoint, placed) });
  else if (touchpoint.kind === 'conversation.opened' && before?.type === 'call' && isUnderWay(before.story))
    // It stands above the call that opened it, though the call rang before.
    items.splice(-1, 0, { type: 'system', key, touchpoint });
  else items.push({ type: 'system', key, touchpoint });
}

const isMailBeside = (touchpoint: TouchpointView): touchpoint is MailBeside => BESIDE.includes(touchpoint.kind);

/** Mails of which somebody said where they belong. */
const placedMails = (touchpoints: readonly TouchpointView[]): ReadonlySet<string> =>
  new Set(touchpoints.flatMap((one) => (one.kind === 'mail.placed' ? [one.details.mailId] : [])));

const isPlaced = ({ details }: TouchpointView, placed: ReadonlySet<string>): boolean =>
  'mail' in details && details.mail !== undefined && placed.has(details.mail.mailId);

/** Mails stand by themselves: each has a head of its own. */
const joins = (a: Of<'message'>, b: Of<'message'>): boolean =>
  !a.details.mail &&
  !b.details.mail &&
  a.author.type === b.author.type &&
  a.author.id === b.author.id &&
  a.direction === b.direction &&
  a.channel === b.channel &&
  Date.parse(b.at) - Date.parse(a.at) < JOIN_WITHIN_MS;

const isOfOneMinute = (a: TouchpointView, b: TouchpointView): boolean =>
  Math.floor(Date.parse(a.at) / 60_000) === Math.floor(Date.parse(b.at) / 60_000);

const isFromCustomer = (touchpoint: TouchpointView): boolean =>
  touchpoint.kind === 'message' && touchpoint.direction === 'in';

function passes(touchpoint: TouchpointView, { kinds, channel }: Filter): boolean {
  if (channel !== 'all' && touchpoint.channel !== null && touchpoint.channel !== channel) return false;
  if (kinds === 'messages') return touchpoint.kind === 'message';
  if (kinds === 'notes') return touchpoint.kind === 'note';
  return kinds === 'all' || (touchpoint.kind !== 'message' && touchpoint.kind !== 'note');
}
