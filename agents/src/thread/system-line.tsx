import { Collapse, UnstyledButton } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconArrowsJoin,
  IconArrowsSplit,
  IconArrowsUpDown,
  IconBell,
  IconBellOff,
  IconBellX,
  IconBolt,
  IconCalendarCheck,
  IconCalendarPlus,
  IconCalendarTime,
  IconCalendarX,
  IconChecklist,
  IconChevronDown,
  IconCircleCheck,
  IconClipboardText,
  IconClockPause,
  IconClockPlay,
  IconClockPlus,
  IconDoorEnter,
  IconHandStop,
  IconId,
  IconMail,
  IconMailForward,
  IconMessagePlus,
  IconStack2,
  IconStar,
  IconUserCheck,
  IconUserMinus,
  IconUserPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { TouchpointKind, TouchpointView } from '../../../server/contract/index.js';
import { useQueueNames } from '../base/queue-names.js';
import { useTexts } from '../base/use-texts.js';
import { Candidates } from './candidates.js';
import { DeliveryMark } from './delivery-mark.js';
import { systemRemark, systemText } from './system-text.js';
import styles from './thread.module.css';

const ICONS: Partial<Record<TouchpointKind, typeof IconBell>> = {
  'visit.started': IconDoorEnter,
  'form.submitted': IconClipboardText,
  'conversation.opened': IconMessagePlus,
  'conversation.queued': IconStack2,
  'conversation.requeued': IconArrowBackUp,
  'offer.made': IconBell,
  'offer.accepted': IconUserCheck,
  'offer.declined': IconBellX,
  'offer.expired': IconBellOff,
  'offer.rescinded': IconBellX,
  'conversation.assigned': IconUserCheck,
  'conversation.transferred': IconArrowsExchange,
  'conversation.snoozed': IconClockPause,
  'conversation.resumed': IconClockPlay,
  'conversation.wrapUp': IconChecklist,
  'conversation.wrapUpExtended': IconClockPlus,
  'conversation.closed': IconCircleCheck,
  'conversation.reopened': IconArrowBackUp,
  'conversation.prioritised': IconArrowsUpDown,
  'conversation.needsSet': IconBolt,
  'conversation.overflowed': IconArrowsSplit,
  'agent.joined': IconUserPlus,
  'agent.withdrew': IconUserMinus,
  'rating.given': IconStar,
  'transcript.mailed': IconMailForward,
  'chat.mailed': IconMailForward,
  'mail.asked': IconMail,
  'identity.added': IconId,
  'consent.changed': IconHandStop,
  'followUp.set': IconCalendarPlus,
  'followUp.moved': IconCalendarTime,
  'followUp.done': IconCalendarCheck,
  'followUp.cancelled': IconCalendarX,
  'customer.merged': IconArrowsJoin,
  'customer.unmerged': IconArrowsSplit,
};

/** A step that is no message, as one thin line; a routing choice opens to everyone who was considered. */
export function SystemLine({ touchpoint }: { touchpoint: TouchpointView }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const [open, setOpen] = useState(false);
  const candidates = 'candidates' in touchpoint.details ? (touchpoint.details.candidates ?? []) : [];
  const remark = systemRemark(touchpoint);
  const Icon = ICONS[touchpoint.kind] ?? IconBell;
  const line = (
    <>
      <Icon size={14} stroke={1.6} aria-hidden />
      <span>{systemText(touchpoint, { t, f, queueName: queues.of })}</span>
      <time dateTime={touchpoint.at} title={f.dateTime(touchpoint.at)} className="figures">
        {f.time(touchpoint.at)}
      </time>
      {touchpoint.kind === 'chat.mailed' && <DeliveryMark {...touchpoint.delivery} />}
    </>
  );
  return (
    <div className={styles.system} data-kind={touchpoint.kind} data-seq={touchpoint.seq} data-testid="system-line">
      {candidates.length === 0 ? (
        <div className={styles.systemText}>{line}</div>
      ) : (
        <UnstyledButton
          className={styles.systemText}
          onClick={() => setOpen(!open)}
          aria-expanded={open}
          title={t('system.why')}
        >
          {line}
          <IconChevronDown size={13} aria-hidden data-open={open || undefined} className={styles.chevron} />
        </UnstyledButton>
      )}
      {remark && (
        <blockquote className={styles.remark} dir="auto">
          {remark}
        </blockquote>
      )}
      <Collapse expanded={open} keepMounted={false}>
        <Candidates candidates={candidates} />
      </Collapse>
    </div>
  );
}
