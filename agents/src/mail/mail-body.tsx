import { Button, Group, Skeleton } from '@mantine/core';
import { IconFileText, IconMailDown, IconPhoto, IconQuote } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { MailTold, MailView } from '../../../server/contract/index.js';
import { Linked } from '../base/linked.js';
import { Trouble } from '../base/states.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { remotePictures, withPictures } from './frame-document.js';
import styles from './mail.module.css';
import { MailFrame } from './mail-frame.js';
import { saveOriginal, useMail } from './use-mail.js';

interface Props {
  mail: MailTold;
  /** Without quotes and signature. */
  visible: string;
}

/**
 * The words first, unless pictures belong to them; how they were formatted, what they quote and the mail as it came are each a press
 * away.
 */
export function MailBody({ mail, visible }: Props) {
  const { t } = useTexts();
  const [formatted, setFormatted] = useState(mail.hasPictures === true);
  const [quoted, setQuoted] = useState(false);
  const query = useMail(mail.mailId, formatted || quoted);
  const { data } = query;
  const toggle = (on: boolean, set: (on: boolean) => void, name: 'formatted' | 'quoted', Icon: typeof IconQuote) => (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      leftSection={<Icon size={13} aria-hidden />}
      aria-expanded={on}
      onClick={() => set(!on)}
      data-testid={`mail-${name}`}
    >
      {t(on ? `mail.hide.${name}` : `mail.show.${name}`)}
    </Button>
  );
  return (
    <>
      <Words mail={mail} visible={visible} view={data} formatted={formatted} quoted={quoted} />
      {query.isLoading && <Skeleton height={60} mt={6} />}
      {query.isError && <Trouble error={query.error} onRetry={() => void query.refetch()} />}
      <Group gap={2} mt={4} className={styles.more}>
        {mail.hasHtml && toggle(formatted, setFormatted, 'formatted', IconFileText)}
        {mail.hasQuote && toggle(quoted, setQuoted, 'quoted', IconQuote)}
        <Original mailId={mail.mailId} />
      </Group>
    </>
  );
}

interface WordsProps extends Props {
  view: MailView | undefined;
  formatted: boolean;
  quoted: boolean;
}

function Words({ mail, visible, view, formatted, quoted }: WordsProps) {
  const { t } = useTexts();
  const html = formatted ? view?.html : null;
  const quote = quoted ? view?.quotedHtml : null;
  const text = quoted && view && !html && !quote ? view.text : visible;
  const title = t('mail.frame', { subject: `\u2068${mail.subject}\u2069` });
  return (
    <>
      {html ? (
        <Framed html={html} title={title} />
      ) : (
        <div className="wrap" dir="auto" data-testid="mail-text">
          {text ? <Linked text={text} /> : !quote && <span className={styles.small}>{t('mail.noText')}</span>}
        </div>
      )}
      {quote && <Framed html={quote} title={t('mail.quoteFrame')} />}
    </>
  );
}

function Framed({ html, title }: { html: string; title: string }) {
  const { t, f } = useTexts();
  const [pictures, setPictures] = useState(false);
  const { count, hosts } = remotePictures(html);
  const letter = useRef<HTMLDivElement>(null);
  const show = () => {
    letter.current?.focus({ preventScroll: true }); // the button goes
    setPictures(true);
  };
  return (
    <div ref={letter} tabIndex={-1}>
      {count > 0 && !pictures && (
        <div className={styles.blocked} data-testid="mail-blocked">
          <span>{t('mail.blocked', { count, hosts: f.list(hosts.map((host) => `\u2068${host}\u2069`)) })}</span>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPhoto size={13} aria-hidden />}
            title={t('mail.picturesMeans')}
            onClick={show}
            data-testid="mail-pictures"
          >
            {t('mail.pictures')}
          </Button>
        </div>
      )}
      <MailFrame html={pictures ? withPictures(html) : html} title={title} />
    </div>
  );
}

/** The mail as it came, byte by byte. */
function Original({ mailId }: { mailId: string }) {
  const { t } = useTexts();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    await saveOriginal(mailId).then((there) => there || tellDone(t('mail.noOriginal')), tellFailure);
    setBusy(false);
  };
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      leftSection={<IconMailDown size={13} aria-hidden />}
      loading={busy}
      onClick={save}
      data-testid="mail-original"
    >
      {t('mail.original')}
    </Button>
  );
}
