import { ActionIcon, TextInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { CustomerName } from '../base/customer-name.js';
import { useTexts } from '../base/use-texts.js';
import styles from './customers.module.css';
import { useChangeCustomer } from './use-customer.js';

const PROVEN = ['signed', 'verified', 'agent'];

/** The name, and a field in its place while it is changed. */
export function CustomerTitle({ customer }: { customer: CustomerView }) {
  const { t } = useTexts();
  const [editing, setEditing] = useState(false);
  const change = useChangeCustomer('customers.change', customer.id, () => setEditing(false));
  const verified = customer.identities.some((identity) => PROVEN.includes(identity.evidence));
  if (!editing) {
    return (
      <div className={styles.title}>
        <h2>
          <CustomerName name={customer.name} verified={verified} />
        </h2>
        <ActionIcon size="sm" onClick={() => setEditing(true)} aria-label={t('customer.rename')}>
          <IconPencil size={14} />
        </ActionIcon>
      </div>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
        if (name) change.mutate({ name });
      }}
    >
      <TextInput
        size="xs"
        name="name"
        autoFocus
        defaultValue={customer.name}
        maxLength={120}
        aria-label={t('customer.rename')}
        disabled={change.isPending}
        onBlur={() => setEditing(false)}
        onKeyDown={(event) => event.key === 'Escape' && setEditing(false)}
      />
    </form>
  );
}
