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

/** The lists that one of may be gone, each with what it is called. */
const LISTS = {
  queues: 'settings.queues',
  websites: 'settings.websites',
  mailboxes: 'settings.mailboxes',
  numbers: 'settings.numbers',
  'routing/drafts': 'routing.tabs.drafts',
} as const;

/** One of a list that is not there, most likely since somebody deleted it while it was open here; a draft, since it was published. */
export function Gone({ from }: { from: keyof typeof LISTS }) {
  const { t } = useTexts();
  return (
    <Empty
      icon={IconMapOff}
      title={t('shell.goneTitle')}
      hint={t(from === 'routing/drafts' ? 'drafts.goneHint' : 'shell.goneHint')}
    >
      <LinkButton to={`/settings/${from}`} mt="sm">
        {t(LISTS[from])}
      </LinkButton>
    </Empty>
  );
}
