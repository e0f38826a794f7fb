import { Button, Menu, Tooltip } from '@mantine/core';
import { IconCalendarTime, IconChevronUp, IconCircleCheck, IconSend2 } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import { KEY_SIGNS } from '../../base/keys.js';
import { useTexts } from '../../base/use-texts.js';
import barStyles from '../../composer/composer.module.css';
import { ComposerTools } from '../../composer/composer-tools.js';
import { SendLater } from './send-later.js';

interface Props {
  via: ReactNode;
  mayGo: boolean;
  /** @returns whether it went */
  onSubmit: (sendAt?: string) => boolean;
  onClose: () => void;
  onFiles: (files: File[]) => void;
  onCanned: () => void;
}

/** Files and canned replies; by which way it goes; send, and the other ways to send. */
export function MailBar({ via, mayGo, onSubmit, onClose, onFiles, onCanned }: Props) {
  const { t } = useTexts();
  const [later, setLater] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  return (
    <div className={barStyles.bar}>
      <ComposerTools onFiles={onFiles} onCanned={onCanned} />
      {via}
      <Button.Group>
        <Tooltip label={t('composer.ctrlEnterSends', { mod: KEY_SIGNS.mod })}>
          <Button
            size="xs"
            disabled={!mayGo}
            onClick={() => onSubmit()}
            rightSection={<IconSend2 size={15} className="flip" />}
            data-testid="send"
          >
            {t('composer.submit.message')}
          </Button>
        </Tooltip>
        <Menu position="top-end">
          <Menu.Target>
            <Button
              ref={more}
              size="xs"
              px={6}
              disabled={!mayGo}
              aria-label={t('mail.compose.moreWays')}
              data-testid="send-more"
            >
              <IconChevronUp size={15} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconCircleCheck size={16} stroke={1.6} />}
              onClick={() => onSubmit() && onClose()}
              data-testid="send-close"
            >
              {t('mail.compose.sendAndClose')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconCalendarTime size={16} stroke={1.6} />}
              onClick={() => setLater(true)}
              data-testid="send-later"
            >
              {t('mail.compose.sendLater')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {later && (
        <SendLater
          onClose={() => {
            setLater(false);
            more.current?.focus();
          }}
          onPick={(at) => {
            onSubmit(at.toISOString());
            setLater(false);
          }}
        />
      )}
    </div>
  );
}
