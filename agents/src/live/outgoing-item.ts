import type { AttachmentView, MailReply, SmsReply } from '../../../server/contract/index.js';
import type { FailureCode } from '../base/failure.js';

/** To the customer, to all colleagues, or to the owner of the conversation. */
export type WritingKind = 'message' | 'note' | 'whisper';

/** Something written that the server has not confirmed. Kept in the browser, so that a reload loses nothing. */
export interface Outgoing {
  /** The same on every try, so that the server takes it once. */
  clientId: string;
  conversationId: string;
  kind: WritingKind;
  text: string;
  attachments: AttachmentView[];
  mentions: string[];
  /** By which channel, where it is not the conversation's own. */
  channel?: 'webchat' | 'email' | 'sms';
  mail?: Partial<MailReply>;
  sms?: SmsReply;
  at: string;
  /** `waiting`: did not get through, tried again by itself. `failed`: refused; a person decides. */
  state: 'sending' | 'waiting' | 'failed';
  failure?: FailureCode;
}

/**
 * What the tabs of this browser keep together: of all that this one has had on its way what still is, and what another one has.
 * @param seen ids of all that this tab has had on its way
 */
export function withOthers(
  own: readonly Outgoing[],
  kept: readonly Outgoing[],
  seen: ReadonlySet<string>,
): readonly Outgoing[] {
  return [...kept.filter(({ clientId }) => !seen.has(clientId)), ...own];
}
