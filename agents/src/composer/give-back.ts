import { changeMailDraft, changeUploaded, draftAt, setDraft } from '../drafts/drafts.js';
import { givenBack } from '../drafts/given-back.js';
import { drop } from '../live/outgoing.js';
import type { Outgoing } from '../live/outgoing-item.js';
import { focusComposer } from './focus.js';

/** What was refused, into the composer: to be changed and sent again. */
export function giveBack(item: Outgoing): void {
  const { conversationId, kind } = item;
  const key = kind === 'message' ? conversationId : `${conversationId}:${kind}`;
  const { text, files, mail } = givenBack(item, draftAt(key));
  if (item.mail) changeMailDraft(key, mail, text);
  else setDraft(key, text);
  changeUploaded(key, () => files);
  drop(item.clientId);
  focusComposer(kind);
}
