import {
  ColorInput,
  Group,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useParams } from '@tanstack/react-router';
import type { SiteView } from '../../../server/contract/index.js';
import { LOCALES } from '../../../server/contract/names.js';
import { Answered } from '../base/answered.js';
import { useTexts } from '../base/use-texts.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { Gone } from '../shell/lost.js';
import { DeleteSite } from './delete-site.js';
import { Embed, IdentitySecret } from './embed.js';
import { Page, SaveBar, Section } from './page.js';
import styles from './settings.module.css';
import { SitePreview } from './site-preview.js';
import { SiteTopics } from './site-topics.js';
import { useList, useSaving } from './use-settings.js';

export type SiteValues = Omit<SiteView, 'id' | 'key' | 'identitySecretSet'>;
export type SiteForm = ReturnType<typeof useSiteForm>;

export function SiteEditor() {
  const id = useParams({ from: '/shell/settings/websites/$siteId', select: (params) => params.siteId });
  const query = useList('sites.list');
  return (
    <Answered query={query}>
      {(sites) => {
        const site = sites.find((one) => one.id === id);
        return site ? <SiteFormPage key={site.id} site={site} /> : <Gone from="websites" />;
      }}
    </Answered>
  );
}

function useSiteForm({ id: _id, key: _key, identitySecretSet: _set, ...values }: SiteView, badOrigin: string) {
  return useForm<SiteValues>({
    initialValues: values,
    validate: { origins: (origins) => (origins.every(isOrigin) ? null : badOrigin) },
  });
}

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
/** What people paste is mostly a whole address: its origin is meant. */
const toOrigin = (text: string): string =>
  URL.canParse(text) && new URL(text).origin !== 'null' ? new URL(text).origin : text;

function SiteFormPage({ site }: { site: SiteView }) {
  const { t } = useTexts();
  const form = useSiteForm(site, t('sites.badOrigin'));
  const save = useSaving('sites.change', () => form.resetDirty());
  return (
    <form onSubmit={form.onSubmit((body) => save.mutate({ params: { id: site.id }, body }))}>
      <Page wide title={<bdi>{site.name}</bdi>} action={<DeleteSite site={site} />}>
        <div className={styles.split}>
          <div>
            <Section title={t('sites.embed')} hint={t('sites.embedHint')}>
              <Embed site={site} />
            </Section>
            <Where form={form} />
            <Looks form={form} />
            <Words form={form} />
            <SiteTopics form={form} />
            <Section title={t('sites.identity')} hint={t('sites.identityHint')}>
              <IdentitySecret site={site} />
            </Section>
          </div>
          <SitePreview site={site} values={form.values} />
        </div>
        <SaveBar changed={form.isDirty()} saving={save.isPending} onReset={form.reset} />
      </Page>
    </form>
  );
}

function Where({ form }: { form: SiteForm }) {
  const { t } = useTexts();
  return (
    <Section title={t('sites.where')} hint={t('sites.whereHint')}>
      <Stack gap="sm">
        <TextInput
          label={t('sites.name')}
          required
          withAsterisk={false}
          maxLength={120}
          {...form.getInputProps('name')}
        />
        <TagsInput
          label={t('sites.origins')}
          placeholder="https://shop.example"
          dir="ltr"
          maxTags={50}
          {...form.getInputProps('origins')}
          onChange={(origins) => form.setFieldValue('origins', [...new Set(origins.map(toOrigin))])}
          data-testid="site-origins"
        />
      </Stack>
    </Section>
  );
}

function Looks({ form }: { form: SiteForm }) {
  const { t } = useTexts();
  return (
    <Section title={t('sites.looks')}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
        <ColorInput
          label={t('sites.color')}
          format="hex"
          dir="ltr"
          eyeDropperButtonProps={{ 'aria-label': t('sites.pickColor') }}
          {...form.getInputProps('color')}
        />
        <Select
          label={t('profile.language')}
          allowDeselect={false}
          data={[
            { value: '', label: t('sites.followPage') },
            ...LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
          ]}
          value={form.values.locale ?? ''}
          onChange={(locale) => form.setFieldValue('locale', (locale || null) as SiteValues['locale'])}
        />
      </SimpleGrid>
      <Text size="sm" fw={500} mt="sm" mb={5}>
        {t('sites.position')}
      </Text>
      <SegmentedControl
        aria-label={t('sites.position')}
        data={(['end', 'start'] as const).map((value) => ({ value, label: t(`sites.${value}`) }))}
        {...form.getInputProps('position')}
      />
    </Section>
  );
}

function Words({ form }: { form: SiteForm }) {
  const { t } = useTexts();
  return (
    <Section title={t('sites.words')} hint={t('sites.wordsHint')}>
      <Stack gap="sm">
        {LOCALES.map((locale) => (
          <Group key={locale} grow align="flex-start" lang={locale}>
            <TextInput
              label={t('sites.title', { language: LANGUAGE_NAMES[locale] })}
              maxLength={300}
              {...form.getInputProps(`title.${locale}`)}
            />
            <Textarea
              label={t('sites.greeting', { language: LANGUAGE_NAMES[locale] })}
              autosize
              maxLength={300}
              {...form.getInputProps(`greeting.${locale}`)}
            />
          </Group>
        ))}
        <Switch label={t('sites.askName')} {...form.getInputProps('askName', { type: 'checkbox' })} />
        <div>
          <Text size="sm" fw={500} mb={5}>
            {t('sites.askEmail')}
          </Text>
          <SegmentedControl
            aria-label={t('sites.askEmail')}
            data={(['no', 'optional', 'required'] as const).map((value) => ({
              value,
              label: t(`sites.email.${value}`),
            }))}
            {...form.getInputProps('askEmail')}
          />
        </div>
      </Stack>
    </Section>
  );
}
