import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { AttachmentView, TouchpointView } from '../../../../server/contract/index.js';
import { FileName } from '../../base/file-name.js';
import { useTexts } from '../../base/use-texts.js';
import type { MailDraft } from '../../drafts/drafts.js';
import styles from './compose.module.css';
import { Signature } from './signature.js';

interface Props {
  draft: MailDraft;
  answered: Extract<TouchpointView, { kind: 'message' }> | null;
  /** Of the mailbox by which it goes; empty where it has none. */
  signature: string;
  onChange: (part: Partial<MailDraft>) => void;
}

/** What stands below the words once it goes: files of a mail that came back, the signature, the mail that is answered. */
export function Below({ draft, answered, signature, onChange }: Props) {
  const { t, f } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      {draft.files.length > 0 && <BackAgain files={draft.files} onChange={(files) => onChange({ files })} />}
      {(answered || signature) && (
        <div className={styles.below}>
          {answered && (
            <Checkbox
              size="xs"
              label={t('mail.compose.quote')}
              checked={draft.quote}
              onChange={(event) => onChange({ quote: event.currentTarget.checked })}
              data-testid="mail-quote"
            />
          )}
          {answered && draft.quote && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
              data-testid="mail-quote-show"
            >
              {t(open ? 'mail.compose.hideQuote' : 'mail.compose.showQuote')}
            </Button>
          )}
          {signature && <Signature html={signature} />}
        </div>
      )}
      {open && draft.quote && answered && (
        <blockquote className={`${styles.preview} wrap scroll`} dir="auto">
          <div dir={f.locale === 'fa' ? 'rtl' : 'ltr'}>
            <bdi>{answered.details.mail?.from[0]?.address}</bdi> · <bdi>{f.dateTime(answered.at)}</bdi>
          </div>
          {answered.text}
        </blockquote>
      )}
    </>
  );
}

/** Files of a mail that was taken back go with it again, unless they are put out. */
function BackAgain({ files, onChange }: { files: AttachmentView[]; onChange: (files: AttachmentView[]) => void }) {
  const { t, f } = useTexts();
  return (
    <div className={styles.below}>
      {files.map((file) => (
        <Button
          key={file.id}
          size="compact-xs"
          variant="default"
          title={t('composer.removeFile', { name: file.name })}
          aria-label={t('composer.removeFile', { name: file.name })}
          onClick={() => onChange(files.filter(({ id }) => id !== file.id))}
        >
          <FileName name={file.name} />
          &nbsp;· {f.bytes(file.sizeBytes)} ✕
        </Button>
      ))}
    </div>
  );
}
