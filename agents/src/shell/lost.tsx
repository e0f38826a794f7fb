import { IconMapOff } from '@tabler/icons-react';
import { LinkButton } from '../base/link-button.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useTexts();
  return (
    <Empty icon={IconMapOff} title={t('shell.lostTitle')} hint={t('shell.lostHint')}>
      <LinkButton to="/inbox" mt="sm">
        {t('shell.toInbox')}
      </LinkButton>
    </Empty>
  );
}
