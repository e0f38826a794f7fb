import { Button, Group, Stack } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import type { CustomerView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import styles from './customers.module.css';
import { useChangeCustomer } from './use-customer.js';

/** The last word on each channel that needs consent. */
export function Consent({ customer }: { customer: CustomerView }) {
  const { t, f } = useTexts();
  const record = useChangeCustomer('customers.consent', customer.id);
  return (
    <Stack gap={7}>
      {(['email', 'sms', 'voice'] as const).map((channel) => {
        const last = customer.consent.filter((entry) => entry.channel === channel).at(-1);
        const Icon = last ? (last.granted ? IconCheck : IconX) : IconMinus;
        const state = last ? (last.granted ? 'granted' : 'withdrawn') : 'unknown';
        return (
          <Group key={channel} gap={8} wrap="nowrap" className={styles.consent}>
            <Icon size={15} aria-hidden />
            <span className={styles.grow}>
              {t(`channel.${channel}`)}: {t(`consent.${state}`)}
              {last && <span className={styles.small}> {f.date(last.at)}</span>}
            </span>
            <Button
              size="compact-xs"
              variant="default"
              loading={record.isPending && record.variables?.channel === channel}
              onClick={() => record.mutate({ channel, granted: !last?.granted })}
            >
              {last?.granted ? t('consent.withdraw') : t('consent.grant')}
            </Button>
          </Group>
        );
      })}
    </Stack>
  );
}
