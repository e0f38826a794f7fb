import { Button, SegmentedControl } from '@mantine/core';
import { IconHandGrab, IconPhoneEnd } from '@tabler/icons-react';
import { SUPERVISIONS, type Supervision } from '../../../server/contract/call.js';
import type { CallView } from '../../../server/contract/call-views.js';
import { call as ask } from '../base/api.js';
import { tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { legOf } from '../live/calls.js';
import { takeIn } from '../live/live.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { confirmTakeOver } from '../thread/confirm-take-over.js';
import { supervise, unsupervise, useAct } from './acts.js';
import styles from './call-bar.module.css';

/** How one takes part in somebody else's talk, and the way out of it or into it. */
export function SupervisorKeys({ call }: { call: CallView }) {
  const { t } = useTexts();
  const { busy, act } = useAct();
  const myId = useDesk((desk) => desk.me.id);
  const takesOver = useMay('conversation.takeOver');
  const how = legOf(call, myId)?.how ?? 'monitor';
  const owner = call.legs.find(({ role, endedAt }) => role === 'agent' && endedAt === null);
  return (
    <div className={styles.keys} role="toolbar" aria-label={t('phone.keys')}>
      <SegmentedControl
        aria-label={t('supervise.how')}
        value={how}
        disabled={busy}
        onChange={(next) => void act(supervise(call, next as Supervision))}
        data={SUPERVISIONS.map((value) => ({ value, label: t(`supervise.${value}`) }))}
        data-testid="supervise-how"
      />
      {takesOver && owner && (
        <Button
          variant="default"
          leftSection={<IconHandGrab size={16} aria-hidden />}
          onClick={() => confirmTakeOver(owner.name, () => takeOver(call))}
          data-testid="call-take-over"
        >
          {t('action.takeOver')}
        </Button>
      )}
      <Button
        color="red.8"
        leftSection={<IconPhoneEnd size={16} aria-hidden />}
        loading={busy}
        onClick={() => void act(unsupervise(call))}
        data-testid="unsupervise"
      >
        {t('supervise.stop')}
      </Button>
    </div>
  );
}

function takeOver({ conversationId }: CallView): void {
  if (conversationId) void ask('conversations.takeOver', { params: { id: conversationId } }).then(takeIn, tellFailure);
}
