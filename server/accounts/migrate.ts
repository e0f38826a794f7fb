import { CHANNELS, type UserRecord } from '../contract/index.js';
import { UserModel } from './user.model.js';

/** As accounts were stored before: one number for all channels, and no skills. */
type Stored = Omit<UserRecord, 'capacity' | 'skills'> & {
  capacity: UserRecord['capacity'] | number;
  skills?: UserRecord['skills'];
};

/** Brings accounts of an earlier version to the present shape. Safe to repeat, and to do on two nodes at once. */
export async function migrateUsers(): Promise<void> {
  for (const { _id, capacity, skills } of await UserModel.find().lean<Stored[]>()) {
    if (typeof capacity !== 'number' && skills) continue;
    const set = {
      ...(typeof capacity === 'number' && { capacity: eachChannel(capacity) }),
      ...(!skills && { skills: {} }),
    };
    // Only what nobody has changed in between.
    await UserModel.collection.updateOne({ _id: _id as never, capacity: capacity as never }, { $set: set });
  }
}

/** Calls come one at a time, whatever the number was. */
function eachChannel(count: number): UserRecord['capacity'] {
  const entries = CHANNELS.map((channel) => [channel, channel === 'voice' ? Math.min(count, 1) : count]);
  return Object.fromEntries(entries) as UserRecord['capacity'];
}
