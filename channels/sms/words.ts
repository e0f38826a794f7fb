import type { TextWords } from '../../server/contract/index.js';
import { foldText } from '../../server/platform/index.js';

export type TextWord = keyof TextWords;

/** What the carrier looks for itself, and answers: then we do not. */
const CARRIERS_OWN = new Set(
  ['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL', 'START', 'YES', 'UNSTOP']
    .concat('HELP', 'INFO')
    .map(foldText),
);
const BY_CARRIER: Readonly<Record<string, TextWord>> = { STOP: 'stop', START: 'start', HELP: 'help' };

/**
 * Which word a text is, where it is one and nothing else: "stop it please" is talk.
 * @param optOutType what the carrier took it for, where it looks for words of its own
 */
export function wordOf(text: string, words: TextWords, optOutType: string | undefined): TextWord | null {
  const told = BY_CARRIER[optOutType ?? ''];
  if (told) return told;
  const said = foldText(text);
  if (!said) return null;
  return (
    (['stop', 'start', 'help'] as const).find((kind) => words[kind].some((word) => foldText(word) === said)) ?? null
  );
}

export const carrierAnswers = (text: string, optOutType: string | undefined): boolean =>
  Boolean(optOutType) || CARRIERS_OWN.has(foldText(text));
