import { Stack, Textarea } from '@mantine/core';
import { LOCALES } from '../../../../server/contract/names.js';
import { useTexts } from '../../base/use-texts.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';
import { Section } from '../page.js';
import { SignatureEditor } from './signature-editor.js';
import type { MailboxForm } from './use-mailbox-form.js';

/** What stands below each answer, and what is answered by itself. */
export function WordsSection({ form }: { form: MailboxForm }) {
  const { t } = useTexts();
  return (
    <>
      <Section title={t('mailboxes.signatures')} hint={t('mailboxes.signaturesHint')}>
        <Stack gap="sm">
          {LOCALES.map((locale) => (
            <SignatureEditor
              key={locale}
              label={LANGUAGE_NAMES[locale]}
              html={form.values.signature[locale]}
              onChange={(html) => form.setFieldValue(`signature.${locale}`, html)}
            />
          ))}
        </Stack>
      </Section>
      <Section title={t('mailboxes.answers')} hint={t('mailboxes.answersHint')}>
        <Stack gap="sm">
          {(['acknowledgement', 'outOfHours'] as const).flatMap((kind) =>
            LOCALES.map((locale) => (
              <Textarea
                key={kind + locale}
                label={t(`mailboxes.${kind}`, { language: LANGUAGE_NAMES[locale] })}
                {...{ lang: locale, autosize: true, minRows: 2, maxLength: 4_000 }}
                {...form.getInputProps(`${kind}.${locale}`)}
              />
            )),
          )}
        </Stack>
      </Section>
    </>
  );
}
