import { Badge, Button, UnstyledButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { CarrierAccountView } from '../../../../server/contract/index.js';
import { Answered } from '../../base/answered.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../page.js';
import styles from '../settings.module.css';
import { useList } from '../use-settings.js';
import { AccountDialog } from './account-dialog.js';

/** The accounts with the carrier that numbers belong to. */
export function Accounts() {
  const { t, f } = useTexts();
  const query = useList('carrierAccounts.list');
  const [open, setOpen] = useState<CarrierAccountView | 'new' | null>(null);
  return (
    <Section title={t('numbers.accounts')} hint={t('numbers.accountsHint')}>
      <Answered query={query}>
        {(accounts) => (
          <>
            {accounts.map((account) => (
              <UnstyledButton
                key={account.id}
                className={styles.row}
                onClick={() => setOpen(account)}
                data-testid="account-row"
              >
                <span className={styles.grow}>
                  <strong>
                    <bdi>{account.name}</bdi>
                  </strong>
                  <div className={`${styles.dim} cut`} dir="ltr">
                    {account.sid}
                  </div>
                  {account.earlierTokenUntil && (
                    <div className={styles.dim}>
                      {t('numbers.rotation', { time: f.dateTime(account.earlierTokenUntil) })}
                    </div>
                  )}
                  {account.secretUnreadable && <Badge color="red">{t('numbers.unreadable')}</Badge>}
                </span>
              </UnstyledButton>
            ))}
            <Button
              variant="default"
              mt={accounts.length > 0 ? 8 : 0}
              leftSection={<IconPlus size={15} />}
              onClick={() => setOpen('new')}
              data-testid="add-account"
            >
              {t('numbers.addAccount')}
            </Button>
          </>
        )}
      </Answered>
      {open && <AccountDialog account={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}
