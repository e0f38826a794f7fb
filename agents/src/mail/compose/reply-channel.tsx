import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ConversationView, CustomerView } from '../../../../server/contract/index.js';
import { ChannelIcon } from '../../base/channel-icon.js';
import { useTexts } from '../../base/use-texts.js';
import { smsBlock } from '../../sms/text-way.js';

export type ReplyChannel = 'webchat' | 'email' | 'sms';

/** By what the company writes beside the chat. */
export interface Ways {
  mail: boolean;
  sms: boolean;
}

/** The ways by which an answer reaches the customer now, first the one the talk is on. */
export function replyChannels(conversation: ConversationView, customer: CustomerView, ways: Ways): ReplyChannel[] {
  const { channel, customerOnline, inChat } = conversation;
  const texts: ReplyChannel[] = smsBlock(conversation, customer, ways.sms) ? [] : ['sms'];
  if (channel === 'sms') return ['sms'];
  if (channel === 'voice') return texts;
  if (channel === 'email' && customerOnline)
    return inChat ? ['webchat', 'email', ...texts] : ['email', 'webchat', ...texts];
  if (channel === 'email') return ['email', ...texts];
  return ways.mail && customer.identities.some(({ kind }) => kind === 'email')
    ? ['webchat', 'email', ...texts]
    : ['webchat', ...texts];
}

interface Props {
  channel: ReplyChannel;
  channels: ReplyChannel[];
  onPick: (channel: ReplyChannel) => void;
}

export function ReplyChannelMenu({ channel, channels, onPick }: Props) {
  const { t } = useTexts();
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          ms="auto"
          leftSection={<ChannelIcon channel={channel} size={14} />}
          rightSection={<IconChevronDown size={13} aria-hidden />}
          title={t('mail.compose.choose')}
          data-testid="reply-channel"
        >
          {t(`mail.compose.by.${channel}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('mail.compose.choose')}</Menu.Label>
        {channels.map((one) => (
          <Menu.Item
            key={one}
            leftSection={<ChannelIcon channel={one} size={15} />}
            aria-current={one === channel || undefined}
            onClick={() => onPick(one)}
            data-testid={`reply-by-${one}`}
          >
            {t(`mail.compose.by.${one}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
