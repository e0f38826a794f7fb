import { IconDeviceMobileMessage, IconMail, IconMessageCircle, IconPhone } from '@tabler/icons-react';
import type { ChannelName } from '../../../server/contract/index.js';
import { useTexts } from './use-texts.js';

const ICONS = { webchat: IconMessageCircle, email: IconMail, sms: IconDeviceMobileMessage, voice: IconPhone };

interface Props {
  channel: ChannelName;
  size?: number;
  /** Its name stands beside it. */
  named?: boolean;
}

export function ChannelIcon({ channel, size = 16, named = false }: Props) {
  const { t } = useTexts();
  const Icon = ICONS[channel];
  const told = named ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t(`channel.${channel}`) };
  return <Icon size={size} stroke={1.6} {...told} style={{ flex: 'none' }} />;
}
