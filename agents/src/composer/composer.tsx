import { Tabs } from '@mantine/core';
import { type ClipboardEvent, type DragEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { ConversationView, CustomerView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import type { Store } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { OnlyHere } from '../drafts/only-here.js';
import { useDraftText } from '../drafts/use-draft-text.js';
import { send } from '../live/outgoing.js';
import type { WritingKind } from '../live/outgoing-item.js';
import type { Thread } from '../live/thread.js';
import { useDesk } from '../live/use-desk.js';
import { MailComposer } from '../mail/compose/mail-composer.js';
import { type ReplyChannel, ReplyChannelMenu, replyChannels } from '../mail/compose/reply-channel.js';
import { UndoBar } from '../mail/compose/undo-bar.js';
import { GAP, ReadyTexts } from '../sms/ready-texts.js';
import { SmsBar, SmsBlocked } from '../sms/sms-bar.js';
import { smsBlock } from '../sms/text-way.js';
import { useTextWay } from '../sms/use-text-way.js';
import type { ConversationActions } from '../thread/actions.js';
import styles from './composer.module.css';
import { ComposerBar } from './composer-bar.js';
import { ComposerText } from './composer-text.js';
import { type ComposerField, onFocusComposer } from './focus.js';
import { pastedFiles } from './pasted-files.js';
import { StateBar } from './state-bar.js';
import { mentionedIn } from './suggest.js';
import { UploadList } from './upload-list.js';
import { useUploads } from './uploads.js';

interface Props {
  conversation: ConversationView;
  customer: CustomerView;
  actions: ConversationActions;
  store: Store<Thread>;
  /** What it begins with, where that may be written. */
  begin?: WritingKind;
}

export function Composer({ conversation, customer, actions, store, begin = 'message' }: Props) {
  const { t } = useTexts();
  const { reply, whisper } = actions.can;
  const [wanted, setWanted] = useState<WritingKind>(begin);
  const may: Record<WritingKind, boolean> = { message: reply, whisper, note: true };
  // Whoever may not answer may still leave a note; whoever has it has nobody to whisper to.
  const kind = may[wanted] ? wanted : wanted === 'whisper' && reply ? 'message' : 'note';
  const draftKey = kind === 'message' ? conversation.id : `${conversation.id}:${kind}`;
  const agents = useDesk((desk) => desk.agents);
  const { id } = conversation;
  const uploads = useUploads(id, (body, signal) => call('conversations.ticket', { params: { id }, body, signal }));
  const field = useRef<ComposerField>(null);
  const { channel, via, pick, block } = useReplyChannel(conversation, customer);
  const { way, to, choose, story, sms } = useTextWay(conversation, customer, store);
  const byMail = kind === 'message' && channel === 'email';
  const bySms = kind === 'message' && channel === 'sms';
  const blocked = kind === 'message' ? block : null;
  const [text, setText] = useDraftText(draftKey);

  useEffect(
    () =>
      onFocusComposer(id, (asked, by) => {
        setWanted(asked);
        if (by) pick(by);
        requestAnimationFrame(() => field.current?.focus());
      }),
    [id, pick],
  );

  const mayGo = !blocked && (text.trim() !== '' || (kind === 'message' && uploads.ready.length > 0)) && !uploads.busy;
  const submit = () => {
    if (!mayGo) return;
    const attachments = kind === 'message' ? uploads.ready : [];
    send({
      conversationId: conversation.id,
      kind,
      text: text.trim(),
      attachments,
      ...(kind === 'message' && channel && channel !== conversation.channel && { channel }),
      ...(bySms && sms && { sms }),
      mentions: kind === 'note' ? mentionedIn(text, agents) : [],
    });
    setText('');
    if (kind === 'message') uploads.clear();
    field.current?.focus();
  };
  const take = (event: ClipboardEvent | DragEvent, files: readonly File[]) => {
    if (files.length === 0 || kind !== 'message') return;
    event.preventDefault();
    event.stopPropagation(); // an editor would put in the picture as well
    uploads.add(files, (done) => field.current?.showPicture?.(done));
  };

  return (
    <section
      aria-label={t('composer.kind')}
      className={styles.composer}
      data-kind={kind}
      data-testid="composer"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, [...event.dataTransfer.files])}
      onPasteCapture={(event) => take(event, pastedFiles(event.clipboardData))}
    >
      <UndoBar store={store} conversation={conversation} />
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
      {byMail ? (
        <MailComposer
          ref={field}
          conversation={conversation}
          customer={customer}
          store={store}
          uploads={uploads}
          onClose={() => actions.open('close')}
          via={via ?? <span className={styles.via} />}
        />
      ) : blocked ? (
        <SmsBlocked block={blocked} />
      ) : (
        <>
          <ComposerText
            ref={field}
            kind={kind}
            text={text}
            onText={setText}
            onSubmit={submit}
            conversation={conversation}
            customer={customer}
          />
          {bySms && <SmsBar way={way} to={to} onTo={choose} text={text} />}
          {kind === 'message' && <UploadList uploads={uploads.uploads} onRemove={uploads.remove} />}
          <ComposerBar
            via={via}
            channel={channel ?? conversation.channel}
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
            more={
              bySms &&
              story && (
                <ReadyTexts
                  story={story}
                  locale={conversation.locale}
                  number={conversation.number}
                  onPick={(ready) => {
                    setText(text.trim() === '' ? ready : `${text.trimEnd()}\n${ready}`);
                    requestAnimationFrame(() => field.current?.select?.(GAP));
                  }}
                />
              )
            }
          />
        </>
      )}
      <OnlyHere draftKey={draftKey} />
    </section>
  );
}

/** By which way an answer goes, and the switch where there are several. What was chosen for one conversation is no matter of another. */
function useReplyChannel(conversation: ConversationView, customer: CustomerView) {
  const { id } = conversation;
  const mail = useDesk((desk) => desk.mailboxes.length > 0);
  const sms = useDesk((desk) => desk.numbers.some((number) => number.sms));
  const channels = replyChannels(conversation, customer, { mail, sms });
  const [picked, setPicked] = useState<{ id: string; channel: ReplyChannel }>();
  const pick = useCallback((channel: ReplyChannel) => setPicked({ id, channel }), [id]);
  const wanted = picked?.id === id ? picked.channel : undefined;
  const channel = channels.find((one) => one === wanted) ?? channels[0];
  const via = channel && channels.length > 1 && (
    <ReplyChannelMenu channel={channel} channels={channels} onPick={pick} />
  );
  // Where only a text could go, it is said why none can.
  const isOnlyText = channel === 'sms' || !channel;
  const block = isOnlyText ? smsBlock(conversation, customer, sms) : null;
  return { channel, via: via || undefined, pick, block };
}
