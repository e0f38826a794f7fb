import { invalid, literal, type Piece, valueAt } from './regex-escapes.js';

const POSIX: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t-\\r ',
  blank: '\\t ',
  punct: '\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}',
  print: '\\u{20}-\\u{7e}',
  graph: '\\u{21}-\\u{7e}',
  cntrl: '\\u{0}-\\u{1f}\\u{7f}',
  xdigit: '0-9A-Fa-f',
  word: '0-9A-Z_a-z',
  ascii: '\\u{0}-\\u{7f}',
};

/** A class in brackets, from after its opening one. */
export function classAt(pattern: string, from: number): Piece {
  const negated = pattern[from] === '^';
  let at = negated ? from + 1 : from;
  const atoms: string[] = [];
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    if (at >= pattern.length) throw invalid('missing terminating ] for character class');
    const { text, next } = memberAt(pattern, at);
    atoms.push(text);
    at = next;
  }
  return { text: `[${negated ? '^' : ''}${atoms.join('')}]`, next: at + 1 };
}

/** One character, class or range. A dash is a range only between two characters. */
function memberAt(pattern: string, at: number): Piece {
  const low = atomAt(pattern, at);
  const dash = pattern[low.next] === '-' && low.next + 1 < pattern.length && pattern[low.next + 1] !== ']';
  if (!dash || isClass(low.text)) return low;
  const high = atomAt(pattern, low.next + 1);
  if (isClass(high.text)) return low;
  return { text: `${low.text}-${high.text}`, next: high.next };
}

const isClass = (text: string): boolean => text.startsWith('[');

function atomAt(pattern: string, at: number): Piece {
  if (pattern[at] === '\\') {
    if (pattern[at + 1] === 'b') return { text: '\\u{8}', next: at + 2 };
    if (/[1-7]/.test(pattern[at + 1] ?? '')) throw invalid('an octal number in a class must begin with 0');
    return valueAt(pattern, at + 1);
  }
  const posix = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(at));
  if (posix) return posixClass(posix[0], posix[1] === '^', posix[2]!, at);
  const char = String.fromCodePoint(pattern.codePointAt(at)!);
  return { text: literal(char), next: at + char.length };
}

function posixClass(found: string, negated: boolean, name: string, at: number): Piece {
  const members = POSIX[name];
  if (!members) throw invalid(`unknown POSIX class name ${name}`);
  return { text: `[${negated ? '^' : ''}${members}]`, next: at + found.length };
}
