/** Domain events: what later features hear of earlier ones. Facts that already are in the store, so a lost one loses nothing. */
import type { CallRecord } from './call-record.js';
import type { MailboxTroubled } from './mail.js';
import type { OwnDraftKind } from './names.js';
import type { ConversationRecord, DeskRecord, FollowUpRecord, TouchpointRecord } from './records.js';

export interface DomainEvents {
  'touchpoint.appended': { touchpoint: TouchpointRecord };
  'touchpoint.settled': { touchpoint: TouchpointRecord };
  /** After every transition and every change of the conversation's figures. `before` is null for a new one. */
  'conversation.changed': {
    conversation: ConversationRecord;
    before: ConversationRecord['state'] | null;
    /** Where it was, when it moved, if only in its line: whoever saw it there must hear that it left. */
    previous?: Pick<ConversationRecord, 'queueId' | 'agentId'>;
  };
  'customer.changed': { customerId: string };
  /** They are the same person as somebody else now, or no more. */
  'customer.joined': { customerId: string };
  'offer.made': {
    offerId: string;
    agentId: string;
    conversation: ConversationRecord;
    idleMs: number | null;
    excluded: number;
  };
  'offer.ended': {
    offerId: string;
    agentId: string;
    conversationId: string;
    how: 'accepted' | 'declined' | 'expired' | 'rescinded';
  };
  'desk.changed': { desk: DeskRecord };
  /** They have changed elsewhere, and nobody said so. */
  'conversations.missed': { ids: string[] };
  /** Somebody in this queue's line may stand elsewhere or have other hopes now. Never stored; each node says it of its own picture. */
  'line.changed': { queueId: string };
  /** Somebody has looked at notes that name them. */
  'mentions.seen': { agentId: string };
  /** What somebody writes was kept, or is gone (then `rev` is null). */
  'ownDraft.changed': { agentId: string; kind: OwnDraftKind; id: string; rev: string | null };
  'followUp.changed': { followUp: FollowUpRecord };
  /** Its time has come; told once. */
  'followUp.due': { followUp: FollowUpRecord };
  /** Never stored. `who` is the one who types; it lapses after 6 s unless repeated. */
  'typing.changed': {
    conversationId: string;
    customerId: string;
    who: { type: 'customer' | 'agent'; id: string; name: string };
    on: boolean;
  };
  /** `joined`: not they themselves, but somebody who is the same person under another id. */
  'visitor.online': { customerId: string; joined?: true };
  'visitor.offline': { customerId: string; joined?: true };
  'queue.changed': { queueId: string };
  'user.changed': { userId: string };
  'user.revoked': { userId: string; sessionId: string | null };
  /** Skills, the common rules, or the version of all routing rules that holds. */
  'rules.changed': { what: 'skills' | 'common' | 'version' };
  /** Made, changed, or gone (then `version` is null). */
  'draft.changed': { draftId: string; version: number | null };
  'canned.changed': { cannedReplyId: string };
  'site.changed': { siteId: string };
  'mailbox.changed': { mailboxId: string };
  /** How it is with its mail is known anew; `trouble`: whoever looks after it should hear of that now. */
  'mailbox.noted': { mailboxId: string; trouble: MailboxTroubled | null };
  /** Something more is known of a call, or was done with it. */
  'call.changed': { call: CallRecord };
  /** A number of the company, or a carrier account (then `numberId` is that one's). */
  'number.changed': { numberId: string };
  /** For a while this node cannot tell the others anything, nor they it; or they can again. Never stored. */
  'nodes.parted': { parted: boolean };
  /**
   * Another node wrote these, by their ids: what is kept of them in memory here is old. `words`: conversations that did not move, but
   * whose owner may have something to read, or nothing any more.
   */
  'elsewhere.changed': Record<
    | 'conversations'
    | 'words'
    | 'customers'
    | 'joined'
    | 'desks'
    | 'users'
    | 'queues'
    | 'rules'
    | 'sites'
    | 'mailboxes'
    | 'numbers'
    | 'cannedReplies',
    string[]
  >;
}

export type EventName = keyof DomainEvents;
