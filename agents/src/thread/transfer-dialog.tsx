import { Button, Fieldset, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { ConversationView, SkillNeed } from '../../../server/contract/index.js';
import { STAYING } from '../../../server/contract/names.js';
import { Answered } from '../base/answered.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { apart } from './apart.js';
import type { Act } from './commands.js';
import { ConversationNeeds } from './conversation-needs.js';
import { useConversation } from './needs-dialog.js';
import { AgentTargets, QueueTargets } from './transfer-targets.js';

/** What is handed over: of a conversation only what says where it is now. */
export type Transferable = Pick<ConversationView, 'id' | 'agent' | 'queue' | 'channel'>;

interface Props {
  /** One, or several that all go there. */
  conversations: readonly Transferable[];
  /** To what it is handed over, unless one chooses otherwise. */
  begin?: 'agent' | 'queue';
  opened: boolean;
  onClose: () => void;
  act: Act;
}

export function TransferDialog(props: Props) {
  const { t } = useTexts();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('transfer.title', { count: props.conversations.length })}
      attributes={{ content: { 'data-testid': 'transfer-dialog' } }}
    >
      <TransferForm {...props} />
    </Modal>
  );
}

function TransferForm({ conversations, begin = 'agent', onClose, act }: Props) {
  const { t, f } = useTexts();
  const myId = useDesk((desk) => desk.me.id);
  const [only] = conversations.length === 1 ? conversations : [];
  const others = othersAmong(conversations, myId);
  const [clientId] = useState(() => crypto.randomUUID());
  const [kind, setKind] = useState<'agent' | 'queue'>(begin);
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const [needs, setNeeds] = useState<SkillNeed[] | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const target = kind === 'agent' ? { toAgentId: to } : { toQueueId: to, ...(needs && { needs }) };
    if (await act({ name: 'conversations.transfer', body: { clientId, ...target, note } })) onClose();
    else setBusy(false);
  };
  const away = useAway(to);
  const staying = conversations.filter(({ channel }) => STAYING.some((one) => one === channel));
  const refused = away !== null && staying.length === 0;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !to || busy || refused) return;
    event.preventDefault();
    void submit();
  };
  return (
    <Stack gap="sm" onKeyDown={onKey}>
      {others.length > 0 && (
        <Text size="sm" data-testid="transfer-takes-from">
          {t(only ? 'transfer.takesFrom' : 'transfer.takeFrom', {
            name: f.list(others.map((name) => `\u2068${name}\u2069`)),
          })}
        </Text>
      )}
      <SegmentedControl
        fullWidth
        aria-label={t('transfer.to')}
        value={kind}
        onChange={(value) => {
          setKind(value as 'agent' | 'queue');
          setTo('');
        }}
        data={[
          { value: 'agent', label: t('transfer.agent') },
          { value: 'queue', label: t('transfer.queue') },
        ]}
        data-testid="transfer-kind"
      />
      {kind === 'agent' ? (
        <AgentTargets except={only?.agent?.id} to={to} onTo={setTo} />
      ) : (
        <QueueTargets here={only?.queue.id} to={to} onTo={setTo} />
      )}
      {away !== null && (
        <Text size="sm" role="status" data-testid="transfer-away">
          {staying.length > 0 && t('transfer.awaits', { name: away, count: staying.length })}{' '}
          {staying.length < conversations.length && t('transfer.notThere', { name: away })}
        </Text>
      )}
      {only && kind === 'queue' && to && (
        <Needs conversationId={only.id} queueId={to} needs={needs} onNeeds={setNeeds} />
      )}
      <Textarea
        label={t('transfer.note')}
        placeholder={t('transfer.notePlaceholder')}
        autosize
        minRows={2}
        maxRows={6}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-testid="transfer-note"
      />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button disabled={!to || refused} loading={busy} onClick={submit} data-testid="transfer-submit">
          {t('action.transfer')}
        </Button>
      </Group>
    </Stack>
  );
}

/** The name of whom it is to go to, where they are not there now. */
function useAway(to: string): string | null {
  const agent = useDesk((desk) => desk.agents.find(({ agentId }) => agentId === to));
  const isAway = agent?.state === 'offline' || agent?.state === 'lost';
  return isAway ? apart(agent.name) : null;
}

/** From whom it is taken, each once. */
const othersAmong = (conversations: readonly Transferable[], myId: string): string[] => [
  ...new Set(conversations.flatMap(({ agent }) => (agent && agent.id !== myId ? [agent.name] : []))),
];

interface NeedsProps {
  conversationId: string;
  queueId: string;
  /** Null until they are changed. */
  needs: SkillNeed[] | null;
  onNeeds: (needs: SkillNeed[]) => void;
}

/** Out of the queue only whoever can do this takes it. */
function Needs({ conversationId, queueId, needs, onNeeds }: NeedsProps) {
  const { t } = useTexts();
  const query = useConversation(conversationId);
  return (
    <Fieldset legend={<strong>{t('needs.field')}</strong>} fz="sm" variant="unstyled">
      <Answered query={query}>
        {(conversation) => (
          <ConversationNeeds
            conversationId={conversationId}
            queueId={queueId}
            value={needs ?? conversation.needs}
            onChange={onNeeds}
          />
        )}
      </Answered>
    </Fieldset>
  );
}
