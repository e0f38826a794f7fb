import type { QueueRecord } from '../../contract/index.js';
import type { Colleague, Crew, Passed } from './crew.js';
import type { Dice } from './dice.js';
import type { Person } from './people.js';
import {
  anOrder,
  aProduct,
  COMMENTS,
  type Filling,
  OFFLINE_REPLY,
  type QueueName,
  type Script,
  type Step,
  worded,
} from './script.js';
import type { Story } from './story.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export interface Stage {
  dice: Dice;
  crew: Crew;
  queueNamed: (name: QueueName) => QueueRecord;
  isOpen: (at: number) => boolean;
  /** The first open instant that is not before this one. */
  opensAt: (at: number) => number;
}

export interface Part {
  person: Person;
  script: Script;
  at: number;
  /** First words came by the form for outside hours. */
  offline: boolean;
  /** Ends where the agent puts it aside until then. */
  snoozedUntil?: number;
}

/** Tells one talk from its opening to its end. @returns when it was over */
export function tellTalk(story: Story, part: Part, stage: Stage): number {
  const { dice } = stage;
  const { person, script, at } = part;
  const filling: Filling = {
    name: person.called,
    city: person.city,
    order: anOrder(person.locale, dice),
    product: aProduct(person.locale, dice),
    agent: '',
  };
  const [firstStep, ...rest] = script.steps;
  story.hears(worded(wordsOf(firstStep!), filling, dice), at, part.offline ? 'offlineForm' : 'chat');
  story.open();
  const found = findAgent(story, part, stage, at + SECOND, []);
  if (!found.agent) return found.at;
  const teller: Teller = {
    story,
    part,
    stage,
    filling,
    agent: found.agent,
    at: found.at,
    since: found.at,
    left: false,
  };
  if (part.offline) greetLate(teller);
  for (const step of rest) {
    if (step[0] === 'sleep' && part.snoozedUntil) return sleepOn(teller, part.snoozedUntil);
    play(teller, step);
    if (teller.left) return teller.at;
  }
  return end(teller);
}

interface Teller {
  story: Story;
  part: Part;
  stage: Stage;
  filling: Filling;
  agent: Colleague;
  at: number;
  /** When the present agent got it. */
  since: number;
  /** The customer waited too long for another agent. */
  left: boolean;
}

const wordsOf = (step: Step) => (step[0] === 'sleep' ? '' : step[0] === 'to' ? step[2] : step[1]);

/** Offers it round until somebody has it; somebody who waits too long for that leaves. */
function findAgent(story: Story, { person, offline }: Part, stage: Stage, from: number, passed: Passed[]) {
  const { dice, crew } = stage;
  const patience = offline ? Number.POSITIVE_INFINITY : dice.between(3, 8) * MINUTE;
  const leavesEarly = !offline && passed.length === 0 && dice.maybe(0.05);
  const passedBy = [...passed];
  let noted = false;
  let at = from;
  for (;;) {
    const open = stage.isOpen(at) || !offline;
    const choice = crew.choose({ queue: story.queue(), locale: person.locale, at, passedBy, open });
    const { chosen } = choice;
    if (!chosen) {
      if (!noted) story.waits(choice, at);
      noted = true;
      if (at - from > patience) return leave(story, at);
      passedBy.length = 0; // after a while everybody is asked again
      at = open ? at + 30 * SECOND : stage.opensAt(at) + dice.between(2, 12) * MINUTE;
      continue;
    }
    const offerId = story.offer({ ...choice, chosen }, at);
    if (leavesEarly) return leave(story, at + dice.between(8, 25) * SECOND);
    const fate = dice.roll();
    if (fate < 0.09) {
      at += story.queue().offerSeconds * SECOND;
      passedBy.push(story.passes(offerId, chosen, 'missed', at));
    } else if (fate < 0.12) {
      at += dice.between(3, 15) * SECOND;
      passedBy.push(story.passes(offerId, chosen, 'declined', at));
    } else {
      at += dice.between(3, 19) * SECOND;
      story.accept(offerId, chosen, at);
      return { agent: chosen, at };
    }
    at += 300;
  }
}

function leave(story: Story, at: number): { agent: null; at: number } {
  story.close('customer', at);
  return { agent: null, at };
}

function play(teller: Teller, step: Step): void {
  const { story, stage, agent } = teller;
  const text = worded(wordsOf(step), { ...teller.filling, agent: agent.name }, stage.dice);
  if (step[0] === 'c') story.hears(text, later(teller, text, 9, 60));
  else if (step[0] === 'a') story.says(agent, text, later(teller, text, 6, 35));
  else if (step[0] === 'note') story.note(agent, text, later(teller, text, 5, 20));
  else if (step[0] === 'colleague') toColleague(teller, text);
  else if (step[0] === 'to') toQueue(teller, step[1], text);
  else sleepOver(teller);
}

function toColleague(teller: Teller, text: string): void {
  const { story, stage, part, agent } = teller;
  const to = stage.crew.another(story.queue(), agent.id, part.person.locale);
  if (!to) return;
  story.toColleague(agent, to, text, later(teller, text, 10, 30));
  changeHands(teller, to, teller.at);
}

function toQueue(teller: Teller, name: QueueName, text: string): void {
  const { story, stage, part, agent } = teller;
  const left = story.toQueue(agent, stage.queueNamed(name), text, later(teller, text, 10, 30));
  const next = findAgent(story, part, stage, teller.at + SECOND, [left]);
  if (next.agent) changeHands(teller, next.agent, next.at);
  else {
    stage.crew.take(agent.id, teller.since, teller.at);
    Object.assign(teller, { at: next.at, left: true });
  }
}

/** People take longer over more words. */
function later(teller: Teller, text: string, least: number, most: number): number {
  teller.at += teller.stage.dice.between(least, most) * SECOND + Math.min(text.length, 160) * 120;
  return teller.at;
}

function changeHands(teller: Teller, to: Colleague, at: number): void {
  teller.stage.crew.take(teller.agent.id, teller.since, teller.at);
  Object.assign(teller, { agent: to, at, since: at });
}

function sleepOver(teller: Teller): void {
  const { story, stage, agent } = teller;
  const at = later(teller, '', 5, 20);
  const wakesAt = stage.opensAt(nextMorning(at)) + stage.dice.between(20, 50) * MINUTE;
  story.snooze(agent, wakesAt, at);
  stage.crew.take(agent.id, teller.since, at);
  story.wake(agent, wakesAt + 4 * SECOND);
  Object.assign(teller, { at: wakesAt + 4 * SECOND, since: wakesAt });
}

const nextMorning = (at: number) => at + 12 * 60 * MINUTE;

function sleepOn(teller: Teller, until: number): number {
  const at = later(teller, '', 5, 20);
  teller.story.snooze(teller.agent, until, at);
  return at;
}

function greetLate(teller: Teller): void {
  const { story, stage, part } = teller;
  const text = worded(OFFLINE_REPLY[part.person.locale], teller.filling, stage.dice);
  story.says(teller.agent, text, later(teller, text, 20, 60));
}

/** Whoever ends it, the agent writes it up: at once, or after a moment of wrap-up. */
function end(teller: Teller): number {
  const { story, stage, part, agent } = teller;
  const { dice } = stage;
  const { outcome, summary } = part.script;
  const wrote = { outcome, ...(summary && { note: worded(summary, teller.filling, dice) }) };
  const endedAt = later(teller, '', 8, 50);
  let at = endedAt;
  if (dice.maybe(0.6)) {
    story.wrapUp(agent, at);
    at += dice.between(6, 28) * SECOND;
  }
  story.close(agent, at, wrote);
  stage.crew.take(agent.id, teller.since, at);
  return afterwards(story, part, dice, Math.max(at, endedAt));
}

function afterwards(story: Story, { person, script, offline }: Part, dice: Dice, endedAt: number): number {
  let at = endedAt;
  if (script.liking && !offline && dice.maybe(0.55)) {
    at += dice.between(5, 90) * SECOND;
    const score = Math.max(1, Math.min(5, script.liking + dice.pick([0, 0, 0, 0, 1, 1, -1, -1, -2])));
    const comment = dice.maybe(0.35) ? dice.pick(COMMENTS[person.locale][score]!) : undefined;
    story.rate(score, comment, at);
  }
  if (person.email && dice.maybe(0.08)) {
    at += dice.between(5, 40) * SECOND;
    story.mailTranscript(person.email, at);
  }
  return at;
}
