/** Folding for search and comparison, so that what looks alike to a Persian reader is found. */

const LETTERS: Record<string, string> = {
  ي: 'ی',
  ى: 'ی',
  ك: 'ک',
  ة: 'ه',
  ۀ: 'ه',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ؤ: 'و',
  ئ: 'ی',
};

/** Lower case, one form of ی and ک, Latin digits, no diacritics, no zero-width joiners, single spaces. */
export function foldText(text: string): string {
  return foldDigits(text)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, '')
    .normalize('NFC')
    .replace(/[\u200c\u200d]/g, ' ')
    .replace(/[يىكةۀأإآؤئ]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Persian and Arabic digits to Latin ones. */
export function foldDigits(text: string): string {
  return text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** Names and one-line fields: no control characters, no direction overrides that would turn what stands around them. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** Message texts: keeps line breaks, tabs, ZWNJ and the directional marks that writers use; drops controls and overrides. */
export function cleanText(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
  );
}
