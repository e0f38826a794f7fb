import { Badge, Box, Button, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDeviceMobileMessage, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { NumberView } from '../../../../server/contract/index.js';
import { Answered } from '../../base/answered.js';
import { refusedFields } from '../../base/failure.js';
import { useQueueNames } from '../../base/queue-names.js';
import { Empty } from '../../base/states.js';
import { useTexts } from '../../base/use-texts.js';
import { Page } from '../page.js';
import styles from '../settings.module.css';
import { useList, useSaving } from '../use-settings.js';
import { Accounts } from './accounts.js';

export function Numbers() {
  const { t } = useTexts();
  const query = useList('numbers.list');
  const accounts = useList('carrierAccounts.list').data ?? [];
  const [adding, setAdding] = useState(false);
  const lacksQueue = useQueueNames().all.length === 0;
  const noneHint = lacksQueue ? 'common.queueFirst' : accounts.length === 0 ? 'numbers.noAccounts' : 'numbers.noneHint';
  return (
    <Page
      title={t('settings.numbers')}
      hint={t('numbers.hint')}
      action={
        <Button
          leftSection={<IconPlus size={15} />}
          disabled={lacksQueue || accounts.length === 0}
          onClick={() => setAdding(true)}
          data-testid="add-number"
        >
          {t('numbers.add')}
        </Button>
      }
    >
      <Answered query={query}>
        {(numbers) =>
          numbers.length === 0 ? (
            <Empty icon={IconDeviceMobileMessage} title={t('numbers.none')} hint={t(noneHint)} />
          ) : (
            <div className={styles.card}>
              {numbers.map((number) => (
                <Row key={number.id} number={number} />
              ))}
            </div>
          )
        }
      </Answered>
      <Box mt={16}>
        <Accounts />
      </Box>
      {adding && <AddNumber accounts={accounts} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Row({ number: { id, name, number, active, sms, voice } }: { number: NumberView }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  return (
    <Link to="/settings/numbers/$numberId" params={{ numberId: id }} className={styles.row} data-testid="number-row">
      <span className={styles.grow}>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <div className={`${styles.dim} cut`}>
          <bdi dir="ltr">{f.phone(number)}</bdi>
          {[...new Set([sms.queueId, voice.queueId])].map(
            (queueId) =>
              queueId && (
                <span key={queueId}>
                  {' · '}
                  <bdi>{queues.of({ id: queueId, name: '' })}</bdi>
                </span>
              ),
          )}
        </div>
      </span>
      {active ? (
        <>
          {sms.on && <Badge color="teal">{t('numbers.texts')}</Badge>}
          {voice.on && <Badge color="teal">{t('voice.title')}</Badge>}
        </>
      ) : (
        <Badge color="gray">{t('numbers.unused')}</Badge>
      )}
    </Link>
  );
}

function AddNumber({ accounts, onClose }: { accounts: readonly { id: string; name: string }[]; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const queues = useQueueNames();
  const initialValues = {
    name: '',
    number: '',
    carrierAccountId: accounts[0]?.id ?? '',
    queueId: queues.all[0]?.id ?? '',
  };
  const form = useForm({ initialValues });
  const create = useSaving('numbers.create', ({ id }) => {
    onClose();
    void navigate({ to: '/settings/numbers/$numberId', params: { numberId: id } });
  });
  const add = ({ queueId, ...rest }: typeof initialValues) =>
    create.mutate(
      { body: { ...rest, sms: { on: true, queueId } } },
      {
        onError: (error) => {
          if (refusedFields(error).includes('number')) form.setFieldError('number', t('common.noPhone'));
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={t('numbers.add')}>
      <form onSubmit={form.onSubmit(add)}>
        <Stack gap="sm">
          <TextInput
            {...{ label: t('numbers.name'), required: true, withAsterisk: false, maxLength: 120 }}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            {...{ label: t('numbers.number'), required: true, withAsterisk: false, maxLength: 40 }}
            {...{ type: 'tel', dir: 'ltr', placeholder: '+98 21 1234 5678' }}
            {...form.getInputProps('number')}
          />
          <Select
            label={t('numbers.account')}
            allowDeselect={false}
            data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('carrierAccountId')}
          />
          <Select
            label={t('numbers.queue')}
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
