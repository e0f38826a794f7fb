import type { ConversationView } from '../../../server/contract/index.js';
import type { Translate } from '../base/use-texts.js';

type Last = NonNullable<ConversationView['lastMessage']>;

/** What a line says of the last message: its words, else its files; a mail may have neither. */
export function lastText({ text, attachments }: Pick<Last, 'text' | 'attachments'>, t: Translate): string {
  if (text) return text;
  return attachments > 0 ? t('thread.files', { count: attachments }) : t('mail.noText');
}
