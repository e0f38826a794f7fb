import { LIMITS } from 'virtual:contract-figures';
import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from 'react';
import type { AgentRef, ConversationView, CustomerView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { fold } from '../base/fold.js';
import { useTexts } from '../base/use-texts.js';
import type { WritingKind } from '../live/outgoing-item.js';
import { useDesk } from '../live/use-desk.js';
import { usePreferences } from '../session/use-preferences.js';
import styles from './composer.module.css';
import { type ComposerField, leaveField } from './focus.js';
import { askedAt, cannedSuggestions, type Suggestion } from './suggest.js';
import { Suggestions } from './suggestions.js';
import { useTellTyping } from './tell-typing.js';
import { useKnown } from './use-known.js';

interface Props {
  ref: Ref<ComposerField>;
  kind: WritingKind;
  text: string;
  onText: (text: string) => void;
  onSubmit: () => void;
  conversation: ConversationView;
  customer: CustomerView;
}

/** The field itself: a list opens at `/` and `@`, steered by the arrows; Enter or Ctrl+Enter sends, as set. */
export function ComposerText({ ref, kind, text, onText, onSubmit, conversation, customer }: Props) {
  const { t } = useTexts();
  const { preferences } = usePreferences();
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    select(words) {
      const at = field.current?.value.lastIndexOf(words) ?? -1;
      field.current?.focus();
      if (at >= 0) field.current?.setSelectionRange(at, at + words.length);
    },
  }));
  const [caret, setCaret] = useState(0);
  const [picked, setPicked] = useState(0);
  const [shut, setShut] = useState(false);
  const listId = useId();
  const owner = `\u2068${conversation.agent?.name ?? ''}\u2069`;
  const tellTyping = useTellTyping(conversation.id, kind === 'message');
  const found = useSuggestions(text, caret, kind, conversation, customer);
  const list = shut ? [] : found.list;
  const at = Math.min(picked, Math.max(0, list.length - 1));

  const insert = (suggestion: Suggestion) => {
    const next = text.slice(0, found.from) + suggestion.insert + text.slice(caret);
    onText(next);
    setShut(true);
    const end = found.from + suggestion.insert.length;
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(end, end);
    });
  };
  const steer = (event: KeyboardEvent): boolean => {
    if (list.length === 0) return false;
    if (event.key === 'ArrowDown') setPicked((at + 1) % list.length);
    else if (event.key === 'ArrowUp') setPicked((at - 1 + list.length) % list.length);
    else if (event.key === 'Escape') setShut(true);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') insert(list[at]!);
    else return false;
    return true;
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const sends =
      event.key === 'Enter' && !event.shiftKey && (event.ctrlKey || event.metaKey || preferences.sendWith === 'enter');
    if (steer(event)) event.preventDefault();
    else if (sends) {
      event.preventDefault();
      tellTyping(false);
      onSubmit();
    } else if (event.key === 'Escape') leaveField(field.current);
  };

  return (
    <div className={styles.fieldBox}>
      {list.length > 0 && <Suggestions id={listId} list={list} picked={at} onPick={insert} />}
      <Textarea
        ref={field}
        // An empty field with "auto" counts as left-to-right, and so would its placeholder.
        dir={text ? 'auto' : undefined}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={LIMITS.textLength}
        value={text}
        variant="unstyled"
        classNames={{ input: styles.field }}
        aria-label={t(`composer.label.${kind}`, { name: owner })}
        placeholder={t(`composer.placeholder.${kind}`, { name: owner })}
        aria-autocomplete="list"
        aria-controls={list.length > 0 ? listId : undefined}
        aria-activedescendant={list.length > 0 ? `${listId}-${at}` : undefined}
        data-testid="composer-text"
        onChange={(event) => {
          onText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setShut(false);
          setPicked(0);
          tellTyping(event.currentTarget.value.trim() !== '');
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => tellTyping(false)}
        onKeyDown={press}
      />
    </div>
  );
}

function useSuggestions(
  text: string,
  caret: number,
  kind: WritingKind,
  conversation: ConversationView,
  customer: CustomerView,
) {
  const canned = useDesk((desk) => desk.cannedReplies);
  const me = useDesk((desk) => desk.me);
  const known = useKnown(customer, conversation.queue.id, conversation);
  const asked = askedAt(text, Math.min(caret, text.length), kind);
  const namable = useNamable(conversation, asked?.type === 'mention');
  if (!asked) return { from: 0, list: [] as Suggestion[] };
  if (asked.type === 'canned') {
    const about = { known, queueId: conversation.queue.id, locale: conversation.locale };
    const list = cannedSuggestions(canned, asked.words, about);
    return { from: asked.from, list };
  }
  const list = namable
    .filter(({ id, name }) => id !== me.id && fold(name).includes(fold(asked.words)))
    .slice(0, 8)
    .map(({ id, name }): Suggestion => ({ id, type: 'mention', title: name, hint: '', insert: `@${name} ` }));
  return { from: asked.from, list };
}

/** Whom a note here may name: colleagues who may look at it. */
function useNamable({ id, queue }: ConversationView, enabled: boolean): readonly AgentRef[] {
  const queryKey = ['settings', 'mentions.able', id, queue.id];
  const ask = () => call('mentions.able', { params: { id } });
  return useQuery({ queryKey, queryFn: ask, enabled, staleTime: 60_000 }).data ?? [];
}
