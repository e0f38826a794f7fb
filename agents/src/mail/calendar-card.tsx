import { IconCalendarEvent, IconCalendarX } from '@tabler/icons-react';
import type { CalendarCard as Card } from '../../../server/contract/index.js';
import type { Format } from '../base/format.js';
import { useTexts } from '../base/use-texts.js';
import type { CalendarFate } from './calendar-fates.js';
import styles from './mail.module.css';
import { fullName } from './people.js';

interface Props {
  card: Card;
  /** What another mail made of it. */
  fate: CalendarFate | null;
}

/** An invitation as it stands now, in the calendar of the language and the time zone of this computer. */
export function CalendarCard({ card, fate }: Props) {
  const { t, f } = useTexts();
  const off = card.method === 'CANCEL' || fate === 'cancelled';
  const Icon = off ? IconCalendarX : IconCalendarEvent;
  return (
    <div className={styles.calendar} data-off={off || undefined} data-testid="mail-calendar">
      <Icon size={24} stroke={1.5} aria-hidden />
      <div className={styles.calendarText}>
        <span className={styles.small}>{whatItIs(card, fate, t)}</span>
        <strong dir="auto" className={styles.calendarName}>
          {card.summary || t('mail.noSubject')}
        </strong>
        {card.start && <span className="figures">{timesOf(card, card.start, f)}</span>}
        {card.start && !card.allDay && (
          <span className={styles.small}>{t('mail.calendar.zone', { zone: zoneName(f.locale) })}</span>
        )}
        {card.location && <bdi>{card.location}</bdi>}
        {card.organizer && (
          <span className={styles.small}>{t('mail.calendar.organizer', { name: fullName(card.organizer) })}</span>
        )}
      </div>
    </div>
  );
}

function whatItIs({ method, answer }: Card, fate: CalendarFate | null, t: ReturnType<typeof useTexts>['t']): string {
  if (fate) return t(`mail.calendar.${fate}`);
  return answer ? t(`mail.calendar.answer.${answer.is}`, { name: fullName(answer.by) }) : t(`mail.calendar.${method}`);
}

const DAY_MS = 86_400_000;

function timesOf({ end, allDay }: Card, start: string, f: Format): string {
  // A date is the same day everywhere; the end of an all-day one is the day after (RFC 5545).
  if (allDay) {
    const last = end ? noon(end) - DAY_MS : noon(start);
    return last > noon(start) ? `${f.date(noon(start))} – ${f.date(last)}` : f.date(noon(start));
  }
  if (!end) return f.dateTime(start);
  return f.date(start) === f.date(end)
    ? `${f.dateTime(start)} – ${f.time(end)}`
    : `${f.dateTime(start)} – ${f.dateTime(end)}`;
}

function noon(date: string): number {
  const [year = 0, month = 1, day = 1] = date.slice(0, 10).split('-').map(Number);
  return +new Date(year, month - 1, day, 12);
}

function zoneName(locale: Format['locale']): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'long' }).formatToParts(new Date());
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
