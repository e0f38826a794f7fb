import type { Dice } from '../../../server/demo/history/dice.js';
import type { ActName, Plot } from './acts.js';

const WRONG: ActName[] = ['presses 9', 'mumbles', 'is silent'];
const IN_VAIN: ActName[] = [
  'is offered and declined',
  'is offered in vain',
  'is accepted by a page that is gone',
  'is accepted by a page that declines',
  'is accepted by a page that nobody answers',
];
const MESSAGES: Plot[] = [
  ['says nothing after the tone'],
  ['says nothing after the tone', 'hangs up'],
  ['is asked for a message', 'hangs up'],
  ['leaves a message', 'hangs up'],
  ['leaves a message', 'ends it with the hash key'],
];
const GOES: Plot[] = [['hangs up'], ['is offered', 'hangs up'], ['is accepted by a page that rings', 'hangs up']];
const ENDS: ActName[] = ['hangs up', 'is hung up on by the agent', 'is closed by the agent'];

/** A call that nobody could foresee: through the menu to somebody, to a message or away again. The same for the same chance. */
export function randomPlot(dice: Dice): Plot {
  const wrong = some(dice, WRONG, 2);
  if (dice.maybe(0.12)) return [...wrong, 'hangs up'];
  if (dice.maybe(0.15)) return [...wrong, 'presses 2', ...dice.pick(MESSAGES)];
  const line: Plot = [...wrong, dice.pick(['presses 1', 'says sales'] as const), 'waits in line'];
  if (dice.maybe(0.1)) return [...line, 'presses 2', ...dice.pick(MESSAGES)];
  line.push(...some(dice, IN_VAIN, 2));
  if (dice.maybe(0.2)) return [...line, ...dice.pick(GOES)];
  return [...line, 'talks', 'talks on', dice.pick(ENDS)];
}

const some = (dice: Dice, among: ActName[], most: number): Plot =>
  Array.from({ length: dice.between(0, most) }, () => dice.pick(among));
