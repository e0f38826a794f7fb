import type { Accounts } from '../accounts/index.js';
import type { ChannelName, SkillRecord } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Customers } from '../customers/index.js';
import type { Files } from '../files/index.js';
import type { Bus, Clock } from '../platform/index.js';
import type { Queues } from '../queues/index.js';
import type { Routing } from '../routing/index.js';
import type { Timeline } from '../timeline/index.js';

/** What the desk works with. */
export interface DeskNeeds {
  bus: Bus;
  clock: Clock;
  accounts: Accounts;
  queues: Queues;
  customers: Customers;
  timeline: Timeline;
  conversations: Conversations;
  files: Files;
  routing: Routing;
  skills: { all(): Promise<readonly SkillRecord[]> };
  outbox: { firstState(channel: ChannelName): 'sent' | 'pending' };
  /** Whether the visitor is connected to this process. */
  isVisitorOnline: (customerId: string) => boolean;
}
