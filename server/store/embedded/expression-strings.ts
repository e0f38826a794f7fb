import { BSONRegExp } from 'bson';
import { StoreError } from './errors.js';
import { intOf } from './expression-arrays.js';
import { isNothing, type Operator, unary, withArgs, withNamed } from './expression-scope.js';
import { textOf } from './expression-types.js';
import { regexOf } from './leaf-tests.js';
import { budgetOf, checkBytes, roughBytes } from './memory.js';
import { toRegExp } from './regex.js';
import { compareStrings, type Doc, toNumber, typeName } from './value.js';

type Code = `Location${number}`;

function stringOf(value: unknown, op: string, code: Code): string {
  if (typeof value === 'string') return value;
  throw new StoreError(code, `${op} requires a string argument, found: ${typeName(value)}`);
}

/** What an operator that takes nearly anything for text makes of it: null and missing are empty. */
const loose = (value: unknown, op: string): string => (isNothing(value) ? '' : textOf(value, op));

/** ASCII alone changes its case, as in MongoDB. */
const upper = (text: string): string => text.replace(/[a-z]+/g, (part) => part.toUpperCase());
const lower = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());

function concat(...values: unknown[]): string | null {
  if (values.some(isNothing)) return null;
  const texts = values.map((value) => stringOf(value, '$concat', 'Location16702'));
  checkBytes(
    '$concat',
    texts.reduce((sum, { length }) => sum + length, 0),
  );
  return texts.join('');
}

function split(text: unknown, by: unknown): string[] | null {
  if (isNothing(text) || isNothing(by)) return null;
  const separator = stringOf(by, '$split', 'Location40086');
  if (separator === '') throw new StoreError('Location40087', '$split requires a non-empty separator');
  const parts = stringOf(text, '$split', 'Location40085').split(separator, MOST_PARTS + 1);
  checkBytes('$split', parts.length * PART_BYTES);
  return parts;
}

/** About what a part of a string takes. */
const PART_BYTES = 40;
const MOST_PARTS = (100 * 1024 * 1024) / PART_BYTES;

/** Characters are code points. */
function substringOfPoints(text: unknown, start: unknown, count: unknown): string {
  const [from, length] = [intOf(start, '$substrCP', 'Location34450'), intOf(count, '$substrCP', 'Location34452')];
  if (from < 0 || length < 0) throw new StoreError('Location34451', '$substrCP needs places of at least 0');
  return [...loose(text, '$substrCP')].slice(from, from + length).join('');
}

/** Bytes are those of UTF-8; a place within a character is refused. */
function substringOfBytes(text: unknown, start: unknown, count: unknown): string {
  const bytes = Buffer.from(loose(text, '$substrBytes'));
  const [from, length] = [toNumber(start), toNumber(count)];
  if (from < 0) throw new StoreError('Location50752', '$substrBytes needs a start of at least 0');
  const end = length < 0 ? bytes.length : Math.min(bytes.length, from + length);
  for (const at of [from, end])
    if (at < bytes.length && (bytes[at]! & 0xc0) === 0x80)
      throw new StoreError(
        'Location28656',
        '$substrBytes: Invalid range, ending or starting in the middle of a UTF-8 character.',
      );
  return bytes.toString('utf8', Math.min(from, bytes.length), end);
}

const indexIn =
  (
    op: string,
    code: Code,
    partsOf: (text: string) => { length: number },
    find: (text: string, part: string, from: number, to: number) => number,
  ): Operator =>
  (arg, compile, name) =>
    withArgs(2, 4, (text: unknown, part: unknown, start: unknown = 0, stop?: unknown) => {
      if (isNothing(text)) return null;
      const whole = stringOf(text, op, code);
      const from = intOf(start, op, 'Location40096');
      const to = stop === undefined ? partsOf(whole).length : intOf(stop, op, 'Location40096');
      if (from < 0 || to < 0) throw new StoreError('Location40097', `${op} needs indexes of at least 0`);
      return find(whole, stringOf(part, op, 'Location40094'), from, to);
    })(arg, compile, name);

function findPoints(text: string, part: string, from: number, to: number): number {
  const points = [...text].slice(0, to);
  const at = points.slice(from).join('').indexOf(part);
  return at < 0 || from > points.length ? -1 : from + [...points.slice(from).join('').slice(0, at)].length;
}

function findBytes(text: string, part: string, from: number, to: number): number {
  const bytes = Buffer.from(text).subarray(0, to);
  return from > bytes.length ? -1 : bytes.indexOf(part, from);
}

const WHITE = '\\0\\s';
/** Cuts characters at the ends: white space and zeros, or those that are given. */
const trimming = (begin: boolean, end: boolean): Operator =>
  withNamed(['input'], ['chars'], (values) => {
    const { input, chars } = values;
    if (isNothing(input) || ('chars' in values && isNothing(chars))) return null;
    const text = stringOf(input, '$trim', 'Location50699');
    const set = chars === undefined ? undefined : new Set(stringOf(chars, '$trim', 'Location50700'));
    const isCut = (char: string): boolean => (set ? set.has(char) : new RegExp(`^[${WHITE}]$`, 'u').test(char));
    const points = [...text];
    let [from, to] = [0, points.length];
    while (begin && from < to && isCut(points[from]!)) from += 1;
    while (end && to > from && isCut(points[to - 1]!)) to -= 1;
    return points.slice(from, to).join('');
  });

const replacing = (op: string, run: (text: string, find: string, by: string) => string): Operator =>
  withNamed(['input', 'find', 'replacement'], [], ({ input, find, replacement }) => {
    if ([input, find, replacement].some(isNothing)) return null;
    return run(
      stringOf(input, op, 'Location51746'),
      stringOf(find, op, 'Location51745'),
      stringOf(replacement, op, 'Location51744'),
    );
  });

function replaceAll(text: string, find: string, by: string): string {
  let found = find === '' ? text.length + 1 : 0;
  if (find !== '') for (let at = text.indexOf(find); at >= 0; at = text.indexOf(find, at + find.length)) found += 1;
  checkBytes('$replaceAll', text.length + found * (by.length - find.length));
  return text.replaceAll(find, () => by);
}

/** A pattern with its flags, which may stand in either place; `g` finds all. */
function patternOf(regex: unknown, options: unknown, op: string): RegExp {
  if (typeof regex !== 'string' && !(regex instanceof BSONRegExp))
    throw new StoreError('Location51105', `${op} needs 'regex' to be of type string or regex`);
  const found = toRegExp(regexOf(regex, options ?? undefined));
  return new RegExp(found.source, `${found.flags}g`);
}

/** @param idx where it begins, in code points */
const shown = (match: RegExpMatchArray, idx: number): Doc => ({
  match: match[0],
  idx,
  captures: match.slice(1).map((one) => one ?? null),
});

function* eachShown(matches: Iterable<RegExpMatchArray>, text: string): Generator<Doc> {
  const budget = budgetOf('$regexFindAll');
  let [at, points] = [0, 0];
  for (const match of matches) {
    points += pointsIn(text, at, match.index!);
    at = match.index!;
    const made = shown(match, points);
    budget.take(roughBytes(made));
    yield made;
  }
}

/** How many code points there are between two places. */
function pointsIn(text: string, from = 0, to = text.length): number {
  let points = 0;
  for (let at = from; at < to; points += 1) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return points;
}

const matching = (
  op: string,
  none: unknown,
  run: (matches: RegExpStringIterator<RegExpMatchArray>, text: string) => unknown,
): Operator =>
  withNamed(['input', 'regex'], ['options'], ({ input, regex, options }) => {
    if (isNothing(input) || isNothing(regex)) return none;
    const text = stringOf(input, op, 'Location51104');
    return run(text.matchAll(patternOf(regex, options, op)), text);
  });

type RegExpStringIterator<T> = IterableIterator<T>;

const substrBytes = withArgs(3, 3, substringOfBytes);

export const strings: Record<string, Operator> = {
  $concat: (arg, compile, name) => withArgs(0, Number.POSITIVE_INFINITY, concat)(arg, compile, name),
  $split: withArgs(2, 2, split),
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP: withArgs(3, 3, substringOfPoints),
  $strLenCP: unary((value) => pointsIn(stringOf(value, '$strLenCP', 'Location34471'))),
  $strLenBytes: unary((value) => Buffer.byteLength(stringOf(value, '$strLenBytes', 'Location34473'))),
  $indexOfCP: indexIn('$indexOfCP', 'Location40093', (text) => [...text], findPoints),
  $indexOfBytes: indexIn('$indexOfBytes', 'Location40091', (text) => Buffer.from(text), findBytes),
  $toUpper: unary((value) => upper(loose(value, '$toUpper'))),
  $toLower: unary((value) => lower(loose(value, '$toLower'))),
  $strcasecmp: withArgs(2, 2, (a: unknown, b: unknown) =>
    Math.sign(compareStrings(upper(loose(a, '$strcasecmp')), upper(loose(b, '$strcasecmp')))),
  ),
  $trim: trimming(true, true),
  $ltrim: trimming(true, false),
  $rtrim: trimming(false, true),
  $replaceOne: replacing('$replaceOne', (text, find, by) => text.replace(find, () => by)),
  $replaceAll: replacing('$replaceAll', replaceAll),
  $regexMatch: matching('$regexMatch', false, (matches) => !matches.next().done),
  $regexFind: matching('$regexFind', null, (matches, text) => {
    const { value, done } = matches.next();
    return done ? null : shown(value, pointsIn(text, 0, value.index));
  }),
  $regexFindAll: matching('$regexFindAll', [], (matches, text) => [...eachShown(matches, text)]),
};
