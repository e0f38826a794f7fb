import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { call } from '../base/api.js';
import { tellDone } from '../base/tell.js';
import { useRunning } from '../base/use-running.js';
import { useTexts } from '../base/use-texts.js';
import { takeIn } from '../live/live.js';
import { ConversationNeeds } from './conversation-needs.js';

/** What a conversation asks of whoever takes it; read afresh, for somebody else may have said so as well. */
export function NeedsDialog({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const { t } = useTexts();
  const query = useConversation(conversationId);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('needs.title')}
      attributes={{ content: { 'data-testid': 'needs-dialog' } }}
    >
      <Answered query={query}>{(conversation) => <NeedsForm conversation={conversation} onClose={onClose} />}</Answered>
    </Modal>
  );
}

/** As it is on opening a dialog. */
export const useConversation = (id: string) =>
  useQuery({
    queryKey: ['conversation', id],
    queryFn: () => call('conversations.show', { params: { id } }),
    staleTime: 0,
    gcTime: 0,
  });

function NeedsForm({ conversation, onClose }: { conversation: ConversationView; onClose: () => void }) {
  const { t } = useTexts();
  const [clientId] = useState(() => crypto.randomUUID());
  const [needs, setNeeds] = useState(conversation.needs);
  const { busy, run } = useRunning();
  const submit = () =>
    run(async () => {
      takeIn(await call('conversations.setNeeds', { params: { id: conversation.id }, body: { clientId, needs } }));
      tellDone(t('common.saved'));
      onClose();
    });
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('needs.hint')}
      </Text>
      <ConversationNeeds
        conversationId={conversation.id}
        queueId={conversation.queue.id}
        value={needs}
        onChange={setNeeds}
      />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button loading={busy} onClick={submit} data-testid="needs-submit">
          {t('common.save')}
        </Button>
      </Group>
    </Stack>
  );
}
