import { Alert, NativeSelect, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { textLength, textParts } from '../../../server/contract/sms-length.js';
import { useTexts } from '../base/use-texts.js';
import styles from './sms.module.css';
import type { SmsBlock, TextWay } from './text-way.js';

/** In the place of the field: what cannot be sent is not to be written. */
export function SmsBlocked({ block }: { block: SmsBlock }) {
  const { t } = useTexts();
  return (
    <Alert color="yellow" icon={<IconHandStop size={16} />} m={8} p={8} data-testid="sms-block">
      {t(`sms.${block}`)}
    </Alert>
  );
}

interface BarProps {
  way: TextWay;
  /** Where it goes, of what the way has. */
  to: string | undefined;
  onTo: (number: string) => void;
  text: string;
}

/** What a text costs while it is typed, from which number it leaves, and where it goes. */
export function SmsBar({ way: { own, theirs }, to, onTo, text }: BarProps) {
  const { t, f } = useTexts();
  return (
    <div className={styles.bar} data-testid="sms-bar">
      <span className={styles.way}>
        {own && <span>{t('sms.from', { number: f.phone(own.number) })}</span>}
        {to && theirs.length < 2 && <span>{t('sms.to', { number: f.phone(to) })}</span>}
        {to && theirs.length > 1 && (
          <NativeSelect
            size="xs"
            variant="unstyled"
            classNames={{ input: styles.to }}
            aria-label={t('sms.toWhich')}
            value={to}
            onChange={(event) => onTo(event.currentTarget.value)}
            data={theirs.map((value) => ({ value, label: t('sms.to', { number: f.phone(value) }) }))}
            data-testid="sms-to"
          />
        )}
      </span>
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
    <>
      {/* What each letter leaves is for the eye; heard is when the text costs more. */}
      <VisuallyHidden role="status">{segments > 1 && t('sms.segments', { count: segments })}</VisuallyHidden>
      <Tooltip label={t(`sms.encodingHint.${encoding}`)} multiline maw={320}>
        <span className={`${styles.length} figures`} data-segments={segments} data-testid="sms-length">
          {parts.length > 1 && <span>{t('sms.parts', { n: f.number(parts.length) })}</span>}
          <span>{t('sms.segments', { count: segments })}</span>
          <span>{t('sms.left', { n: f.number(left) })}</span>
          <span>{t(`sms.encoding.${encoding}`)}</span>
        </span>
      </Tooltip>
    </>
  );
}
