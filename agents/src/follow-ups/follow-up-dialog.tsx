import { Button, Group, Modal, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FollowUpView } from '../../../server/contract/index.js';
import { tellDone } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { snoozeTimes } from '../thread/snooze-times.js';
import { type DueTime, dueTimeOf, timeOf } from './due-time.js';
import { useChangeFollowUp, useMakeFollowUp } from './use-follow-ups.js';
import { When } from './when.js';

interface Values {
  text: string;
  due: DueTime;
  assigneeId: string;
}

const bodyOf = ({ text, due, assigneeId }: Values) => ({
  text: text.trim(),
  dueAt: timeOf(due).toISOString(),
  assigneeId,
});

export function NewFollowUp(props: { customerId: string; conversationId?: string; onClose: () => void }) {
  const { t, f } = useTexts();
  const myId = useDesk((desk) => desk.me.id);
  const [clientId] = useState(() => crypto.randomUUID());
  const tomorrow = snoozeTimes(new Date(), f.locale).find(({ id }) => id === 'tomorrow')?.at ?? new Date();
  const make = useMakeFollowUp(props.customerId, () => {
    tellDone(t('followUp.made'));
    props.onClose();
  });
  return (
    <Form
      title={t('followUp.new')}
      first={{ text: '', due: dueTimeOf(tomorrow), assigneeId: myId }}
      busy={make.isPending}
      onSubmit={(values) => make.mutate({ ...bodyOf(values), clientId, conversationId: props.conversationId })}
      onClose={props.onClose}
    />
  );
}

export function EditFollowUp({ followUp, onClose }: { followUp: FollowUpView; onClose: () => void }) {
  const { t } = useTexts();
  const change = useChangeFollowUp(followUp, onClose);
  const { text, dueAt, assignee } = followUp;
  return (
    <Form
      title={t('followUp.edit')}
      first={{ text, due: dueTimeOf(new Date(dueAt)), assigneeId: assignee.id }}
      busy={change.isPending}
      onSubmit={(values) => change.mutate(bodyOf(values))}
      onClose={onClose}
    />
  );
}

interface FormProps {
  title: string;
  first: Values;
  busy: boolean;
  onSubmit: (values: Values) => void;
  onClose: () => void;
}

function Form({ title, first, busy, onSubmit, onClose }: FormProps) {
  const { t } = useTexts();
  const agents = useDesk((desk) => desk.agents);
  const [values, setValues] = useState(first);
  const set = (part: Partial<Values>) => setValues({ ...values, ...part });
  return (
    <Modal opened onClose={onClose} title={title} attributes={{ content: { 'data-testid': 'follow-up-dialog' } }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(values);
        }}
      >
        <Stack gap="md">
          <Textarea
            label={t('followUp.what')}
            placeholder={t('followUp.whatHint')}
            data-autofocus
            required
            autosize
            minRows={2}
            maxRows={8}
            maxLength={1_000}
            value={values.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
            data-testid="follow-up-text"
          />
          <When label={t('followUp.when')} due={values.due} onChange={(due) => set({ due })} />
          <Select
            label={t('followUp.who')}
            searchable
            allowDeselect={false}
            value={values.assigneeId}
            onChange={(id) => id && set({ assigneeId: id })}
            data={agents.map(({ agentId, name }) => ({ value: agentId, label: name }))}
            nothingFoundMessage={t('followUp.nobody')}
            data-testid="follow-up-assignee"
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={values.text.trim() === ''} data-testid="follow-up-submit">
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
