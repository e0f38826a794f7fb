import { Collapse, UnstyledButton } from '@mantine/core';
import { IconBell, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { TouchpointView } from '../../../server/contract/index.js';
import { LinkButton } from '../base/link-button.js';
import { useTexts } from '../base/use-texts.js';
import { Candidates } from './candidates.js';
import { DeliveryMark } from './delivery-mark.js';
import { STEP_ICONS } from './step-icons.js';
import { systemRemark } from './system-text.js';
import styles from './thread.module.css';
import { useSystemText } from './use-system-text.js';

/** A step that is no message, as one thin line; a routing choice opens to everyone who was considered. */
export function SystemLine({ touchpoint }: { touchpoint: TouchpointView }) {
  const { t, f } = useTexts();
  const wordsOf = useSystemText();
  const [open, setOpen] = useState(false);
  const candidates = 'candidates' in touchpoint.details ? (touchpoint.details.candidates ?? []) : [];
  const remark = systemRemark(touchpoint);
  const Icon = STEP_ICONS[touchpoint.kind] ?? IconBell;
  const line = (
    <>
      <Icon size={14} stroke={1.6} aria-hidden />
      <span>{wordsOf(touchpoint)}</span>
      <time dateTime={touchpoint.at} title={f.dateTime(touchpoint.at)} className="figures">
        {f.time(touchpoint.at)}
      </time>
      {touchpoint.kind === 'mail.placed' && touchpoint.details.conversationId && (
        <LinkButton
          to="/inbox/$conversationId"
          params={{ conversationId: touchpoint.details.conversationId }}
          size="compact-xs"
          variant="subtle"
        >
          {t('system.mailPlaced.open')}
        </LinkButton>
      )}
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
