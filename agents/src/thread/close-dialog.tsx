import { Button, Chip, Group, Input, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { takeIn } from '../live/live.js';
import { useDesk } from '../live/use-desk.js';
import { outcomeName } from './outcome-name.js';

interface Props {
  conversation: ConversationView;
  opened: boolean;
  onClose: () => void;
  onDone?: () => void;
}

export function CloseDialog(props: Props) {
  const { t } = useTexts();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('close.title')}
      attributes={{ content: { 'data-testid': 'close-dialog' } }}
    >
      <CloseForm {...props} />
    </Modal>
  );
}

/** Outcome and a closing note: the wrap-up in one step. */
function CloseForm({ conversation, onClose, onDone }: Props) {
  const { t } = useTexts();
  const outcomes = useDesk((desk) => desk.queues.find((queue) => queue.id === conversation.queue.id)?.outcomes);
  const [outcome, setOutcome] = useState<string>('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    try {
      takeIn(
        await call('conversations.close', {
          params: { id: conversation.id },
          body: { note, ...(outcome && { outcome }) },
        }),
      );
      tellDone(t('close.done'));
      onClose();
      onDone?.();
    } catch (error) {
      tellFailure(error);
      setBusy(false);
    }
  };
  /** Enter on an outcome that is chosen, Ctrl+Enter anywhere. */
  const onKey = (event: KeyboardEvent) => {
    const chosen = outcome !== '' && event.target instanceof HTMLInputElement;
    if (event.key !== 'Enter' || busy || !(chosen || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };
  return (
    <Stack gap="md" onKeyDown={onKey}>
      {outcomes && outcomes.length > 0 && (
        <Input.Wrapper label={t('close.outcome')} description={t('close.outcomeHint')} labelElement="div">
          <Chip.Group value={outcome} onChange={(value) => setOutcome(value as string)}>
            <Group gap={6} mt={8} role="radiogroup" aria-label={t('close.outcome')}>
              {outcomes.map((name, at) => (
                <Chip
                  key={name}
                  value={name}
                  size="xs"
                  variant="outline"
                  // Not the button: whoever types on would close it without an outcome.
                  data-autofocus={at === 0 || undefined}
                  wrapperProps={{ 'data-testid': 'outcome', 'data-outcome': name }}
                >
                  <bdi>{outcomeName(name, t)}</bdi>
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
      )}
      <Textarea
        label={t('close.note')}
        placeholder={t('close.notePlaceholder')}
        autosize
        minRows={2}
        maxRows={8}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-testid="close-note"
        data-autofocus={!outcomes?.length || undefined}
      />
      {conversation.answersByMail && (
        <Text size="sm" c="dimmed" data-testid="close-by-mail">
          {t('close.byMail')}
        </Text>
      )}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button loading={busy} onClick={submit} data-testid="close-submit">
          {t('close.submit')}
        </Button>
      </Group>
    </Stack>
  );
}
