import { AppError, type Config } from '../platform/index.js';
import { UserModel } from './user.model.js';
import type { Users } from './users.js';

/**
 * Makes the first administrator from ADMIN_EMAIL and ADMIN_PASSWORD when nobody administers yet.
 * @throws Error in plain words when there is neither an administrator nor the settings to make one
 */
export async function ensureFirstAdmin(config: Config, users: Users): Promise<void> {
  if (await UserModel.exists({ role: 'admin', active: true })) return;
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  if (!email || !password)
    throw new Error(
      'Nobody can administer this installation yet: set ADMIN_EMAIL and ADMIN_PASSWORD, and start again.',
    );
  try {
    await users.create({ name: 'Administrator', email, role: 'admin', password });
  } catch (error) {
    // Another node was first. Should the address belong to somebody who is no administrator, the next start says so again.
    if (!(error instanceof AppError && error.code === 'email.taken')) throw error;
  }
}
