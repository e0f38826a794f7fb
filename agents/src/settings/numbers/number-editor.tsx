import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { NumberView } from '../../../../server/contract/index.js';
import { Answered } from '../../base/answered.js';
import { useTexts } from '../../base/use-texts.js';
import { Gone } from '../../shell/lost.js';
import { Copied } from '../embed.js';
import { Page, SaveBar, Section } from '../page.js';
import { useList, useSaving } from '../use-settings.js';
import { GeneralSection } from './general-section.js';
import { SmsSections } from './sms-sections.js';
import { useNumberForm } from './use-number-form.js';
import { VoiceSection } from './voice-section.js';

export function NumberEditor() {
  const id = useParams({ from: '/shell/settings/numbers/$numberId', select: (params) => params.numberId });
  const query = useList('numbers.list');
  return (
    <Answered query={query}>
      {(numbers) => {
        const number = numbers.find((one) => one.id === id);
        return number ? <NumberFormPage key={number.id} number={number} /> : <Gone from="numbers" />;
      }}
    </Answered>
  );
}

function NumberFormPage({ number }: { number: NumberView }) {
  const { t } = useTexts();
  const { form, submit, saving, reset } = useNumberForm(number);
  return (
    <form onSubmit={submit}>
      <Page title={<bdi>{number.name}</bdi>} action={<DeleteNumber id={number.id} />}>
        <GeneralSection form={form} />
        <SmsSections form={form} />
        <VoiceSection form={form} />
        <Section title={t('numbers.hooks')} hint={t('numbers.hooksHint')}>
          <Text size="sm">{t('numbers.hookSms')}</Text>
          <Copied text={number.hooks.sms} />
          <Text size="sm" mt={8}>
            {t('numbers.hookVoice')}
          </Text>
          <Copied text={number.hooks.voice} />
        </Section>
        <SaveBar changed={form.isDirty()} saving={saving} onReset={reset} />
      </Page>
    </form>
  );
}

function DeleteNumber({ id }: { id: string }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const remove = useSaving('numbers.delete', () => void navigate({ to: '/settings/numbers' }));
  const ask = () =>
    modals.openConfirmModal({
      title: t('numbers.delete'),
      children: <Text size="sm">{t('numbers.deleteHint')}</Text>,
      labels: { confirm: t('common.delete'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ params: { id } }),
    });
  return (
    <Button variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={ask}>
      {t('common.delete')}
    </Button>
  );
}
