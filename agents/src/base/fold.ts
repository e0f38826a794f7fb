const SAME: Record<string, string> = { ي: 'ی', ى: 'ی', ك: 'ک', ة: 'ه', أ: 'ا', إ: 'ا', آ: 'ا', ؤ: 'و', '\u200c': ' ' };

/** Letters that are typed differently and read the same become one, for searching. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLocaleLowerCase()
    .replace(/[يىكةأإآؤ\u200c]/g, (letter) => SAME[letter] ?? letter)
    .replace(/[\u064b-\u065f\u0670]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
