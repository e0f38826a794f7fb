import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { CustomerView, DeskNumber } from '../../../server/contract/index.js';
import { call as ask } from '../base/api.js';
import { useStore } from '../base/store.js';
import { tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { takeInCall } from '../live/live.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { line } from './line.js';

interface Props {
  customer: CustomerView;
  /** The customer's, E.164. */
  number: string;
  /** The one beside it: the call belongs to it where it is one's own. */
  conversationId: string | undefined;
}

/** Calls a customer: one's own page rings first and answers by itself, then the customer. Where there are several, by the number to show. */
export function CallNumber({ customer, number, conversationId }: Props) {
  const { t } = useTexts();
  const shown = useCallNumbers();
  const stop = useStop(customer);
  const { busy, place } = usePlace({ customer, conversationId });
  if (shown.length === 0) return null;
  const label = t(stop ? `callNumber.not.${stop}` : 'callNumber.call');
  const button = (onClick?: () => void) => (
    <ActionIcon
      size={24}
      variant="subtle"
      color="bond"
      aria-label={label}
      disabled={stop !== null}
      loading={busy}
      onClick={onClick}
      data-testid="call-number"
    >
      <IconPhoneOutgoing size={15} className="flip" aria-hidden />
    </ActionIcon>
  );
  const [only, ...others] = shown;
  if (others.length === 0 || stop) return <Tooltip label={label}>{button(() => place(number, only!))}</Tooltip>;
  return (
    <Menu position="bottom-end">
      <Menu.Target>{button()}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('callNumber.show')}</Menu.Label>
        {shown.map((one) => (
          <ShownBy key={one.id} by={one} onClick={() => place(number, one)} testId="call-number-by" />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** One of ours, to show to the customer. */
export function ShownBy({ by, onClick, testId }: { by: DeskNumber; onClick: () => void; testId: string }) {
  const { f } = useTexts();
  return (
    <Menu.Item onClick={onClick} data-testid={testId}>
      <bdi>{by.name}</bdi>{' '}
      <bdi dir="ltr" className="figures">
        {f.phone(by.number)}
      </bdi>
    </Menu.Item>
  );
}

/** Ours that may be shown, where one may call. */
export function useCallNumbers(): DeskNumber[] {
  const numbers = useDesk((desk) => desk.numbers);
  return useMay('conversation.reply') ? numbers.filter(({ voice, queueId }) => voice && queueId) : [];
}

/** Why it cannot be called now; null where it can. */
export function useStop({ consent }: CustomerView): 'unwanted' | 'busy' | 'noLine' | null {
  const talks = useDesk((desk) => desk.calls.length > 0);
  const ready = useStore(line, (now) => now.line === 'ready');
  if (consent.some(({ channel, granted }) => channel === 'voice' && !granted)) return 'unwanted';
  if (talks) return 'busy';
  return ready ? null : 'noLine';
}

export function usePlace({ customer, conversationId }: Pick<Props, 'customer' | 'conversationId'>) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  /** The same wish, until it is fulfilled: pressed again where no answer came, it is one call. */
  const clientId = useRef(crypto.randomUUID());
  const place = (number: string, by: DeskNumber) =>
    void begin(number, by.id)
      .catch(tellFailure)
      .finally(() => setBusy(false));
  const begin = async (number: string, numberId: string) => {
    setBusy(true);
    const body = { customerId: customer.id, number, numberId, conversationId, clientId: clientId.current };
    const placed = await ask('calls.place', { body });
    clientId.current = crypto.randomUUID();
    takeInCall(placed);
    if (placed.conversationId)
      await navigate({ to: '/inbox/$conversationId', params: { conversationId: placed.conversationId } });
  };
  return { busy, place };
}
