import type { ApiKeyView, Role } from '../contract/index.js';
import { AppError, type Clock, type Handlers, hashSecret, newId, newSecret } from '../platform/index.js';
import { ApiKeyModel, type ApiKeyRecord } from './api-key.model.js';
import type { Audit } from './audit.js';

const PREFIX = 'pv_';

/** The key behind a bearer secret. Its time of use is written at most once a minute. */
export async function keyOf(secret: string, now: Date): Promise<{ id: string; name: string; role: Role } | null> {
  if (!secret.startsWith(PREFIX)) return null;
  const key = await ApiKeyModel.findOne({ secretHash: hashSecret(secret) }).lean<ApiKeyRecord>();
  if (!key) return null;
  if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() > 60_000)
    await ApiKeyModel.updateOne({ _id: key._id }, { $set: { lastUsedAt: now } });
  return { id: key._id, name: key.name, role: key.role };
}

export function apiKeyHandlers({ clock, audit }: { clock: Clock; audit: Audit }) {
  return {
    'apiKeys.list': async () => {
      const keys = await ApiKeyModel.find().sort({ _id: 1 }).lean<ApiKeyRecord[]>();
      return keys.map(present);
    },
    'apiKeys.create': async ({ actor, body }) => {
      const secret = PREFIX + newSecret();
      const key = {
        _id: newId(),
        ...body,
        secretHash: hashSecret(secret),
        prefix: secret.slice(0, 9),
        createdAt: clock.now(),
        lastUsedAt: null,
      };
      await ApiKeyModel.create(key);
      await audit({ actor, action: 'apiKey.created', target: key._id, details: { name: key.name, role: key.role } });
      return { key: present(key), secret };
    },
    'apiKeys.delete': async ({ actor, params }) => {
      const gone = await ApiKeyModel.findOneAndDelete({ _id: params.id }).lean<ApiKeyRecord>();
      if (!gone) throw new AppError('record.missing', 'There is no such key.');
      await audit({ actor, action: 'apiKey.deleted', target: gone._id, details: { name: gone.name } });
    },
  } satisfies Handlers<'apiKeys.list' | 'apiKeys.create' | 'apiKeys.delete'>;
}

const present = (key: ApiKeyRecord): ApiKeyView => ({
  id: key._id,
  name: key.name,
  role: key.role,
  prefix: key.prefix,
  createdAt: key.createdAt.toISOString(),
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
});
