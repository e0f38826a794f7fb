import { useState } from 'react';
import { setDraft, useDraft } from './drafts.js';

/**
 * The text is the draft: what is typed is kept at once, and comes back with the conversation, the dialog or the tab; so does a text
 * that was taken back. Spaces alone are no draft, but stand while one writes.
 */
export function useDraftText(draftKey: string): [string, (text: string) => void] {
  const draft = useDraft(draftKey);
  const [blank, setBlank] = useState({ draftKey, text: '' });
  return [
    draft || (blank.draftKey === draftKey ? blank.text : ''),
    (next) => {
      setBlank({ draftKey, text: next.trim() ? '' : next });
      setDraft(draftKey, next);
    },
  ];
}
