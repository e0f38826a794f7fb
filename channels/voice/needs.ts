import type { Calls } from '../../server/calls/index.js';
import type {
  Author,
  ConversationRecord,
  ConversationSms,
  CustomerRecord,
  TouchpointDraft,
} from '../../server/contract/index.js';
import type { Conversations } from '../../server/conversations/index.js';
import type { Customers } from '../../server/customers/index.js';
import type { Files } from '../../server/files/index.js';
import type { Numbers } from '../../server/numbers/index.js';
import type { Actor, Bus, Clock, InTurn, Log } from '../../server/platform/index.js';
import type { Sounds } from '../../server/sounds/index.js';

/** Who hands a conversation over. The same clientId twice hands over once. */
interface GivenBy {
  author: Author;
  clientId?: string;
}

export interface VoiceNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  calls: Calls;
  conversations: Conversations;
  customers: Customers;
  files: Files;
  numbers: Pick<Numbers, 'all' | 'byNumber' | 'byId' | 'accountBySid' | 'secretsOf' | 'hasSeveralAccounts'>;
  sounds: Pick<Sounds, 'recordedOf'>;
  /** What somebody with this number begins, on the phone or by text, they begin one after the other. */
  inTurnOf: InTurn;
  publicUrl: string;
  /** Where the carrier's API is, instead of its own address. */
  carrierBase: () => string | null;
  /** ISO 3166 */
  region: string;
  /** Whether a queue's phones are answered now; false for a queue that is not there. */
  isOpen(queueId: string): Promise<boolean>;
  /** Where somebody stands who waits, and when they may be served. */
  placeOf(conversationId: string): { position: number; forecast: { toSeconds: number } | null } | null;
  /** A text into a conversation, by nobody. */
  textOf(
    customer: Pick<CustomerRecord, '_id'>,
    conversationId: string,
    told: { text: string; held: ConversationSms; sourceId: string },
  ): TouchpointDraft<'message'>;
  /** A talk is over: its conversation ends, or is written up. */
  endTalk(conversation: ConversationRecord, by: 'customer' | 'agent'): Promise<void>;
  /** @throws AppError where the one or the other cannot take it */
  routing: {
    transferToAgent(conversationId: string, agentId: string, by: GivenBy): Promise<ConversationRecord>;
    transferToQueue(conversationId: string, queueId: string, by: GivenBy): Promise<ConversationRecord>;
    /** @returns whom of a queue to ask about a talk now. @throws AppError `queue.missing`, `queue.nobodyFree` */
    freeToAsk(conversation: ConversationRecord, queueId: string, askedBefore: ReadonlySet<string>): string;
    /** Who waited in vain is to be called by somebody of their queue. */
    promiseCall(conversation: ConversationRecord, callId: string): Promise<void>;
    /** The agent took something and then was not there: nothing is routed to them until they say they are. */
    noteMissed(agentId: string): Promise<void>;
    /** To work on one that was closed again. */
    resume(agentId: string, conversationId: string): Promise<ConversationRecord>;
    /** One that began as this agent's. */
    hold(agentId: string, conversation: ConversationRecord): Promise<void>;
  };
  /** The customer, or whoever they were joined into. @throws AppError customer.missing */
  rootOf(customerId: string): Promise<CustomerRecord>;
  /** The door: the conversation, or `conversation.missing` also for one that is not this caller's to see. */
  access(actor: Actor, conversationId: string): Promise<ConversationRecord>;
  /** IANA, of a queue. */
  timeZone(queueId: string): Promise<string>;
  agentName(agentId: string): Promise<string>;
  queueName(queueId: string): Promise<string>;
}
