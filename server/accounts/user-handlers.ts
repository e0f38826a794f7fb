import { may, type UserRecord, type UserView } from '../contract/index.js';
import { AppError, changedParts, type Handlers } from '../platform/index.js';
import type { Audit } from './audit.js';
import { hashPassword } from './passwords.js';
import type { Sessions } from './sessions.js';
import type { Users } from './users.js';

/** Which queues somebody belongs to is the queues' own knowledge. */
export interface Membership {
  queueIdsOf(userId: string): Promise<string[]>;
  /** @throws AppError `queue.missing` */
  checkQueues(queueIds: string[]): Promise<void>;
  setQueues(userId: string, queueIds: string[]): Promise<void>;
}

interface Needs {
  users: Users;
  /** Of these skills, the ones that are not there. */
  unknownSkills(skillIds: string[]): Promise<string[]>;
  sessions: Sessions;
  membership: Membership;
  audit: Audit;
}

/** What the audit tells of a change to an account. */
const facts = ({ name, role, active, capacity }: UserRecord, queueIds: string[]) => ({
  ...{ name, role, active, capacity, queueIds },
});

export function userHandlers({ users, sessions, membership, unknownSkills, audit }: Needs) {
  const view = async (user: UserRecord, withEmail: boolean): Promise<UserView> => ({
    id: user._id,
    name: user.name,
    email: withEmail ? user.email : '',
    role: user.role,
    active: user.active,
    capacity: user.capacity,
    skills: user.skills,
    queueIds: await membership.queueIdsOf(user._id),
    createdAt: user.createdAt.toISOString(),
    lastSignInAt: withEmail ? (user.lastSignInAt?.toISOString() ?? null) : null,
  });

  return {
    'users.list': async ({ actor }) => {
      const all = await users.list.all();
      return Promise.all(all.map((user) => view(user, may(actor.role, 'user.edit'))));
    },
    'users.create': async ({ actor, body: { queueIds, ...user } }) => {
      await membership.checkQueues(queueIds);
      const made = await users.create(user);
      if (queueIds.length > 0) await membership.setQueues(made._id, queueIds);
      await audit({ actor, action: 'user.created', target: made._id, details: { role: made.role, queueIds } });
      return view(made, true);
    },
    'users.change': async ({ actor, params, body: { queueIds, password, ...rest } }) => {
      const id = params.id as string;
      if (queueIds) await membership.checkQueues(queueIds);
      const passwordHash = password ? await hashPassword(password) : undefined;
      const before = await users.list.byId(id);
      const belonged = await membership.queueIdsOf(id);
      const changed = await users.change(id, { ...rest, ...(passwordHash && { passwordHash }) });
      // Who is not active belongs to no queue, so that nobody is routed to them.
      if (!changed.active) await membership.setQueues(id, []);
      else if (queueIds) await membership.setQueues(id, queueIds);
      if (password || rest.active === false) await sessions.endAll(id);
      const after = await view(changed, true);
      const parts = changedParts(facts(before ?? changed, belonged), facts(changed, after.queueIds));
      const details = { ...parts, ...(password && { passwordSet: true }) };
      await audit({ actor, action: 'user.changed', target: id, details });
      return after;
    },
    'routing.agents.change': async ({ actor, params, body: { skills = {}, capacity } }) => {
      const id = params.id as string;
      const unknown = await unknownSkills(Object.keys(skills).filter((skillId) => skills[skillId] !== 0));
      if (unknown.length > 0) throw new AppError('skill.missing', 'There is no such skill.', { skillIds: unknown });
      let user = await users.list.byId(id);
      if (!user) throw new AppError('user.missing', 'There is no such account.');
      if (capacity) user = await users.change(id, { capacity });
      if (Object.keys(skills).length > 0) user = await users.changeSkills(id, skills);
      await audit({
        actor,
        action: 'user.routingChanged',
        target: id,
        details: { skills, ...(capacity && { capacity }) },
      });
      return view(user, may(actor.role, 'user.edit'));
    },
  } satisfies Handlers<'users.list' | 'users.create' | 'users.change' | 'routing.agents.change'>;
}
