import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { LOCALES } from '../../../server/contract/names.js';
import { useQueueNames } from '../base/queue-names.js';
import { RemoveKey } from '../base/remove-key.js';
import { useTexts } from '../base/use-texts.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { Section } from './page.js';
import type { SiteForm } from './site-editor.js';

/** What visitors may choose from, and the queue behind each choice. */
export function SiteTopics({ form }: { form: SiteForm }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const first = queues.all[0];
  const nameOf = (at: number) => t('sites.topic', { place: f.number(at + 1) });
  return (
    <Section title={t('sites.topics')} hint={t('sites.topicsHint')}>
      <Stack gap={8}>
        {form.values.topics.map((_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the topic's order on the page
          <Group key={at} gap={8} align="flex-end" wrap="nowrap" role="group" aria-label={nameOf(at)}>
            {LOCALES.map((locale) => (
              <TextInput
                key={locale}
                flex={1}
                miw={0}
                lang={locale}
                maxLength={300}
                label={at === 0 ? LANGUAGE_NAMES[locale] : undefined}
                aria-label={LANGUAGE_NAMES[locale]}
                {...form.getInputProps(`topics.${at}.label.${locale}`)}
              />
            ))}
            <Select
              flex={1}
              miw={0}
              allowDeselect={false}
              label={at === 0 ? t('inbox.queueLabel') : undefined}
              aria-label={t('inbox.queueLabel')}
              data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
              {...form.getInputProps(`topics.${at}.queueId`)}
            />
            <RemoveKey mb={4} what={nameOf(at)} onClick={() => form.removeListItem('topics', at)} />
          </Group>
        ))}
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          disabled={!first}
          leftSection={<IconPlus size={13} />}
          onClick={() => first && form.insertListItem('topics', { queueId: first.id, label: { en: '', fa: '' } })}
        >
          {t('sites.addTopic')}
        </Button>
      </Stack>
    </Section>
  );
}
