import { StoreError } from './errors.js';
import { isNothing, type Operator, unaryOrNull, withArgs } from './expression-scope.js';
import { numberOf } from './numbers.js';
import { toNumber } from './value.js';

type Bounds = [least: number, most: number];

const ALL: Bounds = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const FINITE: Bounds = [-Number.MAX_VALUE, Number.MAX_VALUE];

/** A function of a number within bounds; NaN gives NaN. */
const real = (name: string, run: (value: number) => number, [least, most]: Bounds = ALL): Operator =>
  unaryOrNull((value) => {
    const number = toNumber(numberOf(value, name));
    if (Number.isNaN(number) || (number >= least && number <= most)) return run(number);
    throw new StoreError('Location50989', `cannot apply ${name} to ${number}, value must be in [${least},${most}]`);
  });

const HALF_TURN = 180;

export const trigonometry: Record<string, Operator> = {
  $sin: real('$sin', Math.sin, FINITE),
  $cos: real('$cos', Math.cos, FINITE),
  $tan: real('$tan', Math.tan, FINITE),
  $asin: real('$asin', Math.asin, [-1, 1]),
  $acos: real('$acos', Math.acos, [-1, 1]),
  $atan: real('$atan', Math.atan),
  $sinh: real('$sinh', Math.sinh),
  $cosh: real('$cosh', Math.cosh),
  $tanh: real('$tanh', Math.tanh),
  $asinh: real('$asinh', Math.asinh),
  $acosh: real('$acosh', Math.acosh, [1, Number.POSITIVE_INFINITY]),
  $atanh: real('$atanh', Math.atanh, [-1, 1]),
  $degreesToRadians: real('$degreesToRadians', (value) => (value * Math.PI) / HALF_TURN),
  $radiansToDegrees: real('$radiansToDegrees', (value) => (value * HALF_TURN) / Math.PI),
  $atan2: withArgs(2, 2, (y: unknown, x: unknown) =>
    isNothing(y) || isNothing(x)
      ? null
      : Math.atan2(...([y, x].map((v) => toNumber(numberOf(v, '$atan2'))) as [number, number])),
  ),
};
