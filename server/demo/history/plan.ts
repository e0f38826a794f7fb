import type { QueueRecord, SiteRecord, UserRecord } from '../../contract/index.js';
import type { PresenceChangeRecord } from '../../routing/index.js';
import { type Calendar, makeCalendar, type Slot } from './calendar.js';
import { makeCrew } from './crew.js';
import { type Dice, makeDice } from './dice.js';
import { PEOPLE_OUTSIDE, type Person } from './people.js';
import { tellPresence } from './presence.js';
import { type PageName, type QueueName, type Script, sleeps } from './script.js';
import { SCRIPTS } from './scripts/index.js';
import { conversationIdOf, idOf, makeStory, type Story } from './story.js';
import { type Part, type Stage, tellTalk } from './tell.js';

const SEED = 1_404;
const DAYS = 120;
const DAY = 86_400_000;
const COUNTS = { past: 322, offline: 9, snoozed: 3 };

export interface Cast {
  site: Pick<SiteRecord, '_id'>;
  queues: Record<QueueName, QueueRecord>;
  agents: UserRecord[];
  publicUrl: string;
}

export interface Regular {
  id: string;
  person: Person;
  stories: Story[];
  /** Not before this will they write again. */
  quietUntil: number;
}

interface History {
  people: Regular[];
  stories: Story[];
  presence: PresenceChangeRecord[];
}

/** The months as they were: who wrote when, about what, and what became of it. Oldest first. */
export function tellHistory(cast: Cast, now: Date): History {
  const dice = makeDice(SEED);
  const calendar = makeCalendar(cast.queues.Orders.hours, now.getTime());
  const stage: Stage = {
    dice,
    crew: makeCrew(cast.agents, dice),
    queueNamed: (name) => cast.queues[name],
    isOpen: calendar.open,
    opensAt: calendar.opensAt,
  };
  const people: Regular[] = PEOPLE_OUTSIDE.map((person, i) => {
    return { id: idOf('customer', i), person, stories: [], quietUntil: 0 };
  });
  const stories: Story[] = [];
  for (const [i, slot] of slotsOf(calendar, dice).entries()) {
    const writer = writerAt(people, slot, COUNTS.past - i, dice);
    const script = scriptFor(writer.person, slot, now.getTime(), dice);
    const part: Part = { person: writer.person, script, at: slot.at, offline: slot.kind === 'offline' };
    if (slot.kind === 'snoozed') part.snoozedUntil = calendar.tomorrow();
    const story = beginTalk(cast, writer, part, stories.length + 1, dice);
    const overAt = tellTalk(story, part, stage);
    if (overAt > now.getTime() - 10_000) continue; // it would still be going on
    writer.quietUntil = overAt + DAY * dice.between(1, 3);
    writer.stories.push(story);
    stories.push(story);
  }
  const agentIds = cast.agents.map(({ _id }) => _id);
  return { people, stories, presence: tellPresence(agentIds, stage.crew, calendar, now.getTime() - DAYS * DAY) };
}

/** Of all that any telling can have. */
export const everyConversationId = (): string[] =>
  Array.from({ length: 2 * COUNTS.past }, (_, i) => conversationIdOf(talkKey(i + 1)));

const talkKey = (number: number) => `talk ${number}`;

function slotsOf(calendar: Calendar, dice: Dice): Slot[] {
  return [
    ...calendar.pastSlots(COUNTS.past, DAYS, dice),
    ...calendar.offlineSlots(COUNTS.offline, DAYS - 10, dice),
    ...calendar.todaySlots(dice),
    ...calendar.snoozedSlots(COUNTS.snoozed),
  ].sort((a, b) => a.at - b.at);
}

/** Buyers of many things write more; and everybody has written by the end. */
function writerAt(people: Regular[], { at }: Slot, left: number, dice: Dice): Regular {
  const silent = people.filter(({ stories }) => stories.length === 0);
  if (silent.length > 0 && (silent.length >= left - 5 || dice.maybe((2.5 * silent.length) / Math.max(1, left)))) {
    return dice.pick(silent);
  }
  const free = people.filter(({ quietUntil, stories }) => quietUntil < at && stories.length > 0);
  const among = free.length > 0 ? free : people;
  return dice.pick(among.flatMap((one) => Array<Regular>(Math.min(8, one.person.orders + 2)).fill(one)));
}

function scriptFor({ locale }: Person, { kind, at }: Slot, now: number, dice: Dice): Script {
  // Waking takes until the next working day, which must be over by now.
  const fitting = SCRIPTS[locale].filter((script) => {
    if (kind === 'snoozed') return sleeps(script);
    return !sleeps(script) || (kind === 'past' && at < now - 5 * DAY);
  });
  return dice.pick(fitting);
}

function beginTalk(cast: Cast, writer: Regular, part: Part, number: number, dice: Dice): Story {
  const { person, script, at, offline } = part;
  const first = writer.stories.length === 0;
  const story = makeStory({
    key: talkKey(number),
    number,
    customer: { id: writer.id, name: person.name, verified: isVerified(person) },
    siteId: cast.site._id,
    queue: cast.queues[script.queue],
    locale: person.locale,
    at,
  });
  story.visit(pagesBefore(at, script.pages, cast.publicUrl, person, dice), dice.pick(REFERRERS));
  story.form(offline ? 'offline' : 'prechat', person.email, first && person.emailEvidence !== 'agent');
  return story;
}

export const isVerified = ({ emailEvidence, account }: Person): boolean =>
  emailEvidence === 'verified' || account !== undefined;

const REFERRERS = [undefined, undefined, 'https://www.google.com/', 'https://www.instagram.com/'];

const PAGES: Record<PageName, { file: string; en: string; fa: string }> = {
  home: { file: '', en: 'Kilim & Co: rugs with a story', fa: 'گلیم و شرکا: دست‌بافته‌هایی با داستان' },
  aseman: { file: 'kilim-aseman.html', en: 'Aseman kilim · Kilim & Co', fa: 'گلیم آسمان · گلیم و شرکا' },
  kavir: { file: 'kilim-kavir.html', en: 'Kavir runner · Kilim & Co', fa: 'گلیم کنارهٔ کویر · گلیم و شرکا' },
  anar: { file: 'gabbeh-anar.html', en: 'Anar gabbeh · Kilim & Co', fa: 'گبهٔ انار · گلیم و شرکا' },
  cart: { file: 'cart.html', en: 'Your basket · Kilim & Co', fa: 'سبد خرید · گلیم و شرکا' },
  about: { file: 'about.html', en: 'About and contact · Kilim & Co', fa: 'دربارهٔ ما و تماس · گلیم و شرکا' },
};

function pagesBefore(at: number, names: readonly PageName[], publicUrl: string, { locale }: Person, dice: Dice) {
  let seenAt = at;
  const pages = names.toReversed().map((name) => {
    seenAt -= dice.between(20, 140) * 1_000;
    return { url: `${publicUrl}/demo/${PAGES[name].file}`, title: PAGES[name][locale], at: seenAt };
  });
  return pages.reverse();
}
