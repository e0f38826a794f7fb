import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../base/use-texts.js';
import { MailFrame } from '../mail-frame.js';

/** What will stand below the words, as the mailbox has it in the customer's language. */
export function Signature({ html }: { html: string }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="mail-signature"
      >
        {t(open ? 'mail.compose.hideSignature' : 'mail.compose.showSignature')}
      </Button>
      {open && <MailFrame html={html} title={t('mail.compose.signature')} />}
    </>
  );
}
