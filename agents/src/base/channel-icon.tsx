import { IconDeviceMobileMessage, IconMail, IconMessageCircle, IconPhone } from '@tabler/icons-react';
import type { ChannelName } from '../../../server/contract/index.js';
import { useTexts } from './use-texts.js';

const ICONS = { webchat: IconMessageCircle, email: IconMail, sms: IconDeviceMobileMessage, voice: IconPhone };

export function ChannelIcon({ channel, size = 16 }: { channel: ChannelName; size?: number }) {
  const { t } = useTexts();
  const Icon = ICONS[channel];
  return <Icon size={size} stroke={1.6} role="img" aria-label={t(`channel.${channel}`)} style={{ flex: 'none' }} />;
}
