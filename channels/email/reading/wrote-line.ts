import type { Line } from './cut.js';

/** "wrote:" as mail programs say it; the name may come after it (German, Dutch, Danish). */
const VERBS = [
  'wrote',
  'writes',
  'a écrit',
  'schrieb',
  'escribió',
  'va escriure',
  'ha scritto',
  'escreveu',
  'schreef',
  'skrev',
  'kirjoitti',
  'kirjutas',
  'rašė',
  'rakstīja',
  'napisał\\(?a?\\)?',
  'pisze',
  'napsal\\(?a?\\)?',
  'napísal\\(?a?\\)?',
  'написал\\(?а?\\)?',
  'пишет',
  'пише',
  'написав',
  'написа',
  'je napisao(?:/la)?',
  'je napisal(?:/a)?',
  'írta',
  'a scris',
  'yazdı',
  'yazmış',
  'yazıb',
  'έγραψε',
  'כתב(?:/ה)?',
  'כתבה',
  'نوشت',
  'نوشته است',
  'نوشته',
  'چنین نوشت',
  'كتبت?',
  'کتب',
  'لکھا',
  'ने लिखा',
  'đã viết',
  'menulis',
  'เขียนว่า',
  '写道',
  '寫道',
  'のメール',
  '書きました',
  '님이 작성',
];
/** With what such a line begins where it goes on in the next. */
const LEADS = [
  'on',
  'le',
  'am',
  'el',
  'il(?: giorno)?',
  'em',
  'a',
  'op',
  'w dniu',
  'dnia',
  'den',
  'dne',
  'dňa',
  'pe',
  'în data',
  'στις',
  'в',
  'на',
  'ב-?',
  'بتاريخ',
  'في',
  'در تاریخ',
  'در',
  'به تاریخ',
  'vào',
  'pada',
  'tarihinde',
  '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]',
  '\\p{Nd}{1,4}',
];
const ENDS = new RegExp(`(?:^|[^\\p{L}])(?:${VERBS.join('|')})(?: [^:：]{1,120}| \\([^()]{1,120}\\))?\\s?[:：]$`, 'iu');
const BEGINS = new RegExp(`^(?:${LEADS.join('|')})(?:\\s|$)`, 'iu');
const WHEN = /\p{Nd}{1,2}[:٫.]\p{Nd}{2}|[^\s@<>]@[^\s@<>]|\p{Nd}{1,4}[-/.]\p{Nd}{1,2}[-/.]\p{Nd}{1,4}|\p{Nd}{4}/u;
const LONGEST = 300;
const MOST_LINES = 4;

/**
 * How many lines from here on are "On such a day so-and-so wrote:", 0 when it is something else. It has to tell a time, a date or
 * an address, or people who write about what somebody wrote would lose the rest of their letter.
 */
export function wroteLines(lines: readonly Line[], from: number): number {
  let joined = '';
  for (let count = 1; count <= MOST_LINES; count += 1) {
    const text = lines[from + count - 1]?.text ?? '';
    if (!text) return 0;
    joined = joined ? `${joined} ${text}` : text;
    if (joined.length > LONGEST || (count > 1 && !BEGINS.test(joined))) return 0;
    // What stands before such a line may itself begin like one.
    if (isWrote(joined)) return count > 1 && BEGINS.test(text) && isWrote(text) ? 0 : count;
  }
  return 0;
}

const isWrote = (text: string) => ENDS.test(text) && WHEN.test(text);
