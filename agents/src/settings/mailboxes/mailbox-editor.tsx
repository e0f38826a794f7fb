import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { MailboxView } from '../../../../server/contract/index.js';
import { Answered } from '../../base/answered.js';
import { useTexts } from '../../base/use-texts.js';
import { Gone } from '../../shell/lost.js';
import { Page, SaveBar } from '../page.js';
import { useList, useSaving } from '../use-settings.js';
import { DkimSection } from './dkim-section.js';
import { GeneralSection } from './general-section.js';
import { RulesSection } from './rules-section.js';
import { ServerSections } from './server-sections.js';
import { Troubles } from './troubles.js';
import { useMailboxForm } from './use-mailbox-form.js';
import { WordsSection } from './words-section.js';

export function MailboxEditor() {
  const id = useParams({ from: '/shell/settings/mailboxes/$mailboxId', select: (params) => params.mailboxId });
  const query = useList('mailboxes.list');
  return (
    <Answered query={query}>
      {(mailboxes) => {
        const mailbox = mailboxes.find((one) => one.id === id);
        return mailbox ? <MailboxFormPage key={mailbox.id} mailbox={mailbox} /> : <Gone from="mailboxes" />;
      }}
    </Answered>
  );
}

function MailboxFormPage({ mailbox }: { mailbox: MailboxView }) {
  const { form, submit, saving, reset } = useMailboxForm(mailbox);
  return (
    <form onSubmit={submit}>
      <Page title={<bdi>{mailbox.name}</bdi>} action={<DeleteMailbox mailbox={mailbox} />}>
        <Troubles mailbox={mailbox} />
        <GeneralSection form={form} />
        <ServerSections form={form} mailbox={mailbox} />
        <DkimSection form={form} mailbox={mailbox} />
        <WordsSection form={form} />
        <RulesSection form={form} />
        <SaveBar changed={form.isDirty()} saving={saving} onReset={reset} />
      </Page>
    </form>
  );
}

function DeleteMailbox({ mailbox }: { mailbox: MailboxView }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const remove = useSaving('mailboxes.delete', () => void navigate({ to: '/settings/mailboxes' }));
  const ask = () =>
    modals.openConfirmModal({
      title: t('mailboxes.deleteTitle'),
      children: <Text size="sm">{t('mailboxes.deleteHint')}</Text>,
      labels: { confirm: t('common.delete'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ params: { id: mailbox.id } }),
    });
  return (
    <Button variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={ask}>
      {t('common.delete')}
    </Button>
  );
}
