import { Button } from '@mantine/core';
import { IconAlertTriangle, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type AnswerFacts, type AnswerTo, leftOut, wantedElsewhere } from '../../../../server/contract/answer-to.js';
import type { CustomerView } from '../../../../server/contract/index.js';
import { named } from '../../base/named.js';
import { useTexts } from '../../base/use-texts.js';
import { shortName } from '../people.js';
import styles from './compose.module.css';
import { Elsewhere } from './elsewhere.js';

interface Props {
  facts: AnswerFacts;
  /** Whom it goes to by itself. */
  usual: AnswerTo;
  customer: CustomerView;
  /** Everybody it goes to as it stands. */
  recipients: readonly string[];
  /** It goes to whom it would by itself. */
  isUsual: boolean;
  onPick: (to: string[]) => void;
  onAdd: (address: string) => void;
}

/** What is to be said of whom an answer goes to, with the other way one press away: above all that the customer does not have it. */
export function WhoHasIt({ facts, usual, customer, recipients, isUsual, onPick, onAdd }: Props) {
  const { t, f } = useTexts();
  const missing = leftOut(facts, recipients);
  const answered = facts.said.findLast(({ direction }) => direction === 'in')?.details.mail;
  const sender = answered?.from[0];
  const wanted = answered ? wantedElsewhere(answered, facts.ours) : [];
  const name = `\u2068${named({ t, f }, customer.name)}\u2069`;
  const writer = sender ? shortName(sender) : '';
  const { joined } = usual;
  return (
    <>
      {isUsual && usual.by === 'theirs' && sender && wanted.length > 0 && (
        <Elsewhere
          sender={sender}
          wanted={wanted}
          follows={wanted.every((address) => usual.to.includes(address))}
          onPick={(to) => onPick(joined ? [...to, joined] : to)}
        />
      )}
      {isUsual && joined && (
        <Said
          icon={<IconUsers size={14} aria-hidden />}
          testId="mail-joined"
          words={t('mail.compose.joined', { writer, name })}
        >
          <Way testId="mail-to-customer" onClick={() => onPick([joined])}>
            {t('mail.compose.toCustomer')}
          </Way>
          <Way testId="mail-to-writer" onClick={() => onPick(usual.to.filter((address) => address !== joined))}>
            {t('mail.compose.toWriter', { writer })}
          </Way>
        </Said>
      )}
      {missing && (
        <Said
          icon={<IconAlertTriangle size={14} aria-hidden />}
          testId="mail-left-out"
          words={t('mail.compose.leftOut', { name })}
        >
          <Way testId="mail-add-customer" onClick={() => onAdd(missing)}>
            {t('mail.compose.addCustomer', { address: `\u2068${missing}\u2069` })}
          </Way>
        </Said>
      )}
    </>
  );
}

function Said({
  icon,
  words,
  testId,
  children,
}: {
  icon: ReactNode;
  words: string;
  testId: string;
  children: ReactNode;
}) {
  return (
    <div className={styles.elsewhere} role="status" data-testid={testId}>
      {icon}
      <span>{words}</span>
      {children}
    </div>
  );
}

function Way({ onClick, testId, children }: { onClick: () => void; testId: string; children: ReactNode }) {
  return (
    <Button size="compact-xs" variant="subtle" onClick={onClick} data-testid={testId}>
      {children}
    </Button>
  );
}
