import { Button, FileInput, Group, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { LOCALES, type Locale } from '../../../../server/contract/names.js';
import { useTexts } from '../../base/use-texts.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';
import { useSaving } from '../use-settings.js';
import { RecordingRule } from './recording-rule.js';
import { PLAYABLE, useRecording } from './use-recording.js';

type Kind = 'phrase' | 'music';
interface Values {
  kind: Kind;
  en: string;
  fa: string;
  locale: Locale;
  file: File | null;
}

/** A phrase or music of the company's own. */
export function NewSound({ onClose }: { onClose: () => void }) {
  const { t, f } = useTexts();
  const recording = useRecording();
  const create = useSaving('sounds.create', onClose);
  const initialValues: Values = { kind: 'phrase', en: '', fa: '', locale: f.locale, file: null };
  const form = useForm({
    initialValues,
    validate: {
      [f.locale]: (_text: string, { en, fa }: Values) => (en.trim() || fa.trim() ? null : t('sounds.titleRule')),
      file: (file: File | null) => (file ? null : t('sounds.fileRule')),
    },
  });
  const submit = ({ kind, en, fa, locale, file }: Values) =>
    recording.take(file, ({ id }) => create.mutate({ body: { kind, text: { en, fa }, locale, fileId: id } }));
  // The language of the page is the first to be filled in.
  const languages = [...LOCALES].sort((one) => (one === f.locale ? -1 : 1));
  const name = form.values.kind === 'music' ? 'sounds.called' : 'sounds.title';
  return (
    <Modal opened onClose={onClose} title={t('sounds.add')} attributes={{ content: { 'data-testid': 'new-sound' } }}>
      <form onSubmit={form.onSubmit(submit)}>
        <Stack gap="sm">
          <SegmentedControl
            fullWidth
            aria-label={t('sounds.kind')}
            data={(['phrase', 'music'] as const).map((value) => ({ value, label: t(`sounds.${value}`) }))}
            {...form.getInputProps('kind')}
          />
          {languages.map((locale) => (
            <TextInput
              key={locale}
              label={t(name, { language: LANGUAGE_NAMES[locale] })}
              {...{ lang: locale, maxLength: 300 }}
              {...form.getInputProps(locale)}
            />
          ))}
          <FileInput
            label={t('sounds.file')}
            placeholder={t('sounds.choose')}
            accept={PLAYABLE}
            {...form.getInputProps('file')}
          />
          <RecordingRule failure={recording.failure} />
          <SegmentedControl
            fullWidth
            aria-label={t('sounds.language')}
            data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            {...form.getInputProps('locale')}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={recording.busy || create.isPending} data-testid="sound-save">
              {t('common.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
