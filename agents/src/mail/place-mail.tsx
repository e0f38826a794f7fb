import { Button, Group } from '@mantine/core';
import { IconMailShare, IconMessagePlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { MailPlace } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';

interface Props {
  conversationId: string;
  mailId: string;
  places: readonly MailPlace[];
}

const ICONS = { here: IconMailShare, own: IconMessagePlus };

/** Says where a mail belongs. What comes of it comes by itself, with the timeline, to everybody who looks at it. */
export function PlaceMail({ conversationId, mailId, places }: Props) {
  const { t, f } = useTexts();
  const [busy, setBusy] = useState<MailPlace | null>(null);
  const put = async (to: MailPlace) => {
    setBusy(to);
    try {
      const { number } = await call('conversations.placeMail', {
        params: { id: conversationId },
        body: { mailId, to },
      });
      if (to === 'own' && number !== null) tellDone(t('mail.place.opened', { number: f.plain(number) }));
    } catch (error) {
      tellFailure(error);
    }
    setBusy(null);
  };
  return (
    <Group gap={8} mt={8}>
      {places.map((to) => {
        const Icon = ICONS[to];
        return (
          <Button
            key={to}
            size="compact-xs"
            variant={to === 'here' ? 'light' : 'default'}
            leftSection={<Icon size={13} aria-hidden />}
            loading={busy === to}
            disabled={busy !== null && busy !== to}
            onClick={() => put(to)}
            data-testid={`mail-place-${to}`}
          >
            {t(`mail.place.${to}`)}
          </Button>
        );
      })}
    </Group>
  );
}
