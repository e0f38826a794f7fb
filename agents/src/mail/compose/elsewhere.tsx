import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { MailAddress } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import { fullName } from '../people.js';
import styles from './compose.module.css';

interface Props {
  sender: MailAddress;
  wanted: readonly string[];
  /** Whether the answer goes where it is wanted, as it stands. */
  follows: boolean;
  onPick: (to: string[]) => void;
}

/** The mail asks for its answer elsewhere than at its sender's: said, with the other way beside it. */
export function Elsewhere({ sender, wanted, follows, onPick }: Props) {
  const { t, f } = useTexts();
  const addresses = f.list(wanted.map((address) => `\u2068${address}\u2069`));
  return (
    <div className={styles.elsewhere} role="note" data-testid="mail-elsewhere">
      <IconAlertTriangle size={14} aria-hidden />
      <span>
        {follows
          ? t('mail.compose.elsewhere', { sender: fullName(sender) })
          : t('mail.compose.wantedElsewhere', { addresses })}
      </span>
      <Button
        size="compact-xs"
        variant="subtle"
        onClick={() => onPick(follows ? [sender.address] : [...wanted])}
        data-testid={follows ? 'mail-to-sender' : 'mail-to-wanted'}
      >
        {t(follows ? 'mail.compose.toSender' : 'mail.compose.toWanted')}
      </Button>
    </div>
  );
}
