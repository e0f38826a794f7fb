import { Button, Chip, Group, Input, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import type { Act } from './commands.js';
import { outcomeName } from './outcome-name.js';

interface Props {
  /** One, or several that are closed alike. */
  conversations: readonly ConversationView[];
  opened: boolean;
  onClose: () => void;
  act: Act;
}

export function CloseDialog(props: Props) {
  const { t } = useTexts();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('close.title', { count: props.conversations.length })}
      attributes={{ content: { 'data-testid': 'close-dialog' } }}
    >
      <CloseForm {...props} />
    </Modal>
  );
}

/** Outcome and a closing note: the wrap-up in one step. */
function CloseForm({ conversations, onClose, act }: Props) {
  const { t } = useTexts();
  const outcomes = useOutcomes(conversations);
  const shown = useRef(conversations);
  shown.current = conversations;
  const count = conversations.length;
  const [outcome, setOutcome] = useState<string>('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [seenUntil, setSeenUntil] = useState(() => lastWords(conversations));
  const submit = async () => {
    setBusy(true);
    const body = { note, ...(outcome && { outcome }) };
    if (await act({ name: 'conversations.close', body, seenUntil })) return onClose();
    setBusy(false);
    setSeenUntil(lastWords(shown.current)); // what was said meanwhile was told of now
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
      {outcomes.length > 0 && (
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
        data-autofocus={outcomes.length === 0 || undefined}
      />
      {conversations.some(({ answersByMail }) => answersByMail) && (
        <Text size="sm" c="dimmed" data-testid="close-by-mail">
          {t('close.byMail', { count })}
        </Text>
      )}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button loading={busy} onClick={submit} data-testid="close-submit">
          {t('close.submit', { count })}
        </Button>
      </Group>
    </Stack>
  );
}

/** When the last message of each was said that stands before whoever closes it. */
const lastWords = (conversations: readonly ConversationView[]): ReadonlyMap<string, string> =>
  new Map(conversations.flatMap(({ id, lastMessage }) => (lastMessage ? [[id, lastMessage.at]] : [])));

/** What may come of each of them. */
function useOutcomes(conversations: readonly ConversationView[]): string[] {
  const queues = useDesk((desk) => desk.queues);
  const queueIds = new Set(conversations.map(({ queue }) => queue.id));
  const [first = [], ...others] = queues.filter(({ id }) => queueIds.has(id)).map(({ outcomes }) => outcomes);
  return first.filter((outcome) => others.every((outcomes) => outcomes.includes(outcome)));
}
