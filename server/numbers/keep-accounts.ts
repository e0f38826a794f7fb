import type { CarrierAccountChangeInput, CarrierAccountCreateInput, CarrierAccountRecord } from '../contract/index.js';
import { AppError, type Bus, type Clock, cleanName, newId } from '../platform/index.js';
import { CarrierAccountModel, NumberModel } from './models.js';
import type { AccountSecrets } from './secrets.js';

interface KeepNeeds {
  bus: Bus;
  clock: Clock;
  secrets: AccountSecrets;
}

/** Long enough to bring all that is under way, and short enough that a token which got out is soon worth nothing. */
const USUAL_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Writes carrier accounts. */
export function makeKeepAccounts({ bus, clock, secrets }: KeepNeeds) {
  const changed = (id: string) => bus.publish('number.changed', { numberId: id });

  async function create({ name, sid, token, apiKeySid, apiKeySecret }: CarrierAccountCreateInput) {
    const id = newId();
    if (!token) throw refused('token', 'must be given for this account');
    if (apiKeySid && !apiKeySecret) throw refused('apiKeySecret', 'must be given for this key');
    const account: CarrierAccountRecord = {
      ...{ _id: id, name: cleanName(name), sid, revision: 1, earlierToken: null, apiKeySid },
      token: secrets.sealed(id, 'token', token),
      apiKeySecret: apiKeySid && apiKeySecret ? secrets.sealed(id, 'apiKeySecret', apiKeySecret) : null,
    };
    await CarrierAccountModel.create(account).catch(refuseTaken);
    changed(id);
    return account;
  }

  /** @returns as it was and as it is */
  async function change(id: string, given: CarrierAccountChangeInput) {
    for (;;) {
      const before = await CarrierAccountModel.findById(id).lean<CarrierAccountRecord>();
      if (!before) throw missingAccount();
      const set = { ...changes(before, given), revision: before.revision + 1 };
      const after = await CarrierAccountModel.findOneAndUpdate(
        { _id: id, revision: before.revision },
        { $set: set },
        { returnDocument: 'after' },
      )
        .lean<CarrierAccountRecord>()
        .catch(refuseTaken);
      if (!after) continue; // somebody changed it in between: once more, on top of that
      changed(id);
      return { before, after };
    }
  }

  function changes(before: CarrierAccountRecord, given: CarrierAccountChangeInput): Partial<CarrierAccountRecord> {
    const { name, sid = before.sid, token, apiKeySid = before.apiKeySid, apiKeySecret } = given;
    // Another account's token, or another key's secret, is not the one that is kept.
    if (sid !== before.sid && !token) throw refused('token', 'must be given for this account');
    const otherKey = apiKeySid !== null && apiKeySid !== before.apiKeySid;
    if (otherKey && !apiKeySecret) throw refused('apiKeySecret', 'must be given for this key');
    return {
      sid,
      apiKeySid,
      ...(name !== undefined && { name: cleanName(name) }),
      ...(token && rotated(before, sid, token, given.earlierTokenHours ?? USUAL_HOURS)),
      ...(apiKeySid === null && { apiKeySecret: null }),
      ...(apiKeySid && apiKeySecret && { apiKeySecret: secrets.sealed(before._id, 'apiKeySecret', apiKeySecret) }),
    };
  }

  function rotated(before: CarrierAccountRecord, sid: string, token: string, hours: number) {
    const until = new Date(clock.now().getTime() + hours * HOUR_MS);
    const same = secrets.opened(before)?.token === token;
    if (same && sid === before.sid) return {};
    return {
      token: secrets.sealed(before._id, 'token', token),
      earlierToken: sid === before.sid && hours > 0 ? { token: before.token, until } : null,
    };
  }

  async function remove(id: string): Promise<CarrierAccountRecord> {
    if (await NumberModel.exists({ carrierAccountId: id }))
      throw new AppError('carrier.inUse', 'Numbers belong to this account. Change them first.');
    const gone = await CarrierAccountModel.findOneAndDelete({ _id: id }).lean<CarrierAccountRecord>();
    if (!gone) throw missingAccount();
    changed(id);
    return gone;
  }

  return { create, change, remove };
}

export const missingAccount = () => new AppError('record.missing', 'There is no such carrier account.');

export const refused = (path: string, message: string) =>
  new AppError('input.invalid', `Not accepted: ${path}: ${message}`, { issues: [{ path, message }] });

function refuseTaken(error: unknown): never {
  if ((error as { code?: unknown }).code !== 11_000) throw error;
  throw new AppError('name.taken', 'This account is there already.');
}
