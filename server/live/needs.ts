import type { Server } from 'socket.io';
import type { Calls } from '../calls/index.js';
import type {
  BoardView,
  CannedReplyView,
  DeskMailbox,
  DeskNumber,
  MeView,
  QueueView,
  UserRecord,
} from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Desk } from '../desk/index.js';
import type { FollowUps } from '../followups/index.js';
import type { Bus, Config, Log } from '../platform/index.js';
import type { Routing } from '../routing/index.js';
import type { Timeline } from '../timeline/index.js';

/** What the agents' side of the socket works with. */
export interface LiveNeeds {
  io: Server;
  bus: Bus;
  log: Log;
  config: Config;
  timeline: Timeline;
  conversations: Conversations;
  routing: Routing;
  board: {
    snapshot(): Promise<BoardView>;
    onChanged(listener: (board: BoardView) => void): () => void;
  };
  desk: Desk;
  followUps: Pick<FollowUps, 'present'>;
  calls: Pick<Calls, 'present' | 'ofAgent'>;
  sessionFromCookie: (cookie: string | undefined) => Promise<{ user: UserRecord; sessionId: string } | null>;
  sessionsGoneAmong: (sessionIds: readonly string[]) => Promise<string[]>;
  ownOrigin: (origin: string | undefined) => boolean;
  userById: (id: string) => Promise<UserRecord | null>;
  queueIdsOf: (userId: string) => Promise<string[]>;
  meView: (user: UserRecord) => Promise<MeView>;
  queueViews: () => Promise<QueueView[]>;
  cannedViews: () => Promise<CannedReplyView[]>;
  mailboxViews: () => Promise<DeskMailbox[]>;
  numberViews: () => Promise<DeskNumber[]>;
}
