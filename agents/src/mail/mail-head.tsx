import { UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { bareAddress } from '../../../server/contract/answer-to.js';
import type { MailAddress, MailTold } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { AddToAnswer } from './compose/add-to-answer.js';
import styles from './mail.module.css';
import { MailSigns } from './mail-signs.js';
import { differs, fullName, recipientsOf, shortName } from './people.js';
import { useOurs } from './use-ours.js';

interface Props {
  mail: MailTold;
  /** What the mail before it was about: one about the same need not repeat it; null where it is the first. */
  about: string | null;
}

/** Who wrote to whom, about what. The address stands beside the name, which may say anything. */
export function MailHead({ mail, about }: Props) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const everybody = recipientsOf(mail);
  const [first] = everybody;
  const ours = useOurs();
  const firstName = first && (ours.has(bareAddress(first.address)) ? t('mail.us') : shortName(first));
  return (
    <div className={styles.head}>
      {(about === null || differs(mail.subject, about)) && (
        <div className={styles.subject} dir="auto" data-testid="mail-subject">
          {mail.subject || t('mail.noSubject')}
        </div>
      )}
      <div className={styles.from} data-testid="mail-from">
        {mail.from.map((one) => (
          <Person key={one.address} person={one} />
        ))}
      </div>
      {first && (
        <UnstyledButton
          className={styles.to}
          aria-expanded={open}
          title={t(open ? 'mail.fewer' : 'mail.everybody')}
          onClick={() => setOpen(!open)}
          data-testid="mail-to"
        >
          {everybody.length > 1
            ? t('mail.toOthers', { name: firstName, count: everybody.length - 1 })
            : t('mail.toOne', { name: firstName })}
          <IconChevronDown size={12} aria-hidden data-open={open || undefined} className={styles.chevron} />
        </UnstyledButton>
      )}
      {open && <Everybody mail={mail} />}
      <MailSigns signs={mail.signs} />
      {mail.forwardedFrom && (
        <div className={styles.small} data-testid="mail-forwarded">
          {t('mail.forwardedFrom', { name: fullName(mail.forwardedFrom) })}{' '}
          <AddToAnswer address={mail.forwardedFrom.address} />
        </div>
      )}
    </div>
  );
}

function Person({ person: { name, address } }: { person: MailAddress }) {
  return (
    <span className={styles.person}>
      {name && name !== address && <bdi className={styles.name}>{name}</bdi>}
      <bdi dir="ltr" className={styles.address}>
        {address}
      </bdi>
    </span>
  );
}

const LISTS = ['to', 'cc', 'bcc', 'replyTo'] as const;

function Everybody({ mail }: { mail: MailTold }) {
  const { t } = useTexts();
  return (
    <dl className={styles.people} data-testid="mail-everybody">
      {LISTS.map((list) => {
        const people = mail[list] ?? [];
        if (people.length === 0) return null;
        return (
          <div key={list}>
            <dt>{t(`mail.${list}`)}</dt>
            <dd>
              {people.map((one) => (
                <Person key={one.address} person={one} />
              ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
