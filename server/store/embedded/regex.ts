import type { BSONRegExp } from 'bson';
import { StoreError, unsupported } from './errors.js';
import { classAt } from './regex-class.js';
import { ANYTHING, END, escapeAt, invalid, literal, NEWLINE, notNewline, type Piece, quoted } from './regex-escapes.js';

interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  x: boolean;
}

/**
 * A regular expression of MongoDB, which are PCRE's, as one of JavaScript that finds the same.
 * @throws StoreError 51091 for a pattern that is none, 51108 for an unknown option, CommandNotSupported for what
 *   JavaScript cannot express
 */
export function toRegExp({ pattern, options }: BSONRegExp): RegExp {
  const wrong = /[^imsxu]/.exec(options)?.[0];
  if (wrong) throw new StoreError('Location51108', `invalid flag in regex options: ${wrong}`);
  const flags = flagsOf(options);
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const given = inline ? { ...flags, ...only(inline[1]!) } : flags;
  try {
    return new RegExp(translate(pattern, inline?.[0].length ?? 0, given), given.i ? 'iv' : 'v');
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw invalid((error as Error).message);
  }
}

const flagsOf = (text: string): Flags => ({ i: false, m: false, s: false, x: false, ...only(text) });
const only = (text: string): Partial<Flags> => Object.fromEntries([...text].map((flag) => [flag, true]));

function translate(pattern: string, from: number, flags: Flags): string {
  let text = '';
  for (let at = from; at < pattern.length; ) {
    const piece = pieceAt(pattern, at, flags);
    text += piece.text;
    at = piece.next;
  }
  return text;
}

function pieceAt(pattern: string, at: number, { m, s, x }: Flags): Piece {
  const char = String.fromCodePoint(pattern.codePointAt(at)!);
  const next = at + char.length;
  if (x && /[\t-\r ]/.test(char)) return { text: '', next };
  if (x && char === '#') return { text: '', next: lineEnd(pattern, at) };
  switch (char) {
    case '\\':
      return pattern[next] === 'Q' ? quoted(pattern, next + 1) : escapeAt(pattern, next);
    case '[':
      return classAt(pattern, next);
    case '(':
      return groupAt(pattern, next);
    case '.':
      return { text: s ? ANYTHING : notNewline, next };
    case '^':
      return { text: m ? `(?:(?<!${ANYTHING})|(?<=\\n)(?=${ANYTHING}))` : '^', next };
    case '$':
      return { text: m ? `(?!${notNewline})` : `(?=${NEWLINE}?${END})`, next };
    case '{':
      return repeatAt(pattern, at);
    case '*':
    case '+':
    case '?':
      return { text: char, next: afterQuantifier(pattern, next) };
    default:
      return { text: char === '|' || char === ')' ? char : literal(char), next };
  }
}

function lineEnd(pattern: string, at: number): number {
  const end = pattern.indexOf('\n', at);
  return end < 0 ? pattern.length : end + 1;
}

/** A brace that counts nothing is a character like any other. */
function repeatAt(pattern: string, at: number): Piece {
  const counted = /^\{\d+(?:,\d*)?\}/.exec(pattern.slice(at))?.[0];
  if (!counted) return { text: literal('{'), next: at + 1 };
  return { text: counted, next: afterQuantifier(pattern, at + counted.length) };
}

function afterQuantifier(pattern: string, next: number): number {
  if (pattern[next] === '+') throw unsupported('a possessive quantifier in a regular expression');
  return next;
}

const PLAIN_GROUP = /^\?(?::|=|!|<=|<!|<[A-Za-z_]\w*>)/;

function groupAt(pattern: string, at: number): Piece {
  const rest = pattern.slice(at);
  const plain = PLAIN_GROUP.exec(rest)?.[0];
  if (plain) return { text: `(${plain}`, next: at + plain.length };
  const named = /^\?P(<\w+>)/.exec(rest);
  if (named) return { text: `(?${named[1]}`, next: at + named[0].length };
  const again = /^\?P=(\w+)\)/.exec(rest);
  if (again) return { text: `\\k<${again[1]}>`, next: at + again[0].length };
  const comment = /^\?#[^)]*\)/.exec(rest)?.[0];
  if (comment) return { text: '', next: at + comment.length };
  if (rest[0] === '?' || rest[0] === '*') throw unsupported(`(${rest.slice(0, 3)} in a regular expression`);
  return { text: '(', next: at };
}
