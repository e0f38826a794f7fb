import type { Editor } from '@tiptap/react';
import type { Locale } from '../../../../server/contract/index.js';
import type { Known } from '../../composer/filling.js';
import { askedAt, cannedSuggestions, type Suggestion } from '../../composer/suggest.js';
import { useDesk } from '../../live/use-desk.js';
import { formattedText } from './plain-text.js';

export interface CannedAsked {
  /** Where in the document the sign stands, and where the caret. */
  from: number;
  to: number;
  list: Suggestion[];
}

interface About {
  known: Known;
  queueId: string;
  locale: Locale;
}

/** The canned replies that are asked for at the caret by `/` and some letters. */
export function useCannedAt(editor: Editor | null, about: About): CannedAsked | null {
  const canned = useDesk((desk) => desk.cannedReplies);
  if (!editor?.state.selection.empty) return null;
  const { $from, from: caret } = editor.state.selection;
  // What is no text counts as one sign there, as in the document.
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc');
  const asked = askedAt(before, before.length, 'message');
  if (!asked) return null;
  const list = cannedSuggestions(canned, asked.words, about);
  return { from: caret - (before.length - asked.from), to: caret, list };
}

/** Puts a canned reply in the place of what asked for it; one line goes on in the line. */
export function insertAnswer(editor: Editor | null, { from, to }: CannedAsked, text: string): void {
  const content = text.includes('\n') ? formattedText(text) : { type: 'text', text };
  editor?.chain().focus().insertContentAt({ from, to }, content).run();
}
