import { Button, Group, Modal, Select, Skeleton, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ClipboardEvent, type DragEvent, Suspense, useRef, useState } from 'react';
import type { AttachmentView, CustomerView, DeskMailbox } from '../../../../server/contract/index.js';
import { call } from '../../base/api.js';
import { named } from '../../base/named.js';
import { pageOf } from '../../base/page-of.js';
import { useRunning } from '../../base/use-running.js';
import { useTexts } from '../../base/use-texts.js';
import { ComposerTools } from '../../composer/composer-tools.js';
import { pastedFiles } from '../../composer/pasted-files.js';
import { UploadList } from '../../composer/upload-list.js';
import { useUploads } from '../../composer/uploads.js';
import { useKnown } from '../../composer/use-known.js';
import { changeMailDraft, dropMailDraft, useMailDraft } from '../../drafts/drafts.js';
import { OnlyHere } from '../../drafts/only-here.js';
import { takeIn } from '../../live/live.js';
import { useDesk } from '../../live/use-desk.js';
import { useOurs } from '../use-ours.js';
import { asSent } from './as-sent.js';
import styles from './compose.module.css';
import { FilesFit, filesFit } from './files-fit.js';
import type { MailEditorHandle } from './mail-editor.js';
import { MailFields } from './mail-fields.js';
import { addressesOf, deadAddresses, isAddress, suggestedRecipients } from './recipients.js';
import { Signature } from './signature.js';

const MailEditor = pageOf(() => import('./mail-editor.js'));

interface Props {
  customer: CustomerView;
  opened: boolean;
  onClose: () => void;
}

/** A new matter, begun by us: a mail to a customer, and the conversation that it opens. */
export function WriteMail({ customer, opened, onClose }: Props) {
  const { t, f } = useTexts();
  const mailboxes = useDesk((desk) => desk.mailboxes);
  const [picked, setPicked] = useState(mailboxes[0]?.id);
  const mailbox = mailboxes.find(({ id }) => id === picked) ?? mailboxes[0];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('mail.write.title', { name: `\u2068${named({ t, f }, customer.name)}\u2069` })}
      size="xl"
      attributes={{ content: { 'data-testid': 'write-mail' } }}
    >
      <Stack gap="sm">
        <Select
          size="xs"
          label={t('mail.write.from')}
          allowDeselect={false}
          value={mailbox?.id ?? null}
          onChange={(id) => id && setPicked(id)}
          data={mailboxes.map(({ id, name, address }) => ({ value: id, label: `${name} · ${address}` }))}
          data-testid="write-from"
        />
        {mailbox && <Letter customer={customer} mailbox={mailbox} onClose={onClose} />}
      </Stack>
    </Modal>
  );
}

function Letter({ customer, mailbox, onClose }: { customer: CustomerView; mailbox: DeskMailbox; onClose: () => void }) {
  const { t, f } = useTexts();
  const known = useKnown(customer, mailbox.queueId);
  const ours = useOurs();
  const key = `write:${customer.id}`;
  const draft = useMailDraft(key);
  const text = useRef('');
  const usual = { to: addressesOf(customer).slice(0, 1), subject: '' };
  const to = draft.to ?? usual.to;
  const subject = draft.subject?.trim() ?? '';
  const uploads = useUploads(key, (body, signal) =>
    call('customers.ticket', { params: { id: customer.id }, body, signal }),
  );
  const editor = useRef<MailEditorHandle>(null);
  const right = [...to, ...draft.cc, ...draft.bcc].every(isAddress);
  const said = draft.html !== '' || uploads.ready.length > 0;
  const mayGo = to.length > 0 && right && subject !== '' && said && !uploads.busy && filesFit(uploads.ready);
  const { busy, send } = useWriting(customer.id, () => {
    dropMailDraft(key);
    uploads.clear();
    onClose();
  });
  const add = (files: Iterable<File>) => uploads.add(files, showPicture);
  const showPicture = ({ type, url, name }: AttachmentView) =>
    type.startsWith('image/') && editor.current?.showPicture(url, name);
  const take = (event: ClipboardEvent | DragEvent, files: readonly File[]) => {
    if (files.length === 0) return;
    event.preventDefault();
    event.stopPropagation(); // the editor would put in the picture as well
    add(files);
  };
  const submit = () => {
    if (!mayGo) return;
    const { cc, bcc, html } = draft;
    const attachmentIds = uploads.ready.map(({ id }) => id);
    send({
      text: text.current,
      attachmentIds,
      mail: { mailboxId: mailbox.id, to, cc, bcc, subject, ...(html && { html: asSent(html) }) },
    });
  };
  return (
    <>
      <section
        className={styles.letter}
        aria-label={t('mail.write.title', { name: `\u2068${named({ t, f }, customer.name)}\u2069` })}
        onPasteCapture={(event) => take(event, pastedFiles(event.clipboardData))}
        onDrop={(event) => take(event, [...event.dataTransfer.files])}
        data-testid="write-letter"
      >
        <MailFields
          draft={draft}
          onChange={(part) => changeMailDraft(key, part)}
          usual={usual}
          suggested={suggestedRecipients([], '', customer, ours)}
          dead={deadAddresses([], customer)}
          needsSubject
        />
        <Suspense fallback={<Skeleton height={110} m={14} aria-label={t('mail.compose.label')} />}>
          <MailEditor
            ref={editor}
            html={draft.html}
            set={draft.set}
            known={known}
            queueId={mailbox.queueId}
            locale={customer.locale}
            onReady={(words) => {
              text.current = words;
            }}
            onChange={(html, words) => {
              text.current = words;
              changeMailDraft(key, { html });
            }}
            onSubmit={submit}
          />
        </Suspense>
        <UploadList uploads={uploads.uploads} onRemove={uploads.remove} />
        <FilesFit files={uploads.ready} />
        <Signature html={mailbox.signature[customer.locale]} />
        <OnlyHere draftKey={key} />
      </section>
      <Group gap={8}>
        <ComposerTools onFiles={add} onCanned={() => editor.current?.askCanned()} />
        <Button ml="auto" variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button disabled={!mayGo} loading={busy} onClick={submit} data-testid="write-send">
          {t('composer.submit.message')}
        </Button>
      </Group>
    </>
  );
}

type Written = {
  text: string;
  attachmentIds: string[];
  mail: Parameters<typeof call<'conversations.write'>>[1]['body']['mail'];
};

/** Sent again after no answer came it is the same one, not a second. */
function useWriting(customerId: string, onDone: () => void) {
  const navigate = useNavigate();
  const [clientId] = useState(() => crypto.randomUUID());
  const { busy, run } = useRunning();
  const send = (written: Written) =>
    run(async () => {
      const made = await call('conversations.write', { params: { id: customerId }, body: { clientId, ...written } });
      takeIn(made);
      onDone();
      await navigate({ to: '/inbox/$conversationId', params: { conversationId: made.id } });
    });
  return { busy, send };
}
