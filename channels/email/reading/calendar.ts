import { CALENDAR_ANSWERS, type CalendarCard, type MailAddress } from '../../../server/contract/index.js';
import { addressesOf } from './addresses.js';
import type { Part } from './body.js';
import { calendarTime } from './calendar-time.js';
import { cleanLine, clip } from './clean.js';

const METHODS = ['REQUEST', 'CANCEL', 'REPLY', 'COUNTER', 'PUBLISH'] as const;
const LARGEST = 256 * 1024;

interface Property {
  params: Record<string, string>;
  value: string;
}

/** The first event of a mail's calendar part (RFC 5545, 5546); null where there is none. */
export function calendarCard(parts: readonly Part[]): CalendarCard | null {
  const part =
    parts.find(({ type }) => type === 'text/calendar') ?? parts.find(({ type }) => type === 'application/ics');
  if (!part) return null;
  const lines = unfolded(part.content.toString('utf8', 0, LARGEST));
  const event = eventOf(lines);
  if (!event?.has('UID')) return null;
  const method = (part.method ?? calendarOf(lines).get('METHOD')?.value ?? '').toUpperCase();
  const start = timeOf(event.get('DTSTART'), lines);
  const text = (name: string, chars: number) => clip(plainValue(event.get(name)?.value ?? ''), chars);
  const answer = method === 'REPLY' ? answerOf(event.get('ATTENDEE')) : null;
  return {
    method: METHODS.find((known) => known === method) ?? 'OTHER',
    uid: text('UID', 500),
    sequence: Math.min(Number.parseInt(event.get('SEQUENCE')?.value ?? '0', 10) || 0, 1_000_000),
    summary: text('SUMMARY', 500),
    location: text('LOCATION', 500),
    organizer: personOf(event.get('ORGANIZER')),
    ...(answer && { answer }),
    start: start?.at ?? null,
    end: timeOf(event.get('DTEND'), lines)?.at ?? null,
    allDay: start?.allDay ?? false,
  };
}

const unfolded = (text: string) =>
  text
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .slice(0, 10_000);

function eventOf(lines: string[]): Map<string, Property> | null {
  const begin = lines.indexOf('BEGIN:VEVENT');
  if (begin === -1) return null;
  // An alarm within has a summary of its own.
  const ends = lines.slice(begin + 1).findIndex((line) => /^(END:VEVENT|BEGIN:)/.test(line));
  return propertiesOf(lines.slice(begin + 1, ends === -1 ? undefined : begin + 1 + ends));
}

/** What is said of the calendar, before its first component. */
const calendarOf = (lines: string[]) =>
  propertiesOf(
    lines.slice(
      1,
      Math.max(
        1,
        lines.findIndex((line, at) => at > 0 && line.startsWith('BEGIN:')),
      ),
    ),
  );

function propertiesOf(lines: string[]): Map<string, Property> {
  const properties = new Map<string, Property>();
  for (const line of lines) {
    const [, name, params = '', value = ''] =
      /^([A-Za-z-]{1,40})((?:;[A-Za-z-]{1,40}=(?:"[^"]*"|[^";:]*))*):(.*)$/.exec(line) ?? [];
    if (name && !properties.has(name.toUpperCase()))
      properties.set(name.toUpperCase(), { params: paramsOf(params), value });
  }
  return properties;
}

function paramsOf(text: string): Record<string, string> {
  const found = text.matchAll(/;([A-Za-z-]+)=(?:"([^"]*)"|([^";:]*))/g);
  return Object.fromEntries([...found].map(([, name, quoted, plain]) => [name!.toUpperCase(), quoted ?? plain ?? '']));
}

const plainValue = (value: string) => cleanLine(value.replace(/\\n/gi, ' ').replace(/\\([\\;,])/g, '$1'));

/** The one who answers is the only one named (RFC 5546, 3.2.3). */
function answerOf(property?: Property): CalendarCard['answer'] | null {
  const by = personOf(property);
  const said = property?.params.PARTSTAT?.toUpperCase();
  return by && { by, is: CALENDAR_ANSWERS.find((known) => known === said) ?? 'OTHER' };
}

function personOf(property?: Property): MailAddress | null {
  const [found] = addressesOf((property?.value ?? '').replace(/^mailto:/i, ''));
  return found ? { name: clip(cleanLine(property?.params.CN ?? ''), 200), address: found.address } : null;
}

function timeOf(property: Property | undefined, lines: string[]) {
  return property ? calendarTime(property.value, property.params.TZID ?? null, lines) : null;
}
