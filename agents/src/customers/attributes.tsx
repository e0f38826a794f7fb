import { Button, Group, Stack, TextInput } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { RemoveKey } from '../base/remove-key.js';
import { useTexts } from '../base/use-texts.js';
import styles from './customers.module.css';
import { useChangeCustomer } from './use-customer.js';

/** What is known of this person, in names of the company's own. */
export function Attributes({ customer }: { customer: CustomerView }) {
  const { t } = useTexts();
  const [editing, setEditing] = useState(false);
  const entries = Object.entries(customer.attributes);
  if (editing) return <AttributesForm customer={customer} onDone={() => setEditing(false)} />;
  return (
    <Stack gap={6}>
      {entries.length > 0 && (
        <dl className={styles.attributes}>
          {entries.map(([name, value]) => (
            <div key={name} className={styles.attribute}>
              <dt className="cut" dir="auto" title={name}>
                {name}
              </dt>
              <dd className="wrap" dir="auto">
                {value}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Button
        size="compact-xs"
        variant="subtle"
        w="fit-content"
        leftSection={entries.length > 0 ? <IconPencil size={13} /> : <IconPlus size={13} />}
        onClick={() => setEditing(true)}
        data-testid="edit-attributes"
      >
        {entries.length > 0 ? t('customer.editAttributes') : t('customer.addAttribute')}
      </Button>
    </Stack>
  );
}

interface Row {
  key: number;
  name: string;
  value: string;
}
let rowsMade = 0;
const aRow = (name = '', value = ''): Row => ({ key: ++rowsMade, name, value });

function AttributesForm({ customer, onDone }: { customer: CustomerView; onDone: () => void }) {
  const { t } = useTexts();
  const [rows, setRows] = useState(() => [
    ...Object.entries(customer.attributes).map(([name, value]) => aRow(name, value)),
    aRow(),
  ]);
  const change = useChangeCustomer('customers.change', customer.id, onDone);
  const set = (key: number, part: Partial<Row>) =>
    setRows((all) => all.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const named = rows.filter((row) => row.name.trim());
        change.mutate({ attributes: Object.fromEntries(named.map((row) => [row.name.trim(), row.value.trim()])) });
      }}
    >
      <Stack gap={6}>
        {rows.map((row) => (
          <Group key={row.key} gap={4} wrap="nowrap">
            <TextInput
              size="xs"
              flex={2}
              maxLength={60}
              aria-label={t('customer.attributeName')}
              placeholder={t('customer.attributeName')}
              value={row.name}
              onChange={(event) => set(row.key, { name: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              flex={3}
              maxLength={500}
              aria-label={t('customer.attributeValue')}
              placeholder={t('customer.attributeValue')}
              value={row.value}
              onChange={(event) => set(row.key, { value: event.currentTarget.value })}
            />
            <RemoveKey
              size="sm"
              what={row.name || t('customer.attributeName')}
              onClick={() => setRows((all) => all.filter((one) => one.key !== row.key))}
            />
          </Group>
        ))}
        <Group gap={6} justify="space-between">
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} />}
            onClick={() => setRows((all) => [...all, aRow()])}
          >
            {t('common.add')}
          </Button>
          <Group gap={6}>
            <Button size="compact-xs" variant="default" onClick={onDone}>
              {t('common.cancel')}
            </Button>
            <Button size="compact-xs" type="submit" loading={change.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
