import { Tabs } from '@mantine/core';
import { type ClipboardEvent, type DragEvent, useEffect, useRef, useState } from 'react';
import type { ConversationView, CustomerView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { send } from '../live/outgoing.js';
import type { WritingKind } from '../live/outgoing-item.js';
import { useDesk } from '../live/use-desk.js';
import type { ConversationActions } from '../thread/actions.js';
import styles from './composer.module.css';
import { ComposerBar } from './composer-bar.js';
import { ComposerText } from './composer-text.js';
import { draftOf, setDraft } from './drafts.js';
import { onFocusComposer } from './focus.js';
import { StateBar } from './state-bar.js';
import { mentionedIn } from './suggest.js';
import { UploadList } from './upload-list.js';
import { useUploads } from './uploads.js';

interface Props {
  conversation: ConversationView;
  customer: CustomerView;
  actions: ConversationActions;
  /** What it begins with, where that may be written. */
  begin?: WritingKind;
}

export function Composer({ conversation, customer, actions, begin = 'message' }: Props) {
  const { t } = useTexts();
  const { reply, whisper } = actions.can;
  const [wanted, setWanted] = useState<WritingKind>(begin);
  const may: Record<WritingKind, boolean> = { message: reply, whisper, note: true };
  // Whoever may not answer may still leave a note; whoever has it has nobody to whisper to.
  const kind = may[wanted] ? wanted : wanted === 'whisper' && reply ? 'message' : 'note';
  const draftKey = kind === 'message' ? conversation.id : `${conversation.id}:${kind}`;
  const agents = useDesk((desk) => desk.agents);
  const uploads = useUploads(conversation.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useText(draftKey);

  useEffect(
    () =>
      onFocusComposer((asked) => {
        setWanted(asked);
        requestAnimationFrame(() => field.current?.focus());
      }),
    [],
  );

  const mayGo = (text.trim() !== '' || (kind === 'message' && uploads.ready.length > 0)) && !uploads.busy;
  const submit = () => {
    if (!mayGo) return;
    const attachments = kind === 'message' ? uploads.ready : [];
    send({
      conversationId: conversation.id,
      kind,
      text: text.trim(),
      attachments,
      mentions: kind === 'note' ? mentionedIn(text, agents) : [],
    });
    setText('');
    if (kind === 'message') uploads.clear();
    field.current?.focus();
  };
  const take = (event: ClipboardEvent | DragEvent, files: FileList | undefined) => {
    if (!files?.length || kind !== 'message') return;
    event.preventDefault();
    uploads.add(files);
  };

  return (
    <section
      aria-label={t('composer.kind')}
      className={styles.composer}
      data-kind={kind}
      data-testid="composer"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer.files)}
      onPaste={(event) => take(event, event.clipboardData.files)}
    >
      <StateBar conversation={conversation} actions={actions} />
      <Tabs value={kind} onChange={(value) => setWanted(value as WritingKind)} variant="none" className={styles.tabs}>
        <Tabs.List aria-label={t('composer.kind')}>
          <Tabs.Tab value="message" disabled={!reply} className={styles.tab} data-testid="reply-tab">
            {t('composer.reply')}
          </Tabs.Tab>
          {whisper && (
            <Tabs.Tab value="whisper" className={styles.tab} data-testid="whisper-tab">
              {t('composer.whisper')}
            </Tabs.Tab>
          )}
          <Tabs.Tab value="note" className={styles.tab} data-testid="note-tab">
            {t('composer.note')}
          </Tabs.Tab>
        </Tabs.List>
      </Tabs>
      <ComposerText
        ref={field}
        kind={kind}
        text={text}
        onText={setText}
        onSubmit={submit}
        conversation={conversation}
        customer={customer}
      />
      {kind === 'message' && <UploadList uploads={uploads.uploads} onRemove={uploads.remove} />}
      <ComposerBar
        kind={kind}
        conversation={conversation}
        customer={customer}
        mayGo={mayGo}
        onSubmit={submit}
        onFiles={uploads.add}
        onCanned={() => {
          setText(text === '' || text.endsWith(' ') || text.endsWith('\n') ? `${text}/` : `${text} /`);
          field.current?.focus();
        }}
      />
    </section>
  );
}

/** The text is the draft: what is typed is kept at once, and comes back with the conversation or the tab. */
function useText(draftKey: string): [string, (text: string) => void] {
  const [now, setNow] = useState({ draftKey, text: draftOf(draftKey) });
  const text = now.draftKey === draftKey ? now.text : draftOf(draftKey);
  return [
    text,
    (next) => {
      setNow({ draftKey, text: next });
      setDraft(draftKey, next);
    },
  ];
}
