import { withoutBidi } from './clean.js';
import { isForwardedLine, isOriginalLine, isRule } from './divider.js';
import { headerBlock } from './header-block.js';
import { isMarker } from './marker.js';
import { isDeviceLine, isSignatureDelimiter, signatureAt } from './signature.js';
import { wroteLines } from './wrote-line.js';

export interface Line {
  /** Without direction marks and spaces around it; see `plainLines`. */
  text: string;
  quoted: boolean;
  /** Within what the program marked as a signature. */
  signed?: boolean;
  /** What the program marked: a quote's head, or the begin of a quote that goes on to the end. */
  begins?: 'head' | 'rest';
}

export interface Cut {
  /** The first line that is quoted; all lines when none is. */
  quoteAt: number;
  /** Up to which line one sees what was written now: quotes and signature begin here. */
  visibleTo: number;
}

/** How much is looked at; a letter whose quote begins later is shown whole. */
const MOST_LINES = 2_000;
const MOST_CHARS = 64 * 1024;
const LONGEST_LINE = 1_000;

/**
 * Where what somebody wrote ends and what they quote begins. Each line is looked at a fixed number of times. In doubt nothing is
 * cut: when nothing would be left, when there are answers below the first quote, and in a forward, which is the matter itself.
 * @param isForward its subject says so
 */
export function cutLines(given: readonly Line[], isForward = false): Cut {
  const lines = given.map((line) => ({ ...line, text: line.text.slice(0, LONGEST_LINE) }));
  const whole = { quoteAt: lines.length, visibleTo: lines.length };
  const start = quoteStart(lines);
  const quoteAt = start && !isAnsweredBelow(lines, start) ? start.at : lines.length;
  const isWritten = (to: number) => lines.slice(0, to).some(({ text }) => text);
  if (isForward || start?.forward || !isWritten(quoteAt)) return whole;
  const visibleTo = start && quoteAt === lines.length ? quoteAt : signatureAt(lines, quoteAt);
  return isWritten(visibleTo) ? { quoteAt, visibleTo } : { quoteAt, visibleTo: quoteAt };
}

interface Start {
  at: number;
  /** Its first line after the words that introduce it. */
  inside: number;
  /** Goes on to the end, as nothing marks its lines. */
  rest: boolean;
  forward?: boolean;
}

function quoteStart(lines: readonly Line[]): Start | null {
  let chars = 0;
  for (let at = 0; at < Math.min(lines.length, MOST_LINES) && chars < MOST_CHARS; at += 1) {
    const line = lines[at]!;
    chars += line.text.length + 1;
    const start = startHere(lines, at, line);
    if (start) return start;
  }
  return null;
}

function startHere(lines: readonly Line[], at: number, { text, quoted, begins }: Line): Start | null {
  if (isForwardedLine(text)) return { at, inside: at + 1, rest: true, forward: true };
  if (isMarker(text) || isOriginalLine(text) || begins === 'rest') return { at, inside: at + 1, rest: !quoted };
  if (isRule(text) && headerBlock(lines, nextWritten(lines, at))) return { at, inside: at + 1, rest: true };
  if (headerBlock(lines, at)) return { at, inside: at + 1, rest: !quoted };
  const wrote = wroteLines(lines, at);
  if (wrote > 0) return { at, inside: at + wrote, rest: !isMarkedBelow(lines, at + wrote) };
  if (begins === 'head') return headStart(lines, at);
  return quoted && text ? { at, inside: at, rest: false } : null;
}

/** A quote's head holds its first lines; a forward may be marked alike. */
function headStart(lines: readonly Line[], at: number): Start {
  const below = nextWritten(lines, at - 1);
  if (isForwardedLine(lines[below]?.text ?? '')) return { at, inside: below, rest: true, forward: true };
  const wrote = Math.max(1, wroteLines(lines, below));
  return { at, inside: below + wrote, rest: !isMarkedBelow(lines, below + wrote) };
}

function nextWritten(lines: readonly Line[], at: number): number {
  let next = at + 1;
  while (next < lines.length && !lines[next]!.text) next += 1;
  return next;
}

const isMarkedBelow = (lines: readonly Line[], at: number) => lines[nextWritten(lines, at - 1)]?.quoted === true;

function isAnsweredBelow(lines: readonly Line[], { inside, rest }: Start): boolean {
  if (rest) return false;
  for (let at = inside; at < lines.length; at += 1) {
    const { text, quoted, signed } = lines[at]!;
    if (isSignatureDelimiter(text)) return false;
    if (!text || quoted || signed || isDeviceLine(text)) continue;
    const wrote = wroteLines(lines, at);
    if (wrote === 0) return true;
    at += wrote - 1;
  }
  return false;
}

/** Text as lines to be cut, and as they are written. */
export function plainLines(text: string): { lines: Line[]; written: string[] } {
  const written = text.split('\n');
  const lines = written.map((each) => {
    const plain = withoutBidi(each.slice(0, LONGEST_LINE)).trim();
    const quoted = /^[>»]/.test(plain) || /^\|\s/.test(plain);
    return { text: quoted ? plain.replace(/^(?:[>»|]\s?)+/, '') : plain, quoted };
  });
  return { lines, written };
}

/** Text without quotes and signature. */
export function visibleText(text: string, isForward = false): string {
  const { lines, written } = plainLines(text);
  const { visibleTo } = cutLines(lines, isForward);
  return visibleTo === lines.length ? text : written.slice(0, visibleTo).join('\n').trimEnd();
}
