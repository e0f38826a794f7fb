import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { Fragment } from 'react';
import type { ConversationView, CustomerView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { ShownBy, useCallNumbers, usePlace, useStop } from './call-number.js';

interface Props {
  customer: CustomerView;
  /** One's own: the call belongs to it. */
  conversation: ConversationView;
}

/** Calls whom one is writing with: at any number of theirs, showing any of ours. */
export function CallCustomer({ customer, conversation }: Props) {
  const { t, f } = useTexts();
  const me = useDesk((desk) => desk.me.id);
  const shown = useCallNumbers();
  const stop = useStop(customer);
  const theirs = customer.identities.filter(({ kind }) => kind === 'phone').map(({ value }) => value);
  const { busy, place } = usePlace({ customer, conversationId: conversation.id });
  const isOwn = conversation.state === 'active' && conversation.agent?.id === me;
  if (!isOwn || shown.length === 0 || theirs.length === 0) return null;
  const label = t(stop ? `callNumber.not.${stop}` : 'callNumber.customer');
  const key = (onClick?: () => void) => (
    <ActionIcon
      aria-label={label}
      disabled={stop !== null}
      loading={busy}
      onClick={onClick}
      data-testid="call-customer"
    >
      <IconPhoneOutgoing size={18} className="flip" aria-hidden />
    </ActionIcon>
  );
  const [only, one] = [theirs[0]!, shown[0]!];
  if (stop || theirs.length * shown.length === 1) return <Tooltip label={label}>{key(() => place(only, one))}</Tooltip>;
  return (
    <Menu position="bottom-end">
      <Menu.Target>{key()}</Menu.Target>
      <Menu.Dropdown>
        {theirs.map((number) => (
          <Fragment key={number}>
            <Menu.Label>{t('callNumber.at', { number: f.phone(number) })}</Menu.Label>
            {shown.map((by) => (
              <ShownBy key={by.id} by={by} onClick={() => place(number, by)} testId="call-customer-by" />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
