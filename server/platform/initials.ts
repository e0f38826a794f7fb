/** The letters that stand for a person where there is no picture. */
export function initialsOf(name: string): string {
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '');
  // Two letters of Arabic script would read as a word, and not always a kind one.
  const shown = /\p{Script=Arabic}/u.test(letters.join('')) ? letters.slice(0, 1) : letters;
  return shown.join('').toUpperCase();
}
