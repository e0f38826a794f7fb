export type OptOutType = 'STOP' | 'START' | 'HELP';

const WORDS: Record<OptOutType, string[]> = {
  STOP: ['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL'],
  START: ['START', 'YES', 'UNSTOP'],
  HELP: ['HELP', 'INFO'],
};

/** What the carrier itself answers to such a word. */
export const OWN_ANSWER: Record<OptOutType, string> = {
  STOP: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  START:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  HELP: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
};

/** The carrier knows these words only, and only when they are the whole text. */
export function optOutType(body: string): OptOutType | null {
  const word = body.trim().toUpperCase();
  return (Object.keys(WORDS) as OptOutType[]).find((type) => WORDS[type].includes(word)) ?? null;
}
