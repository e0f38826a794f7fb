import type {
  AttachmentView,
  ConversationRecord,
  TouchpointRecord,
  VisitorTouchpointView,
} from '../../server/contract/index.js';
import { MAIL_WORDS, type MailWords } from './words.js';

export type TranscriptEntry =
  | { kind: 'day'; text: string }
  | { kind: 'event'; text: string }
  | { kind: 'message'; own: boolean; author: string; time: string; text: string; attachments: string[] };

/** A conversation as its customer reads it, in words of one language, not yet in any markup. */
export interface Transcript {
  locale: ConversationRecord['locale'];
  direction: MailWords['direction'];
  title: string;
  subject: string;
  intro: string;
  entries: TranscriptEntry[];
  notes: string[];
}

export interface TranscriptSource {
  conversation: Pick<ConversationRecord, 'number' | 'locale' | 'openedAt'>;
  /** As the customer may see them, oldest first. */
  touchpoints: VisitorTouchpointView[];
  /** What the company calls itself on the website where it was written. */
  title: string | null;
  timeZone: string;
}

/**
 * What of a conversation may be mailed: only what whoever asks may see of it, which stands on their own timeline, up to the moment they asked, so that another try sends
 * the same.
 */
export function mailable(all: TouchpointRecord[], asked: TouchpointRecord): TouchpointRecord[] {
  return all.filter((t) => t.public && t.customerId === asked.customerId && t.seq < asked.seq);
}

export function composeTranscript({ conversation, touchpoints, title, timeZone }: TranscriptSource): Transcript {
  const { locale, number, openedAt } = conversation;
  const words = MAIL_WORDS[locale];
  const says = words.transcript;
  const form = formats(words, timeZone);
  const name = title ?? words.fallbackTitle;
  const entries = touchpoints.flatMap((t) => withDay(entryOf(t, words, name, form), t, form));
  return {
    locale,
    direction: words.direction,
    title: name,
    subject: says.subject(name, form.number(number)),
    intro: entries.length > 0 ? says.intro(form.day(openedAt)) : says.nothing,
    entries: entries.filter((entry, i) => entry.kind !== 'day' || entry.text !== dayBefore(entries, i)),
    notes: [says.zone(form.zone(openedAt)), says.why],
  };
}

type Formats = ReturnType<typeof formats>;

/** The order of a full date's parts is each language's own; Intl gets the Persian one wrong. */
const DAY_PARTS = ['weekday', 'day', 'month', 'year'] as const;

function formats(words: MailWords, timeZone: string) {
  const locale = words.format;
  const date = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'full' });
  const time = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' });
  const zone = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'long' });
  const number = new Intl.NumberFormat(locale, { useGrouping: false });
  const part = (format: Intl.DateTimeFormat, at: Date, wanted: string) =>
    format.formatToParts(at).find(({ type }) => type === wanted)?.value ?? '';
  return {
    day: (at: Date) => DAY_PARTS.map((name) => part(date, at, name)).join(' '),
    time: (at: Date) => time.format(at),
    zone: (at: Date) => part(zone, at, 'timeZoneName') || timeZone,
    number: (value: number) => number.format(value),
    size: (bytes: number) => size(bytes, words),
  };
}

function size(bytes: number, { format, sizeUnits }: MailWords): string {
  const power = Math.min(sizeUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const number = new Intl.NumberFormat(format, { maximumFractionDigits: 1 });
  return `${number.format(bytes / 1_000 ** power)} ${sizeUnits[power]}`;
}

function entryOf(t: VisitorTouchpointView, words: MailWords, title: string, form: Formats): TranscriptEntry | null {
  const says = words.transcript;
  const agent = t.details.agentName;
  if (t.kind === 'message') return messageEntry(t, words, title, form);
  if ((t.kind === 'conversation.assigned' || t.kind === 'agent.joined') && agent)
    return { kind: 'event', text: says.joined(isolated(agent)) };
  if (t.kind === 'agent.withdrew' && agent) return { kind: 'event', text: says.withdrew(isolated(agent)) };
  if (t.kind !== 'conversation.closed') return null;
  return { kind: 'event', text: t.details.reason === 'customer' ? says.endedByCustomer : says.ended };
}

function messageEntry(t: VisitorTouchpointView, words: MailWords, title: string, form: Formats): TranscriptEntry {
  const own = t.direction === 'in';
  return {
    kind: 'message',
    own,
    author: t.author.name || (own ? words.you : title),
    time: form.time(new Date(t.at)),
    text: t.text ?? '',
    attachments: t.attachments.map((file) => attachmentLine(file, form)),
  };
}

const attachmentLine = ({ name, sizeBytes }: AttachmentView, form: Formats) =>
  `${isolated(name)} (${form.size(sizeBytes)})`;

/** Keeps a name of the other direction from turning the sentence it stands in. */
const isolated = (text: string) => `\u2068${text}\u2069`;

function withDay(entry: TranscriptEntry | null, { at }: VisitorTouchpointView, form: Formats): TranscriptEntry[] {
  return entry ? [{ kind: 'day', text: form.day(new Date(at)) }, entry] : [];
}

/** The text of the day heading before this place. */
function dayBefore(entries: TranscriptEntry[], place: number): string | undefined {
  return entries.findLast((entry, i): entry is { kind: 'day'; text: string } => i < place && entry.kind === 'day')
    ?.text;
}
