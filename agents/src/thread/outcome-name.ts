import type { Translate } from '../base/use-texts.js';

/** The outcomes that a new queue begins with have words in every language; what a company adds stands as it was written. */
const KNOWN = ['solved', 'informed', 'notReached', 'spam'] as const;

export function outcomeName(outcome: string, t: Translate): string {
  const known = KNOWN.find((name) => name === outcome);
  return known ? t(`outcome.${known}`) : outcome;
}

/** What is kept for the words that somebody typed: a known outcome is known by its words too. */
export function outcomeOf(words: string, t: Translate): string {
  return KNOWN.find((name) => t(`outcome.${name}`) === words) ?? words;
}
