import type { Dice } from '../../history/dice.js';
import type { World } from '../world.js';
import type { Phone } from './phones.js';

/**
 * What somebody does with a phone, one thing a line:
 * `ring +982191000000`, `text +982191000000 hello`, `wait 2.5` (seconds), `press 12#`, `say hello`, `answer`, `decline`, `hang up`,
 * and `always answer 1` (`wait`, `answer`, `machine`, `decline` or `off`, after so many seconds) for calls that come to it.
 */
export type Script = string;

type Act = (phone: Phone) => void;
interface Step {
  waitMs: number;
  act: Act | null;
}

const HABITS = ['wait', 'answer', 'machine', 'decline', 'off'] as const;

/** @throws RangeError naming the line that nobody can follow */
export function readScript(script: Script): Step[] {
  const lines = script.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map(readLine);
}

function readLine(line: string): Step {
  const [, word = '', first = '', rest = ''] = /^(\S+)(?:\s+(\S+))?(?:\s+(.*))?$/.exec(line) ?? [];
  const words = line.slice(word.length).trim();
  if (word === 'wait') return { waitMs: secondsOf(first, line) * 1_000, act: null };
  const habit = word === 'always' ? HABITS.find((one) => one === first) : undefined;
  const habitMs = habit ? secondsOf(rest || '1', line) * 1_000 : 0;
  const acts: Record<string, Act | false> = {
    ring: (phone) => void phone.ring(first),
    text: (phone) => void phone.text(first, rest),
    press: (phone) => phone.press(first),
    say: (phone) => phone.say(words),
    answer: (phone) => phone.answer(),
    decline: (phone) => phone.decline(),
    hang: first === 'up' && ((phone) => phone.hangUp()),
    always: habit !== undefined && ((phone) => phone.always(habit, habitMs)),
  };
  const act = acts[word];
  if (!act) throw new RangeError(`Nobody can follow: ${line}`);
  return { waitMs: 0, act };
}

function secondsOf(text: string, line: string): number {
  const seconds = Number(text);
  if (text === '' || !Number.isFinite(seconds) || seconds < 0) throw new RangeError(`Nobody can follow: ${line}`);
  return seconds;
}

/**
 * Lets a phone do what the script says, each thing at its time; several may play at once.
 * @returns how long it takes, in milliseconds: so far the clock must go for the last of it
 */
export function playScript({ time }: Pick<World, 'time'>, phone: Phone, script: Script): number {
  let at = 0;
  for (const { waitMs, act } of readScript(script)) {
    at += waitMs;
    if (act) time.after(at, () => act(phone));
  }
  return at;
}

/**
 * A caller whom nobody could foresee: presses, speaks, waits, and hangs up at some moment.
 * @param to the number that they ring
 */
export function randomScript(dice: Dice, to: string): Script {
  const lines = [`wait ${dice.between(0, 300) / 10}`, `ring ${to}`];
  for (let left = dice.between(0, 6); left > 0; left -= 1) {
    lines.push(`wait ${dice.between(0, 200) / 10}`);
    lines.push(dice.maybe(0.6) ? `press ${dice.pick(['0', '1', '2', '3', '9', '*', '#'])}` : 'say hello');
  }
  return [...lines, `wait ${dice.between(0, 1_200) / 10}`, 'hang up'].join('\n');
}
