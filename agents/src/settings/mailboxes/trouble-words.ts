import { MAIL_PROBLEMS, type MailboxTrouble } from '../../../../server/contract/mail.js';
import type { Translate } from '../../base/use-texts.js';
import { failureWords } from '../../thread/failure-words.js';

/** What goes wrong with a mailbox, and why, in plain words. */
export function troubleWords({ kind, why }: Pick<MailboxTrouble, 'kind' | 'why'>, t: Translate): string {
  const words = t(`mailboxes.trouble.${kind}`);
  const reason = why && (kind === 'fetching' ? problemWords(why, t) : failureWords(why, t));
  return reason ? `${words} ${reason}` : words;
}

function problemWords(why: string, t: Translate): string {
  const known = MAIL_PROBLEMS.find((code) => code === why);
  return known ? t(`mailboxes.problem.${known}`) : why;
}
