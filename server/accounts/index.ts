import type { Request } from 'express';
import type { UserRecord } from '../contract/index.js';
import { type Actor, AppError, type Bus, type Clock, type Config, type Log } from '../platform/index.js';
import { apiKeyHandlers, keyOf } from './api-keys.js';
import { auditPage, lastDoer, makeAudit } from './audit.js';
import { cookieFrom, SESSION_COOKIE } from './cookies.js';
import { ensureFirstAdmin } from './first-admin.js';
import { migrateUsers } from './migrate.js';
import { sessionHandlers } from './session-handlers.js';
import { makeSessions } from './sessions.js';
import { makeThrottle } from './throttle.js';
import { type Membership, userHandlers } from './user-handlers.js';
import { makeUsers } from './users.js';

export type { Audit, AuditEntry } from './audit.js';
export type { Membership } from './user-handlers.js';
export type { NewUser } from './users.js';

export interface AccountsNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  config: Config;
  membership: Membership;
  /** Of these skills, the ones that are not there. */
  unknownSkills(skillIds: string[]): Promise<string[]>;
}

export type Accounts = ReturnType<typeof makeAccounts>;

/** Agents and managers: who they are, how they sign in, what they may, what they did. */
export function makeAccounts({ bus, clock, log, config, membership, unknownSkills }: AccountsNeeds) {
  const audit = makeAudit(clock, log);
  const users = makeUsers({ bus, clock });
  const sessions = makeSessions({ bus, clock, hours: config.SESSION_HOURS, userById: users.list.byId });
  const throttle = makeThrottle(config.SIGNIN_TRIES_PER_QUARTER_HOUR);
  const queueIdsOf = membership.queueIdsOf;
  const session = sessionHandlers({ users, sessions, throttle, queueIdsOf, audit, clock });

  /** For the socket handshake, and for requests: the Cookie header as it came. */
  async function sessionFromCookie(cookieHeader: string | undefined) {
    const secret = cookieFrom(cookieHeader, SESSION_COOKIE);
    return secret ? sessions.find(secret) : null;
  }

  /** A bearer key, else the session cookie, else nobody. */
  async function actorOf(req: Pick<Request, 'headers'>): Promise<Actor | null> {
    const bearer = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
    if (bearer) {
      const key = await keyOf(bearer, clock.now());
      if (!key) throw new AppError('token.invalid', 'This key is not good, or no longer.');
      return { kind: 'apiKey', ...key, sessionId: null };
    }
    const found = await sessionFromCookie(req.headers.cookie);
    if (!found) return null;
    const { user, sessionId } = found;
    return { kind: 'user', id: user._id, name: user.name, role: user.role, sessionId };
  }

  /** Cached; at most 5 s old when another node made the change. */
  const userById = (id: string): Promise<UserRecord | null> => users.list.byId(id);

  const activeAgents = async (): Promise<UserRecord[]> => (await users.list.all()).filter((user) => user.active);

  return {
    actorOf,
    sessionFromCookie,
    sessionsGoneAmong: sessions.goneAmong,
    audit,
    meView: session.meView,
    userById,
    usersById: async (ids: readonly string[]): Promise<Map<string, UserRecord>> => {
      const found = await Promise.all([...new Set(ids)].map(userById));
      return new Map(found.filter((user) => user !== null).map((user) => [user._id, user]));
    },
    /** Everyone who may be given conversations: supervisors and administrators too, when they join a queue. */
    activeAgents,
    /** The same, and certainly not older than this call. */
    activeAgentsNow: (): Promise<UserRecord[]> => {
      users.list.forget();
      return activeAgents();
    },
    lastDoer,
    /** Of these ids, the ones that are not active accounts. */
    strangersAmong: async (ids: readonly string[]): Promise<string[]> => {
      const found = await Promise.all(ids.map(userById));
      return ids.filter((_id, i) => !found[i]?.active);
    },
    createUser: users.create,
    changeUser: users.change,
    changeSkills: users.changeSkills,
    /** Whether anybody has this skill. */
    hasSkill: async (skillId: string): Promise<boolean> =>
      (await users.list.all()).some(({ skills }) => skillId in skills),
    migrate: migrateUsers,
    ensureFirstAdmin: () => ensureFirstAdmin(config, users),
    handlers: {
      ...session.handlers,
      ...userHandlers({ users, sessions, membership, unknownSkills, audit }),
      ...apiKeyHandlers({ clock, audit }),
      'audit.list': async ({ query }: { query: { after?: string; limit: number } }) => auditPage(query),
    },
  };
}
