import { TagsInput } from '@mantine/core';
import type { CustomerView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import styles from './customers.module.css';
import { useChangeCustomer } from './use-customer.js';

export function Tags({ customer }: { customer: CustomerView }) {
  const { t } = useTexts();
  const change = useChangeCustomer('customers.change', customer.id);
  return (
    <TagsInput
      size="xs"
      className={styles.tags}
      aria-label={t('customer.tags')}
      placeholder={customer.tags.length === 0 ? t('customer.addTag') : undefined}
      value={change.isPending && change.variables?.tags ? change.variables.tags : customer.tags}
      onChange={(tags) => change.mutate({ tags })}
      maxTags={50}
    />
  );
}
