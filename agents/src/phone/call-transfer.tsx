import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { TRANSFER_WAYS, type TransferWay } from '../../../server/contract/call.js';
import type { CallView } from '../../../server/contract/call-views.js';
import type { CallTarget } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { AgentTargets, QueueTargets } from '../thread/transfer-targets.js';
import { transfer, useAct } from './acts.js';

type Kind = CallTarget['kind'];
const KINDS: Kind[] = ['agent', 'queue', 'number'];

interface Props {
  call: CallView;
  begin: TransferWay;
  onClose: () => void;
}

/** To whom, and in which way: given away, spoken over first, or as a third one. */
export function CallTransfer({ call, begin, onClose }: Props) {
  const { t } = useTexts();
  const { busy, act } = useAct();
  const myId = useDesk((desk) => desk.me.id);
  const [clientId] = useState(() => crypto.randomUUID());
  const [way, setWay] = useState<TransferWay>(begin);
  const [kind, setKind] = useState<Kind>('agent');
  const [to, setTo] = useState('');
  const target: CallTarget = kind === 'number' ? { kind: 'number', number: to.trim() } : { kind, id: to };
  const submit = async () => {
    if (await act(transfer(call, { way, to: target, clientId }))) onClose();
  };
  const choose = (next: Kind) => {
    setKind(next);
    setTo('');
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`callTransfer.title.${begin === 'add' ? 'add' : 'transfer'}`)}
      attributes={{ content: { 'data-testid': 'call-transfer' } }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (to.trim()) void submit();
        }}
      >
        <Stack gap="sm">
          <SegmentedControl
            fullWidth
            aria-label={t('callTransfer.way')}
            value={way}
            onChange={(next) => setWay(next as TransferWay)}
            data={TRANSFER_WAYS.map((value) => ({ value, label: t(`callTransfer.ways.${value}`) }))}
            data-testid="call-transfer-way"
          />
          <Text size="xs" c="dimmed">
            {t(`callTransfer.means.${way}`)}
          </Text>
          <SegmentedControl
            fullWidth
            aria-label={t('transfer.to')}
            value={kind}
            onChange={(next) => choose(next as Kind)}
            data={KINDS.map((value) => ({ value, label: t(`callTransfer.kind.${value}`) }))}
            data-testid="call-transfer-kind"
          />
          {kind === 'agent' && <AgentTargets except={myId} to={to} onTo={setTo} />}
          {kind === 'queue' && way !== 'cold' && (
            <Text size="xs" c="dimmed">
              {t('callTransfer.whoIsFree')}
            </Text>
          )}
          {kind === 'queue' && <QueueTargets to={to} onTo={setTo} />}
          {kind === 'number' && (
            <TextInput
              {...{ label: t('callTransfer.number'), type: 'tel', dir: 'ltr', maxLength: 40 }}
              placeholder="+98 21 …"
              data-autofocus
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
              data-testid="call-transfer-number"
            />
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={!to.trim()} loading={busy} data-testid="call-transfer-submit">
              {t(`callTransfer.submit.${way}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
