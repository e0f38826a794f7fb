import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { queries } from '../../base/query.js';
import { useTexts } from '../../base/use-texts.js';
import { onNotice } from '../../live/live.js';
import { useMay } from '../../live/use-desk.js';
import { apart } from '../../thread/apart.js';
import { troubleWords } from './trouble-words.js';

/** Says to managers what goes wrong with a mailbox, and stays until it is closed. */
export function MailboxNotices() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const mayEdit = useMay('mailbox.edit');
  const now = useRef({ t, navigate, mayEdit });
  now.current = { t, navigate, mayEdit };
  useEffect(
    () =>
      onNotice((notice) => {
        if (notice.name !== 'mailbox:noted') return;
        for (const name of ['mailboxes.list', 'mailboxes.troubled'])
          void queries.invalidateQueries({ queryKey: ['settings', name] });
        const { mailboxId, trouble } = notice.data;
        if (!trouble) return;
        const { t, navigate, mayEdit } = now.current;
        const key = `mailbox-${mailboxId}-${trouble.kind}`;
        const go = () => {
          notifications.hide(key);
          void navigate({ to: '/settings/mailboxes/$mailboxId', params: { mailboxId } });
        };
        notifications.show({
          id: key,
          title: t('mailboxes.troubleOf', { name: apart(trouble.name) }),
          message: (
            <>
              <div>{troubleWords(trouble, t)}</div>
              {mayEdit && (
                <Button variant="subtle" size="compact-sm" onClick={go} data-testid="mailbox-trouble-open">
                  {t('mailboxes.troubleLook')}
                </Button>
              )}
            </>
          ),
          color: 'red',
          autoClose: false,
          withBorder: true,
        });
      }),
    [],
  );
  return null;
}
