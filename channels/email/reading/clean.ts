// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Without NUL, which the store refuses, and the other characters that no text has; lines end with \n. */
export const cleanText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(CONTROLS, '');

/** On one line. */
export const cleanLine = (text: string): string =>
  text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(CONTROLS, '')
    .trim();

/** At most so many characters, without half of one at the end. */
export function clip(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const last = text.charCodeAt(chars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars);
}

/** Marks that steer the direction and show nothing: they stand anywhere, and hide words from a search. */
export const withoutBidi = (text: string): string =>
  text.replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, '');
