import { IconMessages } from '@tabler/icons-react';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import styles from './inbox.module.css';

export function NothingOpen() {
  const { t } = useTexts();
  const online = useDesk((desk) => desk.presence.state === 'online');
  return (
    <div className={styles.nothing}>
      <Empty
        icon={IconMessages}
        title={t('inbox.nothingOpen')}
        hint={online ? t('inbox.nothingOpenOnline') : t('inbox.nothingOpenOffline')}
      />
    </div>
  );
}
