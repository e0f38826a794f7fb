import type { TouchpointView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { draftAt, setDraft } from '../drafts/drafts.js';

type OwnMessage = Extract<TouchpointView, { kind: 'message' }>;

/** Takes a text back that waits for the morning; its words stand in the composer again, before what is being written there. */
export async function takeBack({ id: touchpointId, conversationId, text }: OwnMessage): Promise<void> {
  const id = conversationId as string;
  await call('conversations.unsend', { params: { id }, body: { touchpointId } });
  setDraft(id, [text ?? '', draftAt(id).text].filter(Boolean).join('\n'));
}
