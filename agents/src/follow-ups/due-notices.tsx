import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { FollowUpView } from '../../../server/contract/index.js';
import { named } from '../base/named.js';
import { useTexts } from '../base/use-texts.js';
import { onNotice } from '../live/live.js';
import { apart } from '../thread/apart.js';
import { useFollowUpsLive } from './use-follow-ups.js';

/** Says when one's own follow-up has come due, and stays until it is closed. */
export function DueNotices() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const now = useRef({ t, navigate });
  now.current = { t, navigate };
  useFollowUpsLive();
  useEffect(
    () =>
      onNotice((notice) => {
        if (notice.name !== 'followUp:due') return;
        const { id, text, customer } = notice.data;
        const key = `follow-up-${id}`;
        const go = () => {
          notifications.hide(key);
          void now.current.navigate({ to: '/customers/$customerId', params: { customerId: customer.id } });
        };
        notifications.show({
          id: key,
          title: now.current.t('followUp.due', { text }),
          message: <OpenCustomer customer={customer} onOpen={go} />,
          color: 'orange',
          autoClose: false,
          withBorder: true,
        });
      }),
    [],
  );
  return null;
}

function OpenCustomer({ customer, onOpen }: { customer: FollowUpView['customer']; onOpen: () => void }) {
  const { t, f } = useTexts();
  return (
    <Button variant="subtle" size="compact-sm" onClick={onOpen} data-testid="follow-up-due">
      {t('followUp.dueFor', { name: apart(named({ t, f }, customer.name)) })}
    </Button>
  );
}
