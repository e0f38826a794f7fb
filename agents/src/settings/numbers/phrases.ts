import type { SoundView } from '../../../../server/contract/index.js';
import type { Locale } from '../../../../server/contract/names.js';

/** What is said, in this language where it is known in it. */
export const phraseOf = ({ text }: Pick<SoundView, 'text'>, locale: Locale): string =>
  text[locale] || text.en || text.fa;
