import { Alert, Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { MailRulesTryView } from '../../../../server/contract/index.js';
import { type CallInput, call } from '../../base/api.js';
import { useQueueNames } from '../../base/queue-names.js';
import { RemoveKey } from '../../base/remove-key.js';
import { tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../page.js';
import styles from '../settings.module.css';
import type { MailboxForm } from './use-mailbox-form.js';

const FIELDS = ['to', 'from', 'subject', 'header'] as const;
const LONGEST = 100_000;

/** Which queue a mail goes to, and a mail to try it with. */
export function RulesSection({ form }: { form: MailboxForm }) {
  const { t } = useTexts();
  const queueId = form.values.queueId;
  return (
    <Section title={t('mailboxes.rules')} hint={t('mailboxes.rulesHint')}>
      <Stack gap={12}>
        {form.values.rules.map((_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the rule's order
          <RuleRow key={at} form={form} at={at} />
        ))}
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          leftSection={<IconPlus size={13} />}
          onClick={() => form.insertListItem('rules', { field: 'subject', header: null, contains: '', queueId })}
        >
          {t('mailboxes.addRule')}
        </Button>
        {form.values.rules.length > 0 && <TryRules form={form} />}
      </Stack>
    </Section>
  );
}

function RuleRow({ form, at }: { form: MailboxForm; at: number }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  const name = t('mailboxes.rule', { count: at + 1 });
  const isHeader = form.values.rules[at]?.field === 'header';
  const part = (name: string) => form.getInputProps(`rules.${at}.${name}`);
  return (
    <Group gap={8} align="flex-end" role="group" aria-label={name}>
      <Select
        {...{ flex: 1, miw: 130, allowDeselect: false, label: t('mailboxes.field') }}
        data={FIELDS.map((value) => ({ value, label: t(`mailboxes.fields.${value}`) }))}
        {...part('field')}
      />
      {isHeader && (
        <TextInput
          {...{ flex: 1, miw: 130, dir: 'ltr', label: t('mailboxes.header'), required: true, withAsterisk: false }}
          {...part('header')}
          value={form.values.rules[at]?.header ?? ''}
        />
      )}
      <TextInput
        {...{ flex: 2, miw: 150, maxLength: 200, required: true, withAsterisk: false }}
        label={t('mailboxes.contains')}
        {...part('contains')}
      />
      <Select
        {...{ flex: 1, miw: 130, allowDeselect: false, label: t('mailboxes.queue') }}
        data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
        {...part('queueId')}
      />
      <RemoveKey mb={4} what={name} onClick={() => form.removeListItem('rules', at)} />
    </Group>
  );
}

type Tried = CallInput<'mailboxes.tryRules'>['body'];

function TryRules({ form }: { form: MailboxForm }) {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const { rules } = form.values;
  const attempt = useMutation({
    mutationFn: (body: Tried) => call('mailboxes.tryRules', { body }),
    onError: tellFailure,
  });
  const tried = { rules, text: text.slice(0, LONGEST) };
  // Of what has been changed since it says nothing.
  const result = JSON.stringify(attempt.variables) === JSON.stringify(tried) ? attempt.data : undefined;
  return (
    <Stack gap={8}>
      <Textarea
        {...{ label: t('mailboxes.tryMail'), description: t('mailboxes.tryMailHint'), dir: 'ltr' }}
        {...{ autosize: true, minRows: 3, maxRows: 10 }}
        classNames={{ input: styles.pasted ?? '' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        {...{ variant: 'default', w: 'fit-content', loading: attempt.isPending, disabled: !text.trim() }}
        onClick={() => attempt.mutate(tried)}
        data-testid="try-rules"
      >
        {t('mailboxes.tryNow')}
      </Button>
      <div role="status">{result && <Outcome told={result} form={form} />}</div>
    </Stack>
  );
}

function Outcome({ told, form }: { told: MailRulesTryView; form: MailboxForm }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  const { rule, from, recipients, subject } = told;
  if (from.length === 0 && recipients.length === 0 && !subject)
    return (
      <Alert role="group" color="orange">
        {t('mailboxes.noMail')}
      </Alert>
    );
  const queueId = (rule === null ? undefined : form.values.rules[rule]?.queueId) ?? form.values.queueId;
  const queue = queues.of({ id: queueId, name: '' });
  return (
    <Alert role="group" color="teal" title={<bdi>{subject || t('mailboxes.noSubject')}</bdi>}>
      {rule === null ? t('mailboxes.noRule', { queue }) : t('mailboxes.ruleFits', { count: rule + 1, queue })}
    </Alert>
  );
}
