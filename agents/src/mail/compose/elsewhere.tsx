import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { MailAddress } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import { fullName } from '../people.js';
import styles from './compose.module.css';

/** The mail asks for its answer elsewhere than at its sender's: said, since nobody vouches for it, with the other way beside it. */
export function Elsewhere({ sender, onSender }: { sender: MailAddress; onSender: () => void }) {
  const { t } = useTexts();
  return (
    <div className={styles.elsewhere} role="note" data-testid="mail-elsewhere">
      <IconAlertTriangle size={14} aria-hidden />
      <span>{t('mail.compose.elsewhere', { sender: fullName(sender) })}</span>
      <Button size="compact-xs" variant="subtle" onClick={onSender} data-testid="mail-to-sender">
        {t('mail.compose.toSender')}
      </Button>
    </div>
  );
}
