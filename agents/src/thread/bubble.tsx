import { Button } from '@mantine/core';
import type { MailTold, TouchpointView } from '../../../server/contract/index.js';
import type { DeliveryState } from '../../../server/contract/names.js';
import { ChannelIcon } from '../base/channel-icon.js';
import { Linked } from '../base/linked.js';
import { useTexts } from '../base/use-texts.js';
import { send } from '../live/outgoing.js';
import { CalendarCard } from '../mail/calendar-card.js';
import type { CalendarFate } from '../mail/calendar-fates.js';
import { MailWay } from '../mail/compose/mail-way.js';
import mailStyles from '../mail/mail.module.css';
import { MailBody } from '../mail/mail-body.js';
import { MailHead } from '../mail/mail-head.js';
import { differs, failedForSome, waitsForSome } from '../mail/people.js';
import { PlaceMail } from '../mail/place-mail.js';
import { SmsFiles, SmsWay } from '../sms/sms-way.js';
import { Attachments } from './attachments.js';
import { DeliveryMark } from './delivery-mark.js';
import styles from './thread.module.css';
import { WhyFailed } from './why-failed.js';

interface Props {
  message: Extract<TouchpointView, { kind: 'message' }>;
  joined: boolean;
  /** The next one tells the time of both. */
  untimed: boolean;
  delivery: DeliveryState;
  /** What the mail before it was about. */
  about: string | null;
  picked: boolean;
  /** What another mail made of its invitation. */
  fate: CalendarFate | null;
  /** The reader may make a conversation of its own of it. */
  mayPlace: boolean;
  /** The reader may answer in its conversation, and so say it once more. */
  mayReply: boolean;
}

export function Bubble({ message, joined, untimed, delivery, about, picked, fate, mayPlace, mayReply }: Props) {
  const { t, f } = useTexts();
  const out = message.direction !== 'in';
  const { mail, sms } = message.details;
  const again = () =>
    message.conversationId &&
    send({
      conversationId: message.conversationId,
      kind: 'message',
      text: message.text ?? '',
      attachments: message.attachments,
      mentions: [],
      ...(sms && { channel: 'sms' }),
    });
  return (
    <div
      className={styles.message}
      data-side={out ? 'out' : 'in'}
      data-joined={joined || undefined}
      data-picked={picked || undefined}
      data-seq={message.seq}
      data-client-id={message.clientId ?? undefined}
      tabIndex={-1}
      data-mail={mail ? true : undefined}
      data-testid="message"
    >
      {!joined && !(mail && !out) && (
        <div className={styles.author}>
          <bdi>{f.phone(message.author.name || t(`author.${message.author.type}`))}</bdi>
          {message.details.source === 'offlineForm' && <span>{t('thread.offlineForm')}</span>}
          {message.details.source === 'automatic' && <span>{t('thread.automatic')}</span>}
        </div>
      )}
      <div className={styles.bubble}>
        {mail ? (
          <Mail mail={mail} visible={message.text ?? ''} about={about} fate={fate} />
        ) : (
          message.text && (
            <div className="wrap" dir="auto">
              <Linked text={message.text} />
            </div>
          )
        )}
        <Attachments files={message.attachments} />
        {mail && mayPlace && message.conversationId && isOfSomethingElse(message, about) && (
          <PlaceMail conversationId={message.conversationId} mailId={mail.mailId} places={OWN} />
        )}
        {sms && <SmsFiles sms={sms} />}
      </div>
      <div className={styles.meta} data-untimed={untimed || undefined}>
        {message.channel && <ChannelIcon channel={message.channel} size={12} />}
        <time dateTime={message.at} title={f.dateTime(message.at)} className="figures">
          {f.time(message.at)}
        </time>
        {out && (
          <DeliveryMark
            {...message.delivery}
            state={delivery}
            failedFor={failedForSome(message)}
            waitsFor={waitsForSome(message)}
          />
        )}
        {mail && out && <MailWay message={message} mayReply={mayReply} />}
        {sms?.sentAt && <span data-testid="sent-at">{t('sms.sentAt', { time: f.dateTime(sms.sentAt) })}</span>}
        {sms && out && <SmsWay message={message} sms={sms} waits={delivery === 'pending'} />}
        {out && !mail && delivery === 'failed' && message.delivery.reason !== 'takenBack' && (
          <WhyFailed delivery={message.delivery} />
        )}
        {out && !mail && mayReply && delivery === 'failed' && message.delivery.reason !== 'takenBack' && (
          <Button size="compact-xs" variant="subtle" color="red" onClick={again}>
            {t('delivery.again')}
          </Button>
        )}
      </div>
    </div>
  );
}

const OWN = ['own'] as const;

/** It answers this conversation, and is about something else than what was said here before. */
const isOfSomethingElse = ({ direction, details }: Props['message'], about: string | null): boolean =>
  direction === 'in' && about !== null && differs(details.mail?.subject ?? '', about);

interface MailProps extends Pick<Props, 'about' | 'fate'> {
  mail: MailTold;
  visible: string;
}

function Mail({ mail, visible, about, fate }: MailProps) {
  return (
    <div className={mailStyles.card}>
      <MailHead mail={mail} about={about} />
      {mail.calendar && <CalendarCard card={mail.calendar} fate={fate} />}
      <MailBody mail={mail} visible={visible} />
    </div>
  );
}
