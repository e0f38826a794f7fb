import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { named } from '../base/named.js';
import { Person } from '../base/person.js';
import { tellDone } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import styles from './customers.module.css';
import { useChangeCustomer, useCustomer } from './use-customer.js';

interface Props {
  customer: CustomerView;
  other: { id: string; name: string };
  onClose: () => void;
}

/** Shows both people before they become one, and which of them stays. */
export function MergeDialog({ customer, other, onClose }: Props) {
  const { t } = useTexts();
  const [reason, setReason] = useState('');
  const query = useCustomer(other.id);
  const merge = useChangeCustomer('customers.merge', customer.id, () => {
    tellDone(t('merge.done'));
    onClose();
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('merge.title')}
      attributes={{ content: { 'data-testid': 'merge-dialog' } }}
    >
      <Stack gap="sm">
        <Side title={t('merge.stays')} name={customer.name} customer={customer} />
        <Side title={t('merge.joins')} name={other.name} customer={query.data} />
        <Alert color="blue" icon={<IconArrowBackUp size={18} />}>
          {t('merge.canUndo')}
        </Alert>
        <TextInput
          label={t('merge.reason')}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            loading={merge.isPending}
            onClick={() => merge.mutate({ otherId: other.id, reason })}
            data-testid="merge-submit"
          >
            {t('merge.submit')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Side({ title, name, customer }: { title: string; name: string; customer: CustomerView | undefined }) {
  const { t, f } = useTexts();
  const values = customer?.identities
    .filter((identity) => identity.kind !== 'visitor')
    .map((identity) => f.phone(identity.value));
  return (
    <div className={styles.side}>
      <Text size="xs" c="dimmed" mb={5}>
        {title}
      </Text>
      <Group gap={10} wrap="nowrap">
        <Person name={name} id={customer?.id ?? name} />
        <div className={styles.grow}>
          <bdi className="cut">{named({ t, f }, name)}</bdi>
          <div className={`${styles.small} cut`} dir="ltr">
            {values?.join(' · ') || '–'}
          </div>
        </div>
      </Group>
    </div>
  );
}
