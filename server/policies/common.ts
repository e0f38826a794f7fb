import type { CommonRules, CommonRulesRecord } from '../contract/index.js';
import { type Bus, cachedList } from '../platform/index.js';
import { CommonRulesModel } from './models.js';

/** A call, or somebody who chats, need not wait for a mail to be written. */
export const COMMON_DEFAULTS: CommonRules = {
  interrupts: { webchat: ['email'], email: [], sms: [], voice: ['email'] },
  restSeconds: 10,
};

/** The rules that are one for the whole company: one document, defaults until somebody changes them. */
export function makeCommon({ bus }: { bus: Bus }) {
  const list = cachedList(() => CommonRulesModel.find().lean<CommonRulesRecord[]>());
  bus.on('rules.changed', () => list.forget());
  bus.on('elsewhere.changed', ({ rules }) => {
    if (rules.length > 0) list.forget();
  });

  const get = async (): Promise<CommonRules> => rulesOf(await list.byId('common'));

  async function change(set: Partial<CommonRules>): Promise<CommonRules> {
    const first = Object.fromEntries(Object.entries(COMMON_DEFAULTS).filter(([key]) => !(key in set)));
    const after = await CommonRulesModel.findOneAndUpdate(
      { _id: 'common' },
      { $set: set, $setOnInsert: first },
      { upsert: true, returnDocument: 'after' },
    ).lean<CommonRulesRecord>();
    bus.publish('rules.changed', { what: 'common' });
    return rulesOf(after);
  }

  return { get, change, forget: list.forget };
}

const rulesOf = (record: CommonRulesRecord | null): CommonRules => {
  const { interrupts, restSeconds } = record ?? COMMON_DEFAULTS;
  return { interrupts, restSeconds };
};
