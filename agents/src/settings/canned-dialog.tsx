import { Button, Group, Input, Modal, MultiSelect, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef } from 'react';
import type { CannedReplyView } from '../../../server/contract/index.js';
import { LOCALES, type Locale } from '../../../server/contract/names.js';
import { useQueueNames } from '../base/queue-names.js';
import { useTexts } from '../base/use-texts.js';
import { PLACEHOLDERS, type Placeholder } from '../composer/filling.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { useSaving } from './use-settings.js';

export function CannedDialog({ reply, onClose }: { reply: CannedReplyView | null; onClose: () => void }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  const create = useSaving('canned.create', onClose);
  const change = useSaving('canned.change', onClose);
  const remove = useSaving('canned.delete', onClose);
  const form = useForm({
    initialValues: {
      shortcut: reply?.shortcut ?? '',
      title: reply?.title ?? '',
      text: reply?.text ?? '',
      locale: reply?.locale ?? ('' as Locale | ''),
      queueIds: reply?.queueIds ?? [],
    },
    validate: {
      shortcut: (shortcut) =>
        /^[\p{L}\p{M}\p{N}_\u200c-]{1,40}$/u.test(shortcut.trim()) ? null : t('canned.shortcutRule'),
    },
  });
  const text = useRef<HTMLTextAreaElement>(null);
  const insert = (placeholder: Placeholder) => {
    const { current: field } = text;
    if (!field) return;
    field.focus();
    field.setRangeText(`{{${placeholder}}}`, field.selectionStart, field.selectionEnd, 'end');
    form.setFieldValue('text', field.value);
  };
  const submit = form.onSubmit(({ locale, ...values }) => {
    const body = { ...values, locale: locale || null };
    if (reply) change.mutate({ params: { id: reply.id }, body });
    else create.mutate({ body });
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={reply ? t('canned.edit') : t('canned.add')}
      size="lg"
      attributes={{ content: { 'data-testid': 'canned-dialog' } }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput
              label={t('canned.shortcut')}
              leftSection="/"
              required
              withAsterisk={false}
              maxLength={40}
              data-autofocus
              {...form.getInputProps('shortcut')}
            />
            <TextInput
              label={t('canned.title')}
              required
              withAsterisk={false}
              maxLength={120}
              {...form.getInputProps('title')}
            />
          </Group>
          <Textarea
            ref={text}
            label={t('canned.text')}
            autosize
            minRows={5}
            maxRows={14}
            required
            withAsterisk={false}
            {...form.getInputProps('text')}
          />
          <Placeholders onPick={insert} />
          <Group grow align="flex-start">
            <Select
              label={t('profile.language')}
              data={[
                { value: '', label: t('canned.anyLanguage') },
                ...LOCALES.map((locale) => ({ value: locale, label: LANGUAGE_NAMES[locale] })),
              ]}
              allowDeselect={false}
              {...form.getInputProps('locale')}
            />
            <MultiSelect
              label={t('settings.queues')}
              placeholder={form.values.queueIds.length === 0 ? t('inbox.allQueues') : undefined}
              data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
              {...form.getInputProps('queueIds')}
            />
          </Group>
          <Group justify="space-between">
            {reply ? (
              <Button
                variant="subtle"
                color="red"
                loading={remove.isPending}
                onClick={() => remove.mutate({ params: { id: reply.id } })}
              >
                {t('common.delete')}
              </Button>
            ) : (
              <span />
            )}
            <Group gap={8}>
              <Button variant="default" onClick={onClose}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" loading={create.isPending || change.isPending} data-testid="canned-save">
                {t('common.save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** What is filled in when it is used: a press puts it where the caret is. */
function Placeholders({ onPick }: { onPick: (placeholder: Placeholder) => void }) {
  const { t } = useTexts();
  return (
    <Input.Wrapper
      label={t('canned.placeholders')}
      description={t('canned.placeholdersHint', {
        example: '\u2066{{customer.firstName|…}}\u2069',
        interpolation: { skipOnVariables: true },
      })}
      labelElement="div"
    >
      <Group gap={6} mt={7} role="group" aria-label={t('canned.placeholders')}>
        {PLACEHOLDERS.map((placeholder) => (
          <Button
            key={placeholder}
            size="compact-xs"
            variant="default"
            title={`{{${placeholder}}}`}
            onClick={() => onPick(placeholder)}
            data-testid={`placeholder-${placeholder}`}
          >
            {t(`canned.placeholder.${placeholder}`)}
          </Button>
        ))}
      </Group>
    </Input.Wrapper>
  );
}
