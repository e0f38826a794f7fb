import { Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { CustomerName } from '../base/customer-name.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import dialogs from '../thread/dialogs.module.css';
import { MergeDialog } from './merge-dialog.js';

/** Finds the other one first, then compares the two. */
export function MergePicker({ customer, onClose }: { customer: CustomerView; onClose: () => void }) {
  const { t, f } = useTexts();
  const now = useNow(30);
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 250);
  const [other, setOther] = useState<{ id: string; name: string } | null>(null);
  const query = useQuery({
    queryKey: ['customers', 'pick', asked],
    queryFn: () => call('customers.list', { query: { search: asked, limit: 8 } }),
    enabled: asked.length >= 2,
  });
  const rows = (query.data?.items ?? []).filter((row) => row.id !== customer.id);
  if (other) return <MergeDialog customer={customer} other={other} onClose={onClose} />;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('merge.title')}
      attributes={{ content: { 'data-testid': 'merge-picker' } }}
    >
      <Stack gap={8}>
        <TextInput
          leftSection={<IconSearch size={15} />}
          placeholder={t('merge.find')}
          aria-label={t('merge.find')}
          data-autofocus
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {rows.map((row) => (
          <UnstyledButton
            key={row.id}
            className={dialogs.choice}
            onClick={() => setOther(row)}
            data-testid="merge-choice"
          >
            <CustomerName name={row.name} verified={row.verified} strong={false} />
            <Text size="xs" c="dimmed" component="bdi">
              {row.email ?? (row.phone ? f.phone(row.phone) : t('customer.seen', { time: f.ago(row.lastSeenAt, now) }))}
            </Text>
          </UnstyledButton>
        ))}
        {query.isSuccess && rows.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('customers.notFound')}
          </Text>
        )}
      </Stack>
    </Modal>
  );
}
