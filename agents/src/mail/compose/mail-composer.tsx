import { Skeleton } from '@mantine/core';
import { type Ref, Suspense, useEffect, useImperativeHandle, useRef } from 'react';
import { answerTo } from '../../../../server/contract/answer-to.js';
import type { ConversationView, CustomerView } from '../../../../server/contract/index.js';
import { pageOf } from '../../base/page-of.js';
import { type Store, useStore } from '../../base/store.js';
import { useTexts } from '../../base/use-texts.js';
import type { ComposerField } from '../../composer/focus.js';
import { useTellTyping } from '../../composer/tell-typing.js';
import { UploadList } from '../../composer/upload-list.js';
import type { useUploads } from '../../composer/uploads.js';
import { useKnown } from '../../composer/use-known.js';
import { changeMailDraft, dropMailDraft, isBegun, mailDraftOf, useMailDraft } from '../../drafts/drafts.js';
import { send } from '../../live/outgoing.js';
import type { Thread } from '../../live/thread.js';
import { useDesk } from '../../live/use-desk.js';
import { useOurs } from '../use-ours.js';
import { openAnswer } from './add-to-answer.js';
import { asSent } from './as-sent.js';
import { Below } from './below.js';
import styles from './compose.module.css';
import { FilesFit, filesFit } from './files-fit.js';
import { MailBar } from './mail-bar.js';
import type { MailEditorHandle } from './mail-editor.js';
import { MailFields } from './mail-fields.js';
import {
  answeredOf,
  answerFacts,
  deadAddresses,
  isAddress,
  isSame,
  keptTo,
  othersOf,
  suggestedRecipients,
} from './recipients.js';
import { WhoHasIt } from './who-has-it.js';

/** Only who answers by mail pays for the editor. */
const MailEditor = pageOf(() => import('./mail-editor.js'));

interface Props {
  ref: Ref<ComposerField>;
  conversation: ConversationView;
  customer: CustomerView;
  store: Store<Thread>;
  uploads: ReturnType<typeof useUploads>;
  onClose: () => void;
  via: React.ReactNode;
}

/** An answer by mail: to whom, about what, formatted, with files; sent now, at a time, or as the last word. */
export function MailComposer({ ref, conversation, customer, store, uploads, onClose, via }: Props) {
  const { t } = useTexts();
  const touchpoints = useStore(store, (thread) => thread.touchpoints);
  const known = useKnown(customer, conversation.queue.id, conversation);
  const editor = useRef<MailEditorHandle>(null);
  useImperativeHandle(ref, () => ({
    focus: () => editor.current?.focus(),
    showPicture: ({ type, url, name }) => type.startsWith('image/') && editor.current?.showPicture(url, name),
  }));
  const { id } = conversation;
  const draft = useMailDraft(id);
  useEffect(() => {
    openAnswer.set(id);
    return () => openAnswer.set((now) => (now === id ? null : now));
  }, [id]);
  const text = useRef('');
  const tellTyping = useTellTyping(id, true);
  const answered = answeredOf(touchpoints, id);
  const mailbox = useMailbox(answered?.details.mail?.mailboxId, conversation.queue.id);
  const ours = useOurs();
  const facts = answerFacts(touchpoints, id, customer, ours);
  const usual = {
    ...answerTo(facts),
    subject: answerSubject(answered?.details.mail?.subject ?? conversation.subject ?? ''),
  };
  const to = draft.to ?? usual.to;
  const everybody = [...to, ...draft.cc, ...draft.bcc];
  const files = [...draft.files, ...uploads.ready];
  const mayGo =
    (draft.html !== '' || files.length > 0) &&
    !uploads.busy &&
    filesFit(files) &&
    to.length > 0 &&
    everybody.every((one) => isAddress(one));

  const submit = (sendAt?: string): boolean => {
    if (!mayGo) return false;
    const { html, cc, bcc, subject, quote } = mailDraftOf(id);
    send({
      conversationId: id,
      kind: 'message',
      text: text.current,
      attachments: files,
      mentions: [],
      mail: {
        ...{ to, cc, bcc, quote: quote && answered !== null },
        ...(html && { html: asSent(html) }),
        ...(subject !== null && { subject }),
        ...(sendAt && { sendAt }),
      },
    });
    tellTyping(false);
    dropMailDraft(id);
    uploads.clear();
    editor.current?.focus();
    return true;
  };

  return (
    <div className={styles.answer} data-begun={isBegun(draft) || files.length > 0 || undefined}>
      <MailFields
        draft={draft}
        onChange={(part) => changeMailDraft(id, part)}
        usual={usual}
        hint={
          <WhoHasIt
            {...{ facts, usual, customer }}
            recipients={everybody}
            isUsual={isSame(to, usual.to)}
            onPick={(picked) => changeMailDraft(id, { to: picked })}
            onAdd={(address) => changeMailDraft(id, { to: [...to, address] })}
          />
        }
        suggested={suggestedRecipients(touchpoints, id, customer, ours)}
        others={othersOf(facts, everybody)}
        dead={deadAddresses(touchpoints, customer)}
      />
      <Suspense fallback={<Skeleton height={110} m={14} aria-label={t('mail.compose.label')} />}>
        <MailEditor
          key={id}
          ref={editor}
          html={draft.html}
          set={draft.set}
          known={known}
          queueId={conversation.queue.id}
          locale={conversation.locale}
          onReady={(words) => {
            text.current = words;
          }}
          onChange={(html, words) => {
            text.current = words;
            changeMailDraft(id, { html, to: keptTo(html, mailDraftOf(id).to, usual.to) }, words);
            tellTyping(words !== '');
          }}
          onSubmit={() => submit()}
        />
      </Suspense>
      <UploadList uploads={uploads.uploads} onRemove={uploads.remove} />
      <FilesFit files={files} />
      <Below
        draft={draft}
        answered={answered}
        signature={mailbox?.signature[conversation.locale] ?? ''}
        onChange={(part) => changeMailDraft(id, part)}
      />
      <MailBar
        via={via}
        mayGo={mayGo}
        onSubmit={submit}
        onClose={onClose}
        onFiles={uploads.add}
        onCanned={() => editor.current?.askCanned()}
      />
    </div>
  );
}

/** By which it goes, as the server chooses: the conversation's own, else its queue's, else any. */
function useMailbox(id: string | undefined, queueId: string) {
  const mailboxes = useDesk((desk) => desk.mailboxes);
  return (
    mailboxes.find((mailbox) => mailbox.id === id) ??
    mailboxes.find((mailbox) => mailbox.queueId === queueId) ??
    mailboxes[0]
  );
}

const answerSubject = (subject: string): string =>
  /^\s*re\s*:/i.test(subject) || !subject ? subject : `Re: ${subject}`;
