import type { Calls } from '../../server/calls/index.js';
import type { ConversationRecord } from '../../server/contract/index.js';
import type { Conversations } from '../../server/conversations/index.js';
import type { Customers } from '../../server/customers/index.js';
import type { Files } from '../../server/files/index.js';
import type { Numbers } from '../../server/numbers/index.js';
import type { Bus, Clock, Log } from '../../server/platform/index.js';

export interface VoiceNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  calls: Calls;
  conversations: Conversations;
  customers: Customers;
  files: Files;
  numbers: Pick<Numbers, 'byNumber' | 'byId' | 'accountBySid' | 'secretsOf'>;
  publicUrl: string;
  /** Where the carrier's API is, instead of its own address. */
  carrierBase: () => string | null;
  /** ISO 3166 */
  region: string;
  /** Whether a queue's phones are answered now; false for a queue that is not there. */
  isOpen(queueId: string): Promise<boolean>;
  /** Where somebody stands who waits, and when they may be served. */
  placeOf(conversationId: string): { position: number; forecast: { toSeconds: number } | null } | null;
  /** The customer is gone: their conversation ends, or is written up. */
  endByCustomer(conversation: ConversationRecord): Promise<void>;
  agentName(agentId: string): Promise<string>;
}
