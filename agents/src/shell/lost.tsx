import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useTexts();
  return (
    <Empty icon={IconMapOff} title={t('shell.lostTitle')} hint={t('shell.lostHint')}>
      <Button component={Link} to="/inbox" mt="sm">
        {t('shell.toInbox')}
      </Button>
    </Empty>
  );
}
