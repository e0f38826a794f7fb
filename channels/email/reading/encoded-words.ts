import { decodeWords } from 'postal-mime';

const WORD = String.raw`=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^?\s]{0,1000})\?=`;
const RUN = new RegExp(`${WORD}(?:\\s+${WORD.replace(/\((?!\?)/g, '(?:')})+`, 'gi');

/**
 * Encoded words (RFC 2047) that follow each other as one, in UTF-8. Old programs part the bytes anywhere, in the middle of a letter
 * too, and whoever reads each word by itself finds half of one in both.
 */
export const joinedWords = (value: string): string => value.replace(RUN, (run) => wordsOf(run).map(asWord).join(' '));

export const decodedWords = (value: string): string => decodeWords(joinedWords(value));

interface Word {
  charset: string;
  bytes: Buffer;
}

/** Neighbours of one charset put together. */
function wordsOf(run: string): Word[] {
  const words: Word[] = [];
  for (const [, charset = '', encoding = '', text = ''] of run.matchAll(new RegExp(WORD, 'gi'))) {
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : fromQ(text);
    const last = words.at(-1);
    if (last?.charset === charset.toLowerCase()) last.bytes = Buffer.concat([last.bytes, bytes]);
    else words.push({ charset: charset.toLowerCase(), bytes });
  }
  return words;
}

function fromQ(text: string): Buffer {
  const latin1 = text
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin1, 'latin1');
}

/** The parser knows the names of charsets, so what is not UTF-8 stays as it is, in one piece. */
const asWord = ({ charset, bytes }: Word): string => `=?${charset}?B?${bytes.toString('base64')}?=`;
