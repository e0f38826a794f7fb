import { Button, Group, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../base/use-texts.js';
import type { MailDraft } from '../../drafts/drafts.js';
import styles from './compose.module.css';
import { unique } from './recipients.js';
import { RecipientsField } from './recipients-field.js';

interface Props {
  draft: MailDraft;
  onChange: (part: Partial<MailDraft>) => void;
  /** Whom it goes to, and under which subject, when nothing else is said. */
  usual: { to: string[]; subject: string };
  suggested: string[];
  /** Who else had the mail that is answered. */
  others?: string[];
  dead: ReadonlySet<string>;
  /** What is to be said of the recipients. */
  hint?: ReactNode;
  /** A mail that begins a matter needs a subject. */
  needsSubject?: boolean;
}

type Extra = 'cc' | 'bcc' | 'subject';

/** To whom and about what; what is seldom changed is there on demand. */
export function MailFields({ draft, onChange, usual, suggested, others = [], dead, hint, needsSubject }: Props) {
  const { t, f } = useTexts();
  const [asked, setAsked] = useState<Extra[]>([]);
  const shown: Record<Extra, boolean> = {
    cc: asked.includes('cc') || draft.cc.length > 0,
    bcc: asked.includes('bcc') || draft.bcc.length > 0,
    subject: needsSubject === true || asked.includes('subject') || draft.subject !== null,
  };
  const to = draft.to ?? usual.to;
  const chosen = new Set([...to, ...draft.cc, ...draft.bcc]);
  const left = suggested.filter((address) => !chosen.has(address));
  return (
    <div className={styles.fields}>
      <div className={styles.toRow}>
        <RecipientsField
          label={t('mail.to')}
          value={to}
          onChange={(addresses) => onChange({ to: addresses })}
          suggested={left}
          dead={dead}
          testId="mail-to-field"
        />
        <Group gap={0} wrap="nowrap">
          {others.length > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              title={t('mail.compose.allMeans', { people: f.list(others.map((one) => `\u2068${one}\u2069`)) })}
              onClick={() => {
                setAsked([...asked, 'cc']); // where the caret goes, as this key does
                onChange({ cc: unique([...draft.cc, ...others]) });
              }}
              data-testid="mail-add-all"
            >
              {t('mail.compose.all')}
            </Button>
          )}
          {(['cc', 'bcc', 'subject'] as const).map(
            (extra) =>
              !shown[extra] && (
                <Button
                  key={extra}
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  onClick={() => setAsked([...asked, extra])}
                  data-testid={`mail-add-${extra}`}
                >
                  {t(`mail.${extra}`)}
                </Button>
              ),
          )}
        </Group>
      </div>
      {hint}
      {(['cc', 'bcc'] as const).map(
        (list) =>
          shown[list] && (
            <RecipientsField
              key={list}
              label={t(`mail.${list}`)}
              value={draft[list]}
              onChange={(addresses) => onChange({ [list]: addresses })}
              suggested={left}
              dead={dead}
              testId={`mail-${list}-field`}
              autoFocus={asked.includes(list)}
            />
          ),
      )}
      {shown.subject && (
        <TextInput
          size="xs"
          variant="unstyled"
          label={t('mail.subject')}
          classNames={{ root: styles.field, label: styles.label, wrapper: styles.fieldWrap }}
          value={draft.subject ?? usual.subject}
          maxLength={500}
          required={needsSubject}
          data-autofocus={needsSubject || undefined}
          onChange={(event) => onChange({ subject: event.currentTarget.value })}
          data-testid="mail-subject-field"
        />
      )}
    </div>
  );
}
