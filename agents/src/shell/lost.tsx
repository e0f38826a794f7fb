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

/** One of a list that is not there, most likely since somebody deleted it while it was open here. */
export function Gone({ from }: { from: 'queues' | 'websites' | 'mailboxes' | 'numbers' }) {
  const { t } = useTexts();
  return (
    <Empty icon={IconMapOff} title={t('shell.goneTitle')} hint={t('shell.goneHint')}>
      <LinkButton to={`/settings/${from}`} mt="sm">
        {t(`settings.${from}`)}
      </LinkButton>
    </Empty>
  );
}
