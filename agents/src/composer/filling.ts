import type { ChannelName, HoursView, Locale, QueueView } from '../../../server/contract/index.js';
import { formatFor, isNumber } from '../base/format.js';

/** What a canned reply may leave open, in the order in which it is offered. */
export const PLACEHOLDERS = [
  'customer.name',
  'customer.firstName',
  'customer.lastName',
  'agent.name',
  'agent.firstName',
  'conversation.number',
  'queue.name',
  'queue.hours',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type Filling = Readonly<Record<Placeholder, string>>;

/** From what it is filled in. Where nothing is under way yet, there is no number. */
export interface Known {
  customer: string;
  agent: string;
  number?: number;
  channel?: ChannelName;
  queue?: Pick<QueueView, 'name' | 'nameFa' | 'hours'>;
}

/** In the words, digits and names of the language that is written. What is not known is empty. */
export function fillingFrom({ customer, agent, number, channel, queue }: Known, locale: Locale): Filling {
  const [theirs, mine] = [nameIn(customer), nameIn(agent)];
  return {
    'customer.name': theirs,
    'customer.firstName': theirs.split(' ')[0] as string,
    'customer.lastName': theirs.split(' ').slice(1).join(' '),
    'agent.name': mine,
    'agent.firstName': mine.split(' ')[0] as string,
    'conversation.number': number === undefined ? '' : formatFor(locale).plain(number),
    'queue.name': (locale === 'fa' && queue?.nameFa) || (queue?.name ?? ''),
    'queue.hours': queue ? hoursIn(queue.hours, channel, locale) : '',
  };
}

/** Of whom only a number or an address is known, nobody knows the name. */
function nameIn(name: string): string {
  const words = name.trim().replace(/\s+/g, ' ');
  return isNumber(words.replaceAll(' ', '')) || /^\S+@\S+$/.test(words) ? '' : words;
}

/**
 * Fills in `{{customer.firstName}}`, or what stands behind a bar, `{{customer.firstName|there}}`, where that is not known; else it
 * leaves no hole: the space before it goes as well, at the beginning of a line the comma behind it. What is no placeholder stays, so
 * that it is seen. What is filled in is not looked through again.
 */
export function filled(text: string, values: Filling): string {
  const known = (name: string): string | undefined =>
    Object.hasOwn(values, name) ? values[name as Placeholder] : undefined;
  return withoutEmptyBeginnings(text, (name) => known(name) === '').replace(
    /([^\S\n]*)\{\{\s*([\w.]+)\s*(?:\|([^{}\n]*))?\}\}/g,
    (all, space: string, name: string, instead = '') => {
      const value = known(name);
      if (value === undefined) return all;
      const words = value || instead.trim();
      return words && space + words;
    },
  );
}

function withoutEmptyBeginnings(text: string, isMissing: (name: string) => boolean): string {
  const less = text.replace(/^[^\S\n]*\{\{\s*([\w.]+)\s*\}\}[,،:;]?[^\S\n]*/gm, (all, name: string) =>
    isMissing(name) ? '' : all,
  );
  return less === text ? text : withoutEmptyBeginnings(less, isMissing);
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
/** The week begins on Saturday where Persian is read. */
const FIRST_DAY: Record<Locale, number> = { fa: 6, en: 1 };

/** "Monday–Thursday 09:00–17:00, Friday 09:00–13:00". Empty where it never opens. */
export function hoursIn(hours: HoursView, channel: ChannelName | undefined, locale: Locale): string {
  const f = formatFor(locale);
  const { alwaysOpen, week } = (channel && hours.byChannel[channel]) ?? hours;
  if (alwaysOpen) return `${f.plain(24)}/${f.plain(7)}`;
  const time = (minutes: number) => f.time(+new Date(2023, 0, 1, 0, minutes));
  const runs: { days: number[]; spans: string }[] = [];
  for (let i = 0; i < DAYS.length; i++) {
    const day = (FIRST_DAY[locale] + i) % DAYS.length;
    const spans = f.list(week[DAYS[day]!].map(([from, to]) => `${time(from)}–${time(to)}`));
    const last = runs.at(-1);
    if (last?.spans === spans) last.days.push(day);
    else runs.push({ days: [day], spans });
  }
  return runs
    .filter(({ spans }) => spans !== '')
    .map(({ days, spans }) => {
      const [first, last] = [f.weekday(days[0]!), f.weekday(days.at(-1)!)];
      return `${days.length > 1 ? `${first}–${last}` : first} ${spans}`;
    })
    .join(locale === 'fa' ? '، ' : ', ');
}
