import { Badge, Button, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMail, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { MailboxView } from '../../../../server/contract/index.js';
import { Answered } from '../../base/answered.js';
import { useQueueNames } from '../../base/queue-names.js';
import { Empty } from '../../base/states.js';
import { useTexts } from '../../base/use-texts.js';
import { Page } from '../page.js';
import styles from '../settings.module.css';
import { useList, useSaving } from '../use-settings.js';
import { troubleWords } from './trouble-words.js';

export function Mailboxes() {
  const { t } = useTexts();
  const query = useList('mailboxes.list');
  const [adding, setAdding] = useState(false);
  const lacksQueue = useQueueNames().all.length === 0;
  return (
    <Page
      title={t('settings.mailboxes')}
      hint={t('mailboxes.hint')}
      action={
        <Button
          leftSection={<IconPlus size={15} />}
          disabled={lacksQueue}
          onClick={() => setAdding(true)}
          data-testid="add-mailbox"
        >
          {t('mailboxes.add')}
        </Button>
      }
    >
      <Answered query={query}>
        {(mailboxes) =>
          mailboxes.length === 0 ? (
            <Empty
              icon={IconMail}
              title={t('mailboxes.none')}
              hint={t(lacksQueue ? 'common.queueFirst' : 'mailboxes.noneHint')}
            />
          ) : (
            <div className={styles.card}>
              {mailboxes.map((mailbox) => (
                <Row key={mailbox.id} mailbox={mailbox} />
              ))}
            </div>
          )
        }
      </Answered>
      {adding && <AddMailbox onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Row({ mailbox }: { mailbox: MailboxView }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  return (
    <Link
      to="/settings/mailboxes/$mailboxId"
      params={{ mailboxId: mailbox.id }}
      className={styles.row}
      data-testid="mailbox-row"
    >
      <span className={styles.grow}>
        <strong>
          <bdi>{mailbox.name}</bdi>
        </strong>
        <div className={`${styles.dim} cut`}>
          <bdi dir="ltr">{mailbox.address}</bdi> · <bdi>{queues.of({ id: mailbox.queueId, name: '' })}</bdi>
        </div>
        {mailbox.status.problem && <div className={styles.dim}>{t(`mailboxes.problem.${mailbox.status.problem}`)}</div>}
        {mailbox.troubles
          .filter(({ kind }) => kind !== 'fetching')
          .map((trouble) => (
            <div key={trouble.kind} className={styles.dim} data-testid="mailbox-trouble">
              {troubleWords(trouble, t)}
            </div>
          ))}
      </span>
      <StatusBadge mailbox={mailbox} />
    </Link>
  );
}

function StatusBadge({ mailbox }: { mailbox: MailboxView }) {
  const { t } = useTexts();
  if (!mailbox.active) return <Badge color="gray">{t('mailboxes.unused')}</Badge>;
  const { incoming, problem } = mailbox.status;
  const cannotSend = mailbox.troubles.some(({ kind }) => kind === 'sending');
  if (problem || incoming === 'failed' || cannotSend)
    return (
      <Badge color="red" c="var(--text-over)">
        {t('mailboxes.failed')}
      </Badge>
    );
  if (incoming === 'off') return <Badge color="gray">{t(`mailboxes.in.${mailbox.incoming.kind}`)}</Badge>;
  return <Badge color={incoming === 'connected' ? 'teal' : 'gray'}>{t(`mailboxes.${incoming}`)}</Badge>;
}

function AddMailbox({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const queues = useQueueNames();
  const form = useForm({ initialValues: { name: '', address: '', queueId: queues.all[0]?.id ?? '' } });
  const create = useSaving('mailboxes.create', ({ id }) => {
    onClose();
    void navigate({ to: '/settings/mailboxes/$mailboxId', params: { mailboxId: id } });
  });
  return (
    <Modal opened onClose={onClose} title={t('mailboxes.add')}>
      <form onSubmit={form.onSubmit((body) => create.mutate({ body }))}>
        <Stack gap="sm">
          <TextInput
            {...{ label: t('mailboxes.name'), required: true, withAsterisk: false, maxLength: 120 }}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            {...{ label: t('mailboxes.address'), required: true, withAsterisk: false, maxLength: 254 }}
            {...{ type: 'email', dir: 'ltr', placeholder: 'support@shop.example' }}
            {...form.getInputProps('address')}
          />
          <Select
            label={t('mailboxes.queue')}
            allowDeselect={false}
            data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('queueId')}
          />
          <Button type="submit" loading={create.isPending} ms="auto">
            {t('common.add')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
