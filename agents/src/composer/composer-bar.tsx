import { Button, Text, Tooltip } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ChannelName, ConversationView, CustomerView } from '../../../server/contract/index.js';
import { ChannelIcon } from '../base/channel-icon.js';
import { KEY_SIGNS } from '../base/keys.js';
import { named } from '../base/named.js';
import { useTexts } from '../base/use-texts.js';
import type { WritingKind } from '../live/outgoing-item.js';
import { usePreferences } from '../session/use-preferences.js';
import styles from './composer.module.css';
import { ComposerTools } from './composer-tools.js';

interface Props {
  kind: WritingKind;
  conversation: ConversationView;
  customer: CustomerView;
  /** The one way it can go. */
  channel: ChannelName;
  /** The switch of the way it goes, in the place of the way alone. */
  via?: ReactNode;
  mayGo: boolean;
  onSubmit: () => void;
  onFiles: (files: File[]) => void;
  onCanned: () => void;
  /** Beside the tools that are always there. */
  more?: ReactNode;
}

export function ComposerBar(props: Props) {
  const { kind, conversation, customer, channel, via, mayGo, onSubmit, onFiles, onCanned, more } = props;
  const { t, f } = useTexts();
  const { preferences } = usePreferences();
  const hint =
    preferences.sendWith === 'enter' ? t('composer.enterSends') : t('composer.ctrlEnterSends', { mod: KEY_SIGNS.mod });
  return (
    <div className={styles.bar}>
      <ComposerTools {...(kind === 'message' && { onFiles })} onCanned={onCanned} more={more} />
      {kind === 'message' && via ? (
        via
      ) : kind === 'message' ? (
        <Text size="xs" c="dimmed" className={styles.via} data-testid="composer-channel">
          <ChannelIcon channel={channel} size={14} named />
          <span className="cut">
            {t('composer.via', {
              channel: t(`channel.${channel}`).toLocaleLowerCase(),
              name: `\u2068${named({ t, f }, customer.name)}\u2069`,
            })}
          </span>
        </Text>
      ) : (
        <Text size="xs" className={styles.via}>
          <span className="cut">
            {kind === 'note'
              ? t('composer.onlyUs')
              : t('composer.onlyTo', { name: `\u2068${conversation.agent?.name ?? ''}\u2069` })}
          </span>
        </Text>
      )}
      <Tooltip label={hint}>
        <Button
          size="xs"
          color={kind === 'message' ? undefined : '#8a5a00'}
          disabled={!mayGo}
          onClick={onSubmit}
          rightSection={<IconSend2 size={15} className="flip" />}
          data-testid="send"
        >
          {t(`composer.submit.${kind}`)}
        </Button>
      </Tooltip>
    </div>
  );
}
