import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { IconArrowBackUp, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FollowUpView } from '../../../server/contract/index.js';
import { named } from '../base/named.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { urgencyOf } from './due-time.js';
import { EditFollowUp } from './follow-up-dialog.js';
import styles from './follow-ups.module.css';
import { useChangeFollowUp } from './use-follow-ups.js';

/** One promise: its box settles it. `withCustomer` where it does not stand beside its customer. */
export function FollowUpRow({ followUp, withCustomer }: { followUp: FollowUpView; withCustomer?: boolean }) {
  const { t } = useTexts();
  const change = useChangeFollowUp(followUp);
  const open = followUp.state === 'open';
  return (
    <li className={styles.row} data-state={followUp.state} data-testid="follow-up" data-id={followUp.id}>
      <Checkbox
        size="sm"
        checked={followUp.state === 'done'}
        disabled={change.isPending || followUp.state === 'cancelled'}
        onChange={() => change.mutate({ state: open ? 'done' : 'open' })}
        aria-label={t(open ? 'followUp.settle' : 'followUp.reopen', { text: followUp.text })}
        data-testid="follow-up-done"
      />
      <div className={styles.words}>
        <div className="wrap" dir="auto">
          {followUp.text}
        </div>
        <Facts followUp={followUp} withCustomer={withCustomer} />
      </div>
      <RowMenu followUp={followUp} />
    </li>
  );
}

function Facts({ followUp, withCustomer }: { followUp: FollowUpView; withCustomer?: boolean }) {
  const { t, f } = useTexts();
  const now = useNow(30);
  const myId = useDesk((desk) => desk.me.id);
  const { state, dueAt, assignee, customer } = followUp;
  const urgency = state === 'open' ? urgencyOf(dueAt, now) : 'later';
  return (
    <div className={styles.facts}>
      <time dateTime={dueAt} data-urgency={urgency} className="figures">
        {urgency === 'over' && `${t('followUp.over')} · `}
        {urgency === 'today' ? f.time(dueAt) : f.dateTime(dueAt)}
      </time>
      {state === 'cancelled' && <span>{t('followUp.cancelled')}</span>}
      {assignee.id !== myId && <bdi>{assignee.name}</bdi>}
      {withCustomer && (
        <Link to="/customers/$customerId" params={{ customerId: customer.id }} className={styles.customer}>
          <bdi>{named({ t, f }, customer.name)}</bdi>
        </Link>
      )}
    </div>
  );
}

function RowMenu({ followUp }: { followUp: FollowUpView }) {
  const { t } = useTexts();
  const [editing, setEditing] = useState(false);
  const change = useChangeFollowUp(followUp);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" aria-label={t('followUp.more', { text: followUp.text })} data-testid="follow-up-menu">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {followUp.state === 'open' ? (
            <>
              <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setEditing(true)}>
                {t('followUp.edit')}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconTrash size={15} />}
                onClick={() => change.mutate({ state: 'cancelled' })}
                data-testid="follow-up-cancel"
              >
                {t('followUp.cancel')}
              </Menu.Item>
            </>
          ) : (
            <Menu.Item leftSection={<IconArrowBackUp size={15} />} onClick={() => change.mutate({ state: 'open' })}>
              {t('followUp.openAgain')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {editing && <EditFollowUp followUp={followUp} onClose={() => setEditing(false)} />}
    </>
  );
}
