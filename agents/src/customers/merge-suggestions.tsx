import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { CustomerView } from '../../../server/contract/index.js';
import { named } from '../base/named.js';
import { useTexts } from '../base/use-texts.js';
import styles from './customers.module.css';
import { MergeDialog } from './merge-dialog.js';

type Suggestion = CustomerView['suggestions'][number];

/** Others who claim the same address: never joined by themselves. */
export function Suggestions({ customer }: { customer: CustomerView }) {
  const { t, f } = useTexts();
  const [chosen, setChosen] = useState<Suggestion | null>(null);
  return (
    <Stack gap={6}>
      {customer.suggestions.map((one) => (
        <Group key={one.customerId} gap={8} wrap="nowrap" data-testid="merge-suggestion">
          <div className={styles.grow}>
            <bdi className="cut">{named({ t, f }, one.name)}</bdi>
            <div className={styles.small}>
              {one.because === 'mail'
                ? t('merge.becauseMail')
                : t('merge.because', { kind: t(`identity.${one.because}`) })}
            </div>
          </div>
          <Button size="compact-xs" variant="default" onClick={() => setChosen(one)}>
            {t('merge.look')}
          </Button>
        </Group>
      ))}
      {chosen && (
        <MergeDialog
          customer={customer}
          other={{ id: chosen.customerId, name: chosen.name }}
          onClose={() => setChosen(null)}
        />
      )}
    </Stack>
  );
}
