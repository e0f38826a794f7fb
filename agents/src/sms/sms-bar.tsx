import { Alert, Tooltip } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { ConversationView, CustomerView } from '../../../server/contract/index.js';
import { textLength, textParts } from '../../../server/contract/sms-length.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import styles from './sms.module.css';

export type SmsBlock = 'optedOut' | 'oneWay';

/** Why no text may go to this customer; null when one may. */
export function smsBlock({ sms }: ConversationView, { consent }: CustomerView): SmsBlock | null {
  if (sms?.oneWay) return 'oneWay';
  return consent.some(({ channel, granted }) => channel === 'sms' && !granted) ? 'optedOut' : null;
}

/** In the place of the field: what cannot be sent is not to be written. */
export function SmsBlocked({ block }: { block: SmsBlock }) {
  const { t } = useTexts();
  return (
    <Alert color="yellow" icon={<IconHandStop size={16} />} m={8} p={8} data-testid="sms-block">
      {t(`sms.${block}`)}
    </Alert>
  );
}

/** What a text costs while it is typed, and from which number it leaves. */
export function SmsBar({ conversation, text }: { conversation: ConversationView; text: string }) {
  const { t } = useTexts();
  const numbers = useDesk((desk) => desk.numbers);
  const own = conversation.sms?.number;
  const usable = numbers.filter(({ sms }) => sms);
  const from = own ?? (usable.find(({ queueId }) => queueId === conversation.queue.id) ?? usable[0])?.number;
  return (
    <div className={styles.bar} role="status" data-testid="sms-bar">
      {from && <span>{t('sms.from', { number: `\u2066${from}\u2069` })}</span>}
      <SmsLength text={text} />
    </div>
  );
}

export function SmsLength({ text }: { text: string }) {
  const { t, f } = useTexts();
  const parts = textParts(text.trim());
  const lengths = parts.map(textLength);
  const segments = lengths.reduce((sum, length) => sum + length.segments, 0);
  const { encoding, left } = lengths.at(-1) ?? textLength('');
  return (
    <Tooltip label={t(`sms.encodingHint.${encoding}`)} multiline maw={320}>
      <span className={`${styles.length} figures`} data-segments={segments} data-testid="sms-length">
        {parts.length > 1 && <span>{t('sms.parts', { n: f.number(parts.length) })}</span>}
        <span>{t('sms.segments', { count: segments })}</span>
        <span>{t('sms.left', { n: f.number(left) })}</span>
        <span>{t(`sms.encoding.${encoding}`)}</span>
      </span>
    </Tooltip>
  );
}
