import { type MeView, may, PERMISSIONS, type Permission, type UserRecord } from '../contract/index.js';
import { type Actor, AppError, type Clock, type Handlers } from '../platform/index.js';
import type { Audit } from './audit.js';
import { SESSION_COOKIE } from './cookies.js';
import { checkPassword, hashPassword, isOutdated } from './passwords.js';
import { LONGEST_SESSION_MS, type Sessions } from './sessions.js';
import type { Throttle } from './throttle.js';
import { UserModel } from './user.model.js';
import type { Users } from './users.js';

interface Needs {
  users: Users;
  sessions: Sessions;
  throttle: Throttle;
  queueIdsOf(userId: string): Promise<string[]>;
  audit: Audit;
  clock: Clock;
}

export function sessionHandlers({ users, sessions, throttle, queueIdsOf, audit, clock }: Needs) {
  async function meView(user: UserRecord): Promise<MeView> {
    const { _id: id, name, email, role, preferences } = user;
    const permissions = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => may(role, permission));
    return { id, name, email, role, permissions, preferences, queueIds: await queueIdsOf(id) };
  }

  /** A program with a key is nobody with a password or preferences. */
  async function person(actor: Actor): Promise<UserRecord> {
    const user = actor.kind === 'user' ? await UserModel.findById(actor.id).lean<UserRecord>() : null;
    if (!user) throw new AppError('permission.denied', 'This is for people who signed in, not for keys.');
    return user;
  }

  async function refuseBusy(email: string, ip: string): Promise<void> {
    const refusal = await throttle.count(email, ip);
    if (!refusal) return;
    const { first, retryAfterSeconds } = refusal;
    if (first) await audit({ actor: null, action: 'signIn.throttled', details: { ip } });
    throw new AppError('signin.throttled', 'Too many tries. Wait a while, then try again.', { retryAfterSeconds });
  }

  async function checked(email: string, password: string, ip: string): Promise<UserRecord> {
    const user = await UserModel.findOne({ email }).lean<UserRecord>();
    const good = await checkPassword(user?.active ? user.passwordHash : null, password);
    if (good && user) return user;
    // What was typed as an address is not kept: people type passwords there.
    await audit({ actor: null, action: 'signIn.refused', target: user?._id ?? null, details: { ip } });
    throw new AppError('signin.wrong', 'The address or the password is wrong.');
  }

  const handlers = {
    'session.create': async ({ body, ip, userAgent, setCookie }) => {
      const email = body.email.toLowerCase();
      await refuseBusy(email, ip);
      const user = await checked(email, body.password, ip);
      await throttle.good(email, ip);
      const renewed = isOutdated(user.passwordHash) ? { passwordHash: await hashPassword(body.password) } : {};
      await UserModel.updateOne({ _id: user._id }, { $set: { lastSignInAt: clock.now(), ...renewed } });
      users.list.forget();
      const { secret } = await sessions.begin(user._id, { ip, userAgent });
      setCookie(SESSION_COOKIE, secret, { maxAgeMs: LONGEST_SESSION_MS });
      await audit({
        actor: { id: user._id, name: user.name },
        action: 'signIn.done',
        target: user._id,
        details: { ip },
      });
      return meView(user);
    },
    'session.show': async ({ actor }) => meView(await person(actor)),
    'session.delete': async ({ actor, setCookie }) => {
      if (actor.sessionId) await sessions.end(actor.sessionId, actor.id);
      setCookie(SESSION_COOKIE, '', { maxAgeMs: 0 });
      await audit({ actor, action: 'signOut.done', target: actor.id });
    },
    'me.preferences': async ({ actor, body }) => {
      const { _id, preferences } = await person(actor);
      return meView(await users.change(_id, { preferences: { ...preferences, ...body } }));
    },
    'me.password': async ({ actor, body, ip }) => {
      const user = await person(actor);
      await refuseBusy(user.email, ip); // a borrowed session is no way to guess either
      if (!(await checkPassword(user.passwordHash, body.current)))
        throw new AppError('signin.wrong', 'The current password is wrong.');
      await throttle.good(user.email, ip);
      await users.change(user._id, { passwordHash: await hashPassword(body.next) });
      await sessions.endAll(user._id, actor.sessionId ?? undefined);
      await audit({ actor, action: 'user.passwordChanged', target: user._id });
    },
  } satisfies Handlers<'session.create' | 'session.show' | 'session.delete' | 'me.preferences' | 'me.password'>;
  return { meView, handlers };
}
