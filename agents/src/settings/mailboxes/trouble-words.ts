import type { MailboxTrouble, MailProblem } from '../../../../server/contract/index.js';
import type { Translate } from '../../base/use-texts.js';
import { failureWords } from '../../thread/failure-words.js';

/** What goes wrong with a mailbox, and why, in plain words. */
export function troubleWords({ kind, why }: Pick<MailboxTrouble, 'kind' | 'why'>, t: Translate): string {
  const words = t(`mailboxes.trouble.${kind}`);
  const reason = why && (kind === 'fetching' ? t(`mailboxes.problem.${why as MailProblem}`) : failureWords(why, t));
  return reason ? `${words} ${reason}` : words;
}
