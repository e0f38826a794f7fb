import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconTemplate } from '@tabler/icons-react';
import { useState } from 'react';
import type { Locale } from '../../../server/contract/index.js';
import { formatFor } from '../base/format.js';
import { textsIn } from '../base/i18n.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import type { CallStory } from '../thread/call-story.js';
import { digestOf } from '../thread/call-story.js';

/** Where an agent's own words are to stand. */
export const GAP = '…';
const TEXTS = ['summary', 'link'] as const;

interface Props {
  /** What the customer has called, or was called for, last. */
  story: CallStory;
  /** The conversation's own, which the customer reads, and its number. */
  locale: Locale;
  number: number;
  onPick: (text: string) => void;
}

/** What is often sent to somebody one has on the phone, ready to be filled in. */
export function ReadyTexts({ story, locale, number, onPick }: Props) {
  const { t } = useTexts();
  const me = useDesk((desk) => desk.me.name);
  const [opened, setOpened] = useState(false);
  const pick = async (which: (typeof TEXTS)[number]) => {
    const [said, f] = [await textsIn(locale), formatFor(locale)];
    const { agents, beganAt } = digestOf(story);
    const about = {
      time: f.dateTime(beganAt),
      agent: f.list(agents.length > 0 ? agents : [me]),
      number: f.plain(number),
    };
    onPick(said(`sms.ready.${which}Text`, about));
  };
  return (
    <Menu position="top-start" returnFocus={false} opened={opened} onChange={setOpened}>
      <Tooltip label={t('sms.ready.open')} disabled={opened}>
        <Menu.Target>
          <ActionIcon aria-label={t('sms.ready.open')} data-testid="ready-texts">
            <IconTemplate size={18} />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        <Menu.Label>{t('sms.ready.open')}</Menu.Label>
        {TEXTS.map((which) => (
          <Menu.Item key={which} onClick={() => void pick(which)} data-testid={`ready-${which}`}>
            {t(`sms.ready.${which}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
