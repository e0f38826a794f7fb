import type {
  CarrierAccountRecord,
  CarrierTestView,
  MenuStep,
  MenuTryInput,
  MenuTryView,
  NumberRecord,
  SoundKind,
} from '../contract/index.js';
import {
  type Actor,
  type Bus,
  type Clock,
  cachedList,
  changedParts,
  type Handlers,
  makeSealer,
} from '../platform/index.js';
import { makeKeepAccounts, missingAccount, refused } from './keep-accounts.js';
import { makeKeepNumbers } from './keep-numbers.js';
import { migrateNumbers } from './migrate.js';
import { CarrierAccountModel, NumberModel } from './models.js';
import { presentAccount, presentAtDesk, presentNumber } from './present.js';
import { type CarrierAccess, type LineAccount, makeAccountSecrets } from './secrets.js';

export interface NumbersNeeds {
  bus: Bus;
  clock: Clock;
  secretKey: string;
  publicUrl: string;
  /** Whose numbers are written without their country: ISO 3166. */
  region: string;
  /** @throws AppError `queue.missing` */
  checkQueues(queueIds: string[]): Promise<void>;
  /** @returns those of these keys that name no sound of this kind */
  unknownSounds(keys: string[], kind: SoundKind): Promise<string[]>;
  /** What a caller would hear in a menu that is nowhere yet. */
  tryMenu(asked: MenuTryInput): Promise<MenuTryView>;
  /** Signs in with it; resolves within 15 s. */
  tryAccount(account: CarrierAccess): Promise<CarrierTestView>;
  audit(entry: {
    actor: Actor;
    action: string;
    target: string | null;
    details?: Record<string, unknown>;
  }): Promise<void>;
}

export type Numbers = ReturnType<typeof makeNumbers>;

/** The company's phone numbers, and the carrier accounts they belong to. Reads are from a cache, at most 5 s old. */
export function makeNumbers({
  bus,
  clock,
  secretKey,
  publicUrl,
  region,
  checkQueues,
  unknownSounds,
  tryMenu,
  tryAccount,
  audit,
}: NumbersNeeds) {
  const secrets = makeAccountSecrets(makeSealer(secretKey), clock);
  const numbers = cachedList(() => NumberModel.find().sort({ _id: 1 }).lean<NumberRecord[]>());
  const accounts = cachedList(() => CarrierAccountModel.find().sort({ _id: 1 }).lean<CarrierAccountRecord[]>());
  const forget = () => [numbers, accounts].forEach((list) => void list.forget());
  bus.on('number.changed', forget);
  bus.on('elsewhere.changed', ({ numbers: changed }) => {
    if (changed.length > 0) forget();
  });
  const keep = makeKeepNumbers({ bus, region, checkQueues, unknownSounds });
  const keepAccounts = makeKeepAccounts({ bus, clock, secrets });
  const shown = (account: CarrierAccountRecord) =>
    presentAccount(account, secrets.opened(account) !== null, clock.now());
  const presented = (number: NumberRecord) => presentNumber(number, publicUrl);

  /** The account of a number with its secrets in clear; null when they were sealed by another key. */
  async function secretsOf({
    carrierAccountId,
  }: Pick<NumberRecord, 'carrierAccountId'>): Promise<CarrierAccess | null> {
    const account = await accounts.find(({ _id }) => _id === carrierAccountId);
    return account && secrets.opened(account);
  }

  async function tried(given: Parameters<typeof completed>[0]): Promise<CarrierTestView> {
    const account = await completed(given);
    return account ? tryAccount(account) : { outcome: 'secretUnreadable', numbers: [] };
  }

  /** Secrets that were given, else those that are kept for the same account and key. */
  async function completed(given: {
    accountId?: string;
    sid: string;
    token?: string;
    apiKeySid: string | null;
    apiKeySecret?: string;
  }) {
    const { accountId, sid, apiKeySid } = given;
    const stored = accountId ? await accounts.byId(accountId) : null;
    if (accountId && !stored) throw missingAccount();
    const kept = stored?.sid === sid ? secrets.opened(stored) : null;
    if (stored?.sid === sid && !kept && !given.token) return null;
    const token = given.token ?? kept?.token;
    if (!token) throw refused('token', 'must be given for this account');
    const secret = given.apiKeySecret ?? (kept?.apiKey?.sid === apiKeySid ? kept?.apiKey?.secret : undefined);
    if (apiKeySid && !secret) throw refused('apiKeySecret', 'must be given for this key');
    return {
      id: accountId ?? '',
      sid,
      token,
      tokens: [token],
      apiKey: apiKeySid && secret ? { sid: apiKeySid, secret } : null,
    };
  }

  return {
    all: numbers.all,
    /** Also one that another node made a moment ago. */
    byId: (id: string): Promise<NumberRecord | null> => numbers.find(({ _id }) => _id === id),
    /** The number of ours that is written so in E.164, if it is in use. */
    byNumber: (e164: string): Promise<NumberRecord | null> =>
      numbers.find(({ number, active }) => active && number === e164),
    /** The account that the carrier knows by this id, with its secrets in clear. */
    accountBySid: async (sid: string): Promise<CarrierAccess | null> => {
      const account = await accounts.find((one) => one.sid === sid);
      return account && secrets.opened(account);
    },
    secretsOf,
    /** Whether one carrier account could speak of what is another's. */
    hasSeveralAccounts: async (): Promise<boolean> => (await accounts.all()).length > 1,
    /** The account by which agents' pages are rung: of the first number that answers calls and whose account has an API key. */
    async lineAccount(): Promise<LineAccount | null> {
      for (const number of await numbers.all()) {
        const account = number.active && number.voice.on ? await secretsOf(number) : null;
        if (account?.apiKey) return { sid: account.sid, apiKey: account.apiKey };
      }
      return null;
    },
    /**
     * By which customers are called who wait in this queue: a number that calls back and whose callers come into the queue. Before one
     * where only its menu leads there goes one that does so at once; of several, the one that was added first.
     */
    async callingBackFor(queueId: string): Promise<NumberRecord | null> {
      const all = (await numbers.all()).filter(({ active, voice }) => active && voice.on && voice.callbacks);
      const into = all.filter(({ voice }) => voice.queueId === queueId || voice.menu?.steps.some(leadsTo(queueId)));
      return into.find(({ voice }) => voice.queueId === queueId) ?? into[0] ?? null;
    },
    /** What agents know of those by which they write and call. */
    atDesk: async () => (await numbers.all()).filter(({ active }) => active).map(presentAtDesk),
    migrate: migrateNumbers,
    create: keep.create,
    createAccount: keepAccounts.create,
    /** Numbers that name this queue. */
    naming: async (queueId: string): Promise<string[]> => {
      const places = ['sms.queueId', 'voice.queueId', 'voice.menu.steps.choices.to.queueId'];
      const filter = { $or: places.map((place) => ({ [place]: queueId })) };
      return (await NumberModel.find(filter as never, { _id: 1 }).lean<{ _id: string }[]>()).map(({ _id }) => _id);
    },
    /** Numbers whose menu or music names this sound. */
    namingSound: async (key: string): Promise<string[]> =>
      (await numbers.all())
        .filter(({ voice }) => voice.music === key || voice.menu?.steps.some(({ prompts }) => prompts.includes(key)))
        .map(({ _id }) => _id),
    handlers: {
      'carrierAccounts.list': async () => (await accounts.all()).map(shown),
      'carrierAccounts.create': async ({ actor, body }) => {
        const account = await keepAccounts.create(body);
        const { name, sid } = account;
        await audit({ actor, action: 'carrierAccount.created', target: account._id, details: { name, sid } });
        return shown(account);
      },
      'carrierAccounts.change': async ({ actor, params, body }) => {
        const { before, after } = await keepAccounts.change(params.id as string, body);
        const newSecrets = (['token', 'apiKeySecret'] as const).filter((name) => body[name]);
        const details = { ...changedParts(shown(before), shown(after)), ...(newSecrets.length > 0 && { newSecrets }) };
        await audit({ actor, action: 'carrierAccount.changed', target: after._id, details });
        return shown(after);
      },
      'carrierAccounts.delete': async ({ actor, params }) => {
        const { _id, name, sid } = await keepAccounts.remove(params.id as string);
        await audit({ actor, action: 'carrierAccount.deleted', target: _id, details: { name, sid } });
      },
      'carrierAccounts.test': async ({ actor, body }) => {
        await audit({
          actor,
          action: 'carrierAccount.tested',
          target: body.accountId ?? null,
          details: { sid: body.sid },
        });
        return tried(body);
      },
      'numbers.list': async () => (await numbers.all()).map(presented),
      'numbers.create': async ({ actor, body }) => {
        const made = await keep.create(body);
        const { name, number } = made;
        await audit({ actor, action: 'number.created', target: made._id, details: { name, number } });
        return presented(made);
      },
      'numbers.change': async ({ actor, params, body }) => {
        const { before, after } = await keep.change(params.id as string, body);
        const details = changedParts(presented(before), presented(after));
        await audit({ actor, action: 'number.changed', target: after._id, details });
        return presented(after);
      },
      'numbers.delete': async ({ actor, params }) => {
        const { _id, name, number } = await keep.remove(params.id as string);
        await audit({ actor, action: 'number.deleted', target: _id, details: { name, number } });
      },
      'numbers.tryMenu': ({ body }) => tryMenu(body),
    } satisfies Handlers<
      | 'carrierAccounts.list'
      | 'carrierAccounts.create'
      | 'carrierAccounts.change'
      | 'carrierAccounts.delete'
      | 'carrierAccounts.test'
      | 'numbers.list'
      | 'numbers.create'
      | 'numbers.change'
      | 'numbers.delete'
      | 'numbers.tryMenu'
    >,
  };
}

/** Whether callers who are here may choose this queue. */
const leadsTo =
  (queueId: string) =>
  ({ choices }: MenuStep): boolean =>
    choices.some(({ to }) => to.kind === 'queue' && to.queueId === queueId);

export { whyNotCalled } from './called-back.js';
export type { CarrierAccess, LineAccount } from './secrets.js';
