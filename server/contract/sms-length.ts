/** How long a text is to the carrier, and so what it costs. Free of libraries: the console counts while somebody types. */

/** GSM 03.38: what fits into seven bits, and what takes two of those. Any other character makes the whole text UCS-2. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('\f^{}\\[~]|€');
/** Units of a text that is one segment, and of each of several, which bear a header. */
const ROOM = { gsm7: { one: 160, each: 153 }, ucs2: { one: 70, each: 67 } } as const;

export interface TextLength {
  encoding: 'gsm7' | 'ucs2';
  /** What is paid for; 0 for no text. */
  segments: number;
  /** Units that fit into the last segment still. */
  left: number;
}

/** A character that takes two units is never cut by the end of a segment. */
export function textLength(text: string): TextLength {
  const characters = [...text];
  const encoding = characters.every((c) => BASIC.has(c) || EXTENDED.has(c)) ? 'gsm7' : 'ucs2';
  const sizes = characters.map((c) => (encoding === 'gsm7' ? (EXTENDED.has(c) ? 2 : 1) : c.length));
  const { one, each } = ROOM[encoding];
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (whole <= one) return { encoding, segments: whole > 0 ? 1 : 0, left: one - whole };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > each) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, segments, left: each - used };
}

/** Characters (UTF-16) that the carrier takes at once. */
export const MOST_TEXT_LENGTH = 1_600;
/** ` (12/34)` */
const MARK_LENGTH = 8;

/**
 * A text as it is sent: at once, or in parts that say which they are. What is seen as one character is never cut, and a word only
 * where there is none to be kept.
 */
export function textParts(text: string, most = MOST_TEXT_LENGTH): string[] {
  if (text.length <= most) return [text];
  const parts: string[] = [];
  let part = '';
  for (const piece of piecesOf(text, most - MARK_LENGTH)) {
    if (part.length + piece.length > most - MARK_LENGTH) {
      parts.push(part.trimEnd());
      part = piece.trimStart();
    } else part += piece;
  }
  if (part.trim()) parts.push(part);
  return parts.map((one, i) => `${one} (${i + 1}/${parts.length})`);
}

/** Words with the space behind them; what is longer than a part, in what is seen as characters; what even those are not, in letters. */
function piecesOf(text: string, most: number): string[] {
  const words = text.match(/\s*\S+\s*?(?=\s\S|$)|\s+/gu) ?? [];
  return words.flatMap((word) => (word.length <= most ? [word] : clustersOf(word, most)));
}

function clustersOf(word: string, most: number): string[] {
  const clusters = Array.from(new Intl.Segmenter().segment(word), ({ segment }) => segment);
  return clusters.flatMap((cluster) => (cluster.length <= most ? [cluster] : [...cluster]));
}
