import type { Server } from 'socket.io';
import type {
  ConversationRecord,
  Locale,
  NumberRecord,
  SiteRecord,
  WidgetConfigView,
} from '../../server/contract/index.js';
import type { Conversations } from '../../server/conversations/index.js';
import type { Customers } from '../../server/customers/index.js';
import type { Files } from '../../server/files/index.js';
import type { Intake } from '../../server/intake/index.js';
import type { Bus, Clock, Config, Log } from '../../server/platform/index.js';
import type { Timeline } from '../../server/timeline/index.js';
import type { CustomersHere, LinePlace, Place } from './visitor-view.js';

/** What the web chat channel is given; it knows no other feature. */
export interface WebchatNeeds {
  io: Server;
  bus: Bus;
  clock: Clock;
  log: Log;
  config: Config;
  customers: Customers;
  timeline: Timeline;
  conversations: Conversations;
  files: Files;
  intake: Intake;
  siteByKey: (key: string) => Promise<SiteRecord | null>;
  siteById: (id: string) => Promise<SiteRecord | null>;
  configOf: (site: SiteRecord) => Promise<WidgetConfigView>;
  /** Whether a visitor of this site may choose this queue. */
  offers: (siteId: string, queueId: string) => Promise<boolean>;
  /** In the visitor's language. */
  queueLabel: (queueId: string, locale: Locale) => Promise<string>;
  /** Whether customers of this queue may have a copy of the talk mailed to them. */
  mailsTranscripts: (queueId: string) => Promise<boolean>;
  /** Whether a queue can answer by mail. */
  answersByMail: (queueId: string) => Promise<boolean>;
  /** Our number by which those are called who wait in this queue; null where nobody is. */
  callingBackFor: (queueId: string) => Promise<Pick<NumberRecord, '_id' | 'number' | 'voice'> | null>;
  agentName: (agentId: string) => Promise<string | null>;
  /** Position and forecast of one who waits; null otherwise. */
  placeOf: (conversationId: string) => Place | null;
  /** Those in a queue's line who are here, in no order. */
  places: (queueId: string, here: CustomersHere) => Iterable<LinePlace>;
  /** The visitor ends it: at once when nobody has it, else its owner writes it up. */
  endByCustomer: (conversation: ConversationRecord) => Promise<void>;
  originAllowed: (site: SiteRecord, origin: string | undefined) => boolean;
}
