import { Rating, Text } from '@mantine/core';
import type { CustomerView } from '../../../server/contract/index.js';
import { MOST_VALUE } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { useMay } from '../live/use-desk.js';
import styles from './customers.module.css';
import { useChangeCustomer } from './use-customer.js';

/** What the customer is worth to the company: seen by all who serve them, said by those who may. */
export function Value({ customer }: { customer: CustomerView }) {
  const { t, f } = useTexts();
  const may = useMay('customer.value');
  const change = useChangeCustomer('customers.change', customer.id);
  const value = change.isPending && change.variables?.value !== undefined ? change.variables.value : customer.value;
  if (!may && value === 0) return null;
  const words = t('customer.valueOf', { value: f.number(value), most: f.number(MOST_VALUE) });
  return (
    <div className={styles.value} data-testid="customer-value">
      <Text size="xs" c="dimmed" component="span">
        {may ? t('customer.value') : words}
      </Text>
      {may && (
        <Rating
          size="sm"
          role="radiogroup"
          aria-label={t('customer.value')}
          count={MOST_VALUE}
          value={value}
          allowClear
          getSymbolLabel={(level) => t('customer.valueOf', { value: f.number(level), most: f.number(MOST_VALUE) })}
          onChange={(next) => change.mutate({ value: next })}
        />
      )}
    </div>
  );
}
