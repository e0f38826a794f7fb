import { StoreError, unsupported } from './errors.js';

/** What a part of a pattern becomes: JavaScript's text, and where in the pattern to go on. */
export interface Piece {
  text: string;
  next: number;
}

export const invalid = (why: string): StoreError =>
  new StoreError('Location51091', `Regular expression is invalid: ${why}`);

export const ANYTHING = '[\\s\\S]';
export const END = `(?!${ANYTHING})`;
export const NEWLINE = '\\n';
export const notNewline = '[^\\n]';

const VERTICAL = '\\n-\\r\\u{85}\\u{2028}\\u{2029}';
const HORIZONTAL = '\\t \\u{a0}\\u{1680}\\u{180e}\\u{2000}-\\u{200a}\\u{202f}\\u{205f}\\u{3000}';
const SPACE = '\\t-\\r ';

/** Classes by their letter; PCRE's space and word characters are those of ASCII. */
export const CLASSES: Record<string, string> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[0-9A-Z_a-z]',
  W: '[^0-9A-Z_a-z]',
  s: `[${SPACE}]`,
  S: `[^${SPACE}]`,
  v: `[${VERTICAL}]`,
  V: `[^${VERTICAL}]`,
  h: `[${HORIZONTAL}]`,
  H: `[^${HORIZONTAL}]`,
  N: notNewline,
};
const CHARACTERS: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f', e: '\x1b', a: '\x07' };
const PLACES: Record<string, string> = {
  b: '\\b',
  B: '\\B',
  A: `(?<!${ANYTHING})`,
  z: END,
  Z: `(?=${NEWLINE}?${END})`,
};

const SYNTAX = /[\^$\\.*+?()[\]{}|/\-&!#%,:;<=>@`~"']/;

/** One character that stands for itself. */
export function literal(char: string): string {
  return SYNTAX.test(char) ? `\\u{${char.codePointAt(0)!.toString(16)}}` : char;
}

/** Everything to the next \E stands for itself. */
export function quoted(pattern: string, at: number): Piece {
  const end = pattern.indexOf('\\E', at);
  const text = pattern.slice(at, end < 0 ? undefined : end);
  return { text: [...text].map(literal).join(''), next: end < 0 ? pattern.length : end + 2 };
}

/** What follows a backslash, outside a class. */
export function escapeAt(pattern: string, at: number): Piece {
  const char = pattern[at] ?? '';
  if (PLACES[char]) return { text: PLACES[char], next: at + 1 };
  if (/[1-9]/.test(char)) return backReference(pattern, at);
  const named = /^k<(\w+)>/.exec(pattern.slice(at));
  if (named) return { text: named[0].replace('k', '\\k'), next: at + named[0].length };
  return valueAt(pattern, at);
}

function backReference(pattern: string, at: number): Piece {
  if (/\d/.test(pattern[at + 1] ?? '')) throw unsupported('an escape of more than one digit in a regular expression');
  return { text: `(?:\\${pattern[at]})`, next: at + 1 };
}

/** An escape that means the same inside a class: a class of its own, or one character. */
export function valueAt(pattern: string, at: number): Piece {
  const char = pattern[at] ?? '';
  const next = at + 1;
  if (CLASSES[char]) return { text: CLASSES[char], next };
  if (char in CHARACTERS) return { text: codeOf(CHARACTERS[char]!.codePointAt(0)!), next };
  if (char === 'p' || char === 'P') return propertyAt(pattern, at);
  if (char === 'x') return hexAt(pattern, next);
  if (char === '0') return octalAt(pattern, at);
  if (char === 'E') return { text: '', next };
  if (/[GKCXRgko]/.test(char)) throw unsupported(`\\${char} in a regular expression`);
  if (char === '' || /[A-Za-z0-9]/.test(char)) throw invalid(`unrecognized character follows \\ at ${at}`);
  const whole = String.fromCodePoint(pattern.codePointAt(at)!);
  return { text: literal(whole), next: at + whole.length };
}

const codeOf = (code: number): string => `\\u{${code.toString(16)}}`;

function hexAt(pattern: string, at: number): Piece {
  const [found, braced, short] = /^(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{0,2}))/.exec(pattern.slice(at))!;
  return { text: codeOf(Number.parseInt(braced ?? (short || '0'), 16)), next: at + found.length };
}

function octalAt(pattern: string, at: number): Piece {
  const digits = /^[0-7]{1,3}/.exec(pattern.slice(at))![0];
  return { text: codeOf(Number.parseInt(digits, 8)), next: at + digits.length };
}

/** General categories go by the same names; a script must be called one. */
function propertyAt(pattern: string, at: number): Piece {
  const found = /^([pP])(?:\{(\^?)([^}]+)\}|([A-Z]))/.exec(pattern.slice(at));
  if (!found) throw invalid('malformed \\P or \\p sequence');
  const [all, letter, not, long, short] = found;
  const name = short ?? long!;
  const sort = name === 'Any' || /^[A-Z][a-z]?$/.test(name) ? name : `Script=${name}`;
  const text = name === 'L&' ? '\\p{Lu}\\p{Ll}\\p{Lt}' : `\\p{${sort}}`;
  const negated = (letter === 'P') !== (not === '^');
  return { text: `[${negated ? '^' : ''}${text}]`, next: at + all.length };
}
