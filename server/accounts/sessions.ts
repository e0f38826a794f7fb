import type { UserRecord } from '../contract/index.js';
import { type Bus, type Clock, hashSecret, newId, newSecret } from '../platform/index.js';
import { SessionModel, type SessionRecord } from './session.model.js';
import { UserModel } from './user.model.js';

const HOUR_MS = 3_600_000;
/** However busy the session, one signs in anew after this long. */
export const LONGEST_SESSION_MS = 14 * 24 * HOUR_MS;

export interface Sessions {
  /** @returns the cookie's secret, told once */
  begin(userId: string, about: { ip: string; userAgent: string }): Promise<{ sessionId: string; secret: string }>;
  /** Who holds this secret, if the session is good and the account active; using it keeps it alive. */
  find(secret: string): Promise<{ sessionId: string; user: UserRecord } | null>;
  /** Of these, the ones that have ended or run out. */
  goneAmong(sessionIds: readonly string[]): Promise<string[]>;
  end(sessionId: string, userId: string): Promise<void>;
  /** All of one person's, but for `exceptId`. */
  endAll(userId: string, exceptId?: string): Promise<void>;
}

export interface SessionNeeds {
  bus: Bus;
  clock: Clock;
  hours: number;
  /** Cached: whoever is closed out loses their sessions, so only a changed role may be seen late, and only on another node. */
  userById(id: string): Promise<UserRecord | null>;
}

export function makeSessions({ bus, clock, hours, userById }: SessionNeeds): Sessions {
  const lifeMs = hours * HOUR_MS;
  const expiry = (createdAt: Date, now: Date) =>
    new Date(Math.min(now.getTime() + lifeMs, createdAt.getTime() + LONGEST_SESSION_MS));

  /** Writes at most once a minute (or a hundredth of the life, when that is short), not with every request. */
  async function keepAlive(session: SessionRecord, now: Date): Promise<void> {
    if (now.getTime() - session.lastUsedAt.getTime() < Math.min(60_000, lifeMs / 100)) return;
    const renewed = { lastUsedAt: now, expiresAt: expiry(session.createdAt, now) };
    await SessionModel.updateOne({ _id: session._id }, { $set: renewed });
  }

  return {
    async begin(userId, { ip, userAgent }) {
      const now = clock.now();
      const secret = newSecret();
      const session = { _id: newId(), tokenHash: hashSecret(secret), userId, createdAt: now, lastUsedAt: now };
      await SessionModel.create({ ...session, expiresAt: expiry(now, now), ip, userAgent });
      return { sessionId: session._id, secret };
    },
    async find(secret) {
      const now = clock.now();
      const session = await SessionModel.findOne({ tokenHash: hashSecret(secret) }).lean<SessionRecord>();
      if (!session || session.expiresAt <= now) return null;
      const { userId } = session;
      const user = (await userById(userId)) ?? (await UserModel.findById(userId).lean<UserRecord>());
      if (!user?.active) return null;
      await keepAlive(session, now);
      return { sessionId: session._id, user };
    },
    async goneAmong(sessionIds) {
      const filter = { _id: { $in: [...sessionIds] }, expiresAt: { $gt: clock.now() } };
      const good = await SessionModel.find(filter, { _id: 1 }).lean<SessionRecord[]>();
      const there = new Set(good.map(({ _id }) => _id));
      return sessionIds.filter((id) => !there.has(id));
    },
    async end(sessionId, userId) {
      await SessionModel.deleteOne({ _id: sessionId });
      bus.publish('user.revoked', { userId, sessionId });
    },
    async endAll(userId, exceptId) {
      if (!exceptId) {
        await SessionModel.deleteMany({ userId });
        return bus.publish('user.revoked', { userId, sessionId: null });
      }
      const others = await SessionModel.find({ userId, _id: { $ne: exceptId } }, { _id: 1 }).lean<SessionRecord[]>();
      await SessionModel.deleteMany({ _id: { $in: others.map(({ _id }) => _id) } });
      for (const { _id } of others) bus.publish('user.revoked', { userId, sessionId: _id });
    },
  };
}
