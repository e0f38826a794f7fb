import type { Namespace, Socket } from 'socket.io';
import type { AgentNotices, AgentRequests, CountsView, Role, UserRecord } from '../contract/index.js';
import { AppError, foreseen } from '../platform/index.js';

/** Travels between nodes with the socket: nothing secret in it. */
export interface AgentData {
  user: { id: string; name: string; role: Role };
  sessionId: string;
  /** Has a list of everybody's conversations on the screen. */
  watchesInbox: boolean;
  /** What it was told last of how many wait. */
  counts?: CountsView;
  /** The streams of the timelines this socket has open, by the id of the conversation or the customer they are open for. */
  open: Record<string, string[]>;
}

export type AgentSocket = Socket<AgentRequests, AgentNotices, Record<string, never>, AgentData>;
export type AgentNamespace = Namespace<AgentRequests, AgentNotices, Record<string, never>, AgentData>;

export const agentRoom = (agentId: string) => `agent:${agentId}`;
export const sessionRoom = (sessionId: string) => `session:${sessionId}`;
export const timelineRoom = (customerId: string) => `timeline:${customerId}`;
export const viewersRoom = (conversationId: string) => `viewers:${conversationId}`;
export const queueRoom = (queueId: string) => `queue:${queueId}`;
/** Who watches the inbox and may see this queue's conversations; without an id, every queue's. */
export const wordsRoom = (queueId = '') => `words:${queueId}`;
export const SUPERVISORS = 'supervisors';
/** Who makes the rules of routing. */
export const POLICY_MAKERS = 'policy-makers';
export const EVERYBODY = 'agents';
export const BOARD = 'board';

/** Only a signed-in person, and only from our own pages. */
export function checkAgents(
  namespace: AgentNamespace,
  {
    sessionFromCookie,
    ownOrigin,
  }: {
    sessionFromCookie: (cookie: string | undefined) => Promise<{ user: UserRecord; sessionId: string } | null>;
    ownOrigin: (origin: string | undefined) => boolean;
  },
): void {
  async function admit(socket: AgentSocket): Promise<void> {
    const { origin, cookie } = socket.handshake.headers;
    if (origin && !ownOrigin(origin)) throw new AppError('origin.refused', 'Not from this page.');
    const session = await sessionFromCookie(cookie);
    if (!session) throw new AppError('signin.required', 'Sign in first.');
    const { _id: id, name, role } = session.user;
    Object.assign(socket.data, {
      user: { id, name, role },
      sessionId: session.sessionId,
      watchesInbox: false,
      open: {},
    });
  }

  namespace.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error: unknown) => {
        const known = foreseen(error) ?? new AppError('internal', 'Our mistake.');
        next(Object.assign(new Error(known.code), { data: known.view }));
      },
    );
  });
}
