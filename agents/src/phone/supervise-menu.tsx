import { ActionIcon, Menu } from '@mantine/core';
import { IconEar, IconHeadphones, IconUsers } from '@tabler/icons-react';
import { SUPERVISIONS } from '../../../server/contract/call.js';
import type { CallView, ConversationView } from '../../../server/contract/index.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { legOf } from '../live/calls.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { supervise, useAct } from './acts.js';
import { line } from './line.js';
import { useOpenCall } from './use-calls.js';

const ICONS = { monitor: IconHeadphones, whisper: IconEar, barge: IconUsers };

/** Into the talk of somebody else, for whoever may; nothing where nobody talks or one is in it. */
export function SuperviseMenu({ conversation }: { conversation: ConversationView }) {
  const supervises = useMay('conversation.supervise');
  const call = useOpenCall(conversation.id, supervises && conversation.channel === 'voice');
  const myId = useDesk((desk) => desk.me.id);
  if (!supervises || !call || legOf(call, myId) || conversation.agent?.id === myId) return null;
  const talks = call.legs.some(({ role, inConference }) => role === 'agent' && inConference);
  return talks ? <Ways call={call} /> : null;
}

function Ways({ call }: { call: CallView }) {
  const { t } = useTexts();
  const { busy, act } = useAct();
  const ready = useStore(line, (now) => now.line === 'ready');
  return (
    <Menu width={290}>
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={30}
          loading={busy}
          aria-label={t('supervise.open')}
          title={t('supervise.open')}
          data-testid="supervise"
        >
          <IconHeadphones size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!ready && <Menu.Label>{t('supervise.noLine')}</Menu.Label>}
        {SUPERVISIONS.map((how) => {
          const Icon = ICONS[how];
          return (
            <Menu.Item
              key={how}
              disabled={!ready}
              leftSection={<Icon size={17} stroke={1.6} />}
              onClick={() => void act(supervise(call, how))}
              data-testid={`supervise-${how}`}
            >
              {t(`supervise.${how}`)}
              <div style={{ fontSize: 12 }}>{t(`supervise.means.${how}`)}</div>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
