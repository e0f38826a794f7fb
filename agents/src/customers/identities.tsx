import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconAt,
  IconBrowser,
  IconFileCertificate,
  IconId,
  IconKey,
  IconMailOff,
  IconPhone,
  IconPlus,
  IconShieldCheck,
  IconUserCheck,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { CustomerView, Evidence, IdentityKind, IdentityView } from '../../../server/contract/index.js';
import { Explained } from '../base/explained.js';
import { refusedFields } from '../base/failure.js';
import { useTexts } from '../base/use-texts.js';
import { CallNumber } from '../phone/call-number.js';
import styles from './customers.module.css';
import { eachOnce } from './each-once.js';
import { useChangeCustomer } from './use-customer.js';

const KIND_ICONS: Record<IdentityKind, typeof IconAt> = {
  visitor: IconBrowser,
  email: IconAt,
  phone: IconPhone,
  external: IconId,
};
const EVIDENCE_ICONS: Record<Evidence, typeof IconAt> = {
  token: IconKey,
  signed: IconFileCertificate,
  verified: IconShieldCheck,
  agent: IconUserCheck,
  claimed: IconAlertTriangle,
};

/** Every address of this person, each with what ties it to them. @param ownId of the conversation beside it, where it is one's own */
export function Identities({ customer, ownId }: { customer: CustomerView; ownId: string | undefined }) {
  const { t } = useTexts();
  const [adding, setAdding] = useState(false);
  return (
    <Stack gap={6}>
      {eachOnce(customer.identities).map((identity) => (
        <Identity key={identity.id} identity={identity}>
          {identity.kind === 'phone' && (
            <CallNumber customer={customer} number={identity.value} conversationId={ownId} />
          )}
        </Identity>
      ))}
      {customer.identities.length === 0 && <span className={styles.small}>{t('customer.noIdentities')}</span>}
      {adding ? (
        <AddIdentity customerId={customer.id} onDone={() => setAdding(false)} />
      ) : (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={13} />}
          onClick={() => setAdding(true)}
          w="fit-content"
        >
          {t('customer.addIdentity')}
        </Button>
      )}
    </Stack>
  );
}

function Identity({ identity, children }: { identity: IdentityView; children: ReactNode }) {
  const { t, f } = useTexts();
  const Icon = KIND_ICONS[identity.kind];
  const Mark = EVIDENCE_ICONS[identity.evidence];
  const value = identity.kind === 'visitor' ? t('identity.thisBrowser') : f.phone(identity.value);
  return (
    <div className={styles.identity} data-evidence={identity.evidence} data-testid="identity">
      <Icon size={15} stroke={1.6} role="img" aria-label={t(`identity.${identity.kind}`)} />
      <bdi className={`${styles.grow} cut`} title={value} dir={identity.kind === 'visitor' ? undefined : 'ltr'}>
        {value}
      </bdi>
      {identity.undeliverable && (
        <Explained
          means={t('undeliverableHint', {
            date: f.date(identity.undeliverable.since),
            status: `\u2066${identity.undeliverable.status}\u2069`,
          })}
          plain
        >
          <IconMailOff
            size={15}
            className={styles.undeliverable}
            role="img"
            aria-label={t('undeliverable')}
            data-testid="undeliverable"
          />
        </Explained>
      )}
      <Explained means={`${t(`evidenceHint.${identity.evidence}`)} ${f.date(identity.since)}`} plain>
        <span className={styles.evidence}>
          <Mark size={13} aria-hidden />
          {t(`evidence.${identity.evidence}`)}
        </span>
      </Explained>
      {children}
    </div>
  );
}

function AddIdentity({ customerId, onDone }: { customerId: string; onDone: () => void }) {
  const { t } = useTexts();
  const [kind, setKind] = useState<'email' | 'phone'>('email');
  const [value, setValue] = useState('');
  const add = useChangeCustomer('customers.addIdentity', customerId, onDone);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ kind, value: value.trim() });
      }}
    >
      <Group gap={6} wrap="nowrap">
        <Select
          size="xs"
          w={96}
          allowDeselect={false}
          aria-label={t('customer.identityKind')}
          value={kind}
          onChange={(next) => setKind(next as 'email' | 'phone')}
          data={(['email', 'phone'] as const).map((one) => ({ value: one, label: t(`identity.${one}`) }))}
        />
        <TextInput
          size="xs"
          flex={1}
          dir="ltr"
          type={kind === 'email' ? 'email' : 'tel'}
          required
          minLength={3}
          autoFocus
          aria-label={t('customer.identityValue')}
          value={value}
          error={
            refusedFields(add.error).includes('value') && t(kind === 'phone' ? 'common.noPhone' : 'common.notAccepted')
          }
          onChange={(event) => {
            setValue(event.currentTarget.value);
            if (add.isError) add.reset();
          }}
        />
      </Group>
      <Group gap={6} mt={6} justify="flex-end">
        <Button size="compact-xs" variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
        <Button size="compact-xs" type="submit" loading={add.isPending}>
          {t('common.add')}
        </Button>
      </Group>
    </form>
  );
}
