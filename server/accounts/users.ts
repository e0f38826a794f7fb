import { type Capacity, type Locale, type Role, USUAL_CAPACITY, type UserRecord } from '../contract/index.js';
import { AppError, type Bus, type CachedList, type Clock, cachedList, cleanName, newId } from '../platform/index.js';
import { hashPassword } from './passwords.js';
import { UserModel } from './user.model.js';

export interface NewUser {
  name: string;
  email: string;
  role: Role;
  password: string;
  capacity?: Capacity;
  locale?: Locale;
}

export interface Users {
  list: CachedList<UserRecord>;
  /** @throws AppError `email.taken` */
  create(user: NewUser): Promise<UserRecord>;
  /** @throws AppError `user.missing`, or `user.lastAdmin` when it would leave nobody to administer */
  change(id: string, set: Partial<UserRecord>): Promise<UserRecord>;
  /** Levels by skill, 0 taking it away; the skills that are not named stay. @throws AppError `user.missing` */
  changeSkills(id: string, levels: Record<string, number>): Promise<UserRecord>;
}

export function makeUsers({ bus, clock }: { bus: Bus; clock: Clock }): Users {
  const list = cachedList(() => UserModel.find().sort({ _id: 1 }).lean<UserRecord[]>());
  bus.on('user.changed', () => list.forget());
  bus.on('elsewhere.changed', ({ users: changed }) => {
    if (changed.length > 0) list.forget();
  });

  async function create({
    name,
    email,
    role,
    password,
    capacity = USUAL_CAPACITY,
    locale = 'en',
  }: NewUser): Promise<UserRecord> {
    const user: UserRecord = {
      _id: newId(),
      name: cleanName(name),
      email: email.toLowerCase(),
      role,
      passwordHash: await hashPassword(password),
      active: true,
      capacity,
      skills: {},
      preferences: { locale, theme: 'auto', sendWith: 'ctrlEnter', shortcuts: true, sound: true },
      createdAt: clock.now(),
      lastSignInAt: null,
    };
    await UserModel.create(user).catch(refuseTaken);
    bus.publish('user.changed', { userId: user._id });
    return user;
  }

  async function change(id: string, set: Partial<UserRecord>): Promise<UserRecord> {
    const before = await UserModel.findById(id).lean<UserRecord>();
    if (!before) throw new AppError('user.missing', 'There is no such account.');
    if (set.name !== undefined) set = { ...set, name: cleanName(set.name) };
    const lessAdmin = isAdmin(before) && !isAdmin({ ...before, ...set });
    if (lessAdmin && (await otherAdmins(id)) === 0) throw lastAdmin();
    const after = await UserModel.findOneAndUpdate(
      { _id: id },
      { $set: set },
      { returnDocument: 'after' },
    ).lean<UserRecord>();
    if (!after) throw new AppError('user.missing', 'There is no such account.');
    // Two administrators may have demoted each other at the same moment: then both stay what they were.
    if (lessAdmin && (await otherAdmins(id)) === 0) {
      await UserModel.updateOne({ _id: id }, { $set: { role: before.role, active: before.active } });
      throw lastAdmin();
    }
    bus.publish('user.changed', { userId: id });
    return after;
  }

  async function changeSkills(id: string, levels: Record<string, number>): Promise<UserRecord> {
    const named = Object.entries(levels).map(([skillId, level]): [string, number] => [`skills.${skillId}`, level]);
    const [kept, gone] = [named.filter(([, level]) => level > 0), named.filter(([, level]) => level === 0)];
    const after = await UserModel.findOneAndUpdate(
      { _id: id },
      {
        ...(kept.length > 0 && { $set: Object.fromEntries(kept) }),
        ...(gone.length > 0 && { $unset: Object.fromEntries(gone) }),
      },
      { returnDocument: 'after' },
    ).lean<UserRecord>();
    if (!after) throw new AppError('user.missing', 'There is no such account.');
    bus.publish('user.changed', { userId: id });
    return after;
  }
  return { list, create, change, changeSkills };
}

const isAdmin = (user: UserRecord) => user.role === 'admin' && user.active;
const otherAdmins = (id: string) => UserModel.countDocuments({ _id: { $ne: id }, role: 'admin', active: true });
const lastAdmin = () =>
  new AppError('user.lastAdmin', 'This is the last active administrator; make another one first.');

function refuseTaken(error: unknown): never {
  if ((error as { code?: unknown }).code !== 11_000) throw error;
  throw new AppError('email.taken', 'An account with this address exists.');
}
