import { Button, Collapse, Group, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconMailExclamation, IconMailQuestion, IconMailX, IconTarget } from '@tabler/icons-react';
import { useContext, useState } from 'react';
import type { BounceTold } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { AddToAnswer } from '../mail/compose/add-to-answer.js';
import mailStyles from '../mail/mail.module.css';
import { MailBody } from '../mail/mail-body.js';
import { MailHead } from '../mail/mail-head.js';
import { PlaceMail } from '../mail/place-mail.js';
import { Attachments } from './attachments.js';
import type { MailBeside } from './items.js';
import { LookAt } from './look-at.js';
import styles from './thread.module.css';
import { useSystemText } from './use-system-text.js';

const PLACES = ['here', 'own'] as const;
const ICONS = {
  'mail.automatic': IconMailExclamation,
  'mail.apart': IconMailQuestion,
  'mail.bounced': IconMailX,
};

/** A mail that is no message of the customer's: a line that opens to it. */
export function MailLine({ touchpoint, mayPlace }: { touchpoint: MailBeside; mayPlace: boolean }) {
  const { t, f } = useTexts();
  const wordsOf = useSystemText();
  const [open, setOpen] = useState(false);
  const Icon = ICONS[touchpoint.kind];
  return (
    <div className={styles.system} data-kind={touchpoint.kind} data-seq={touchpoint.seq} data-testid="system-line">
      <UnstyledButton className={styles.systemText} onClick={() => setOpen(!open)} aria-expanded={open}>
        <Icon size={14} stroke={1.6} aria-hidden />
        <span>{wordsOf(touchpoint)}</span>
        <time dateTime={touchpoint.at} title={f.dateTime(touchpoint.at)} className="figures">
          {f.time(touchpoint.at)}
        </time>
        <IconChevronDown size={13} aria-hidden data-open={open || undefined} className={styles.chevron} />
      </UnstyledButton>
      <Collapse expanded={open} keepMounted={false}>
        <div className={mailStyles.line} data-testid="mail-line">
          {touchpoint.kind === 'mail.bounced' ? (
            <Bounce bounce={touchpoint.details} text={touchpoint.text} />
          ) : (
            <>
              {touchpoint.kind === 'mail.apart' && <p className={mailStyles.said}>{t('mail.apartMeans')}</p>}
              <MailHead mail={touchpoint.details.mail} about={null} />
              <MailBody mail={touchpoint.details.mail} visible={touchpoint.text ?? ''} />
            </>
          )}
          <Attachments files={touchpoint.attachments} />
          {touchpoint.kind === 'mail.apart' && (
            <Group gap={8} mt={8}>
              {touchpoint.details.mail.from.map(({ address }) => (
                <AddToAnswer key={address} address={address} />
              ))}
            </Group>
          )}
          {touchpoint.kind === 'mail.apart' && touchpoint.conversationId && mayPlace && (
            <PlaceMail
              conversationId={touchpoint.conversationId}
              mailId={touchpoint.details.mail.mailId}
              places={PLACES}
            />
          )}
        </div>
      </Collapse>
    </div>
  );
}

/** What the other side's server said, and the way to what did not arrive. */
function Bounce({ bounce, text }: { bounce: BounceTold; text: string | null }) {
  const { t } = useTexts();
  const lookAt = useContext(LookAt);
  const { touchpointId, diagnostic, status, unconfirmed } = bounce;
  return (
    <>
      <p className={mailStyles.said}>{t(`mail.bounceMeans.${unconfirmed ? 'unconfirmed' : bounce.bounce}`)}</p>
      {(diagnostic || status) && (
        <p className={mailStyles.said} data-testid="bounce-said">
          {t('mail.serverSaid')} <bdi>{[status, diagnostic].filter(Boolean).join(' · ')}</bdi>
        </p>
      )}
      {text && (
        <div className="wrap" dir="auto">
          {text}
        </div>
      )}
      {touchpointId && (
        <Button
          size="compact-xs"
          variant="light"
          leftSection={<IconTarget size={13} aria-hidden />}
          onClick={() => lookAt(touchpointId)}
          data-testid="bounce-go"
        >
          {t('mail.toMessage')}
        </Button>
      )}
    </>
  );
}
