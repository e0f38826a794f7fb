/** What the people of the sample company are good at, and the rules its queues go by. */
import type { Level, Locale, QueueRules, SkillLevels } from '../contract/index.js';
import { QUEUE_DEFAULTS } from '../queues/index.js';

export type SkillKey = 'english' | 'persian' | 'products' | 'refunds' | 'technical';

export const SKILLS: Record<SkillKey, { name: string; nameFa: string; language: Locale | null }> = {
  english: { name: 'English', nameFa: 'انگلیسی', language: 'en' },
  persian: { name: 'Persian', nameFa: 'فارسی', language: 'fa' },
  products: { name: 'Rugs and products', nameFa: 'فرش و کالا', language: null },
  refunds: { name: 'Refunds', nameFa: 'بازپرداخت', language: null },
  technical: { name: 'Repairs and care', nameFa: 'تعمیر و نگهداری', language: null },
};

/** By login. */
export const ABLE: Record<string, Partial<Record<SkillKey, Level>>> = {
  mina: { english: 5, persian: 5, products: 3, refunds: 5 },
  kaveh: { english: 3, persian: 5, products: 5, refunds: 4, technical: 3 },
  sara: { english: 2, persian: 5, products: 5 },
  omid: { english: 2, persian: 5, products: 4, refunds: 3 },
  niloofar: { english: 3, persian: 5, refunds: 4, technical: 4 },
  emma: { english: 5, products: 4, technical: 3 },
  jonas: { english: 5, refunds: 3 },
  dariush: { english: 4, persian: 4, refunds: 2, technical: 5 },
};

type Ids = Record<SkillKey, string>;

export const levelsOf = (login: string, ids: Ids): SkillLevels =>
  Object.fromEntries(Object.entries(ABLE[login] ?? {}).map(([key, level]) => [ids[key as SkillKey], level]));

const rules = (about: Partial<QueueRules>): QueueRules => ({ ...QUEUE_DEFAULTS.rules, ...about });
/** First a lower level will do, then any language: better a stranger's words than none. */
const anyLanguage = (ids: Ids, lowerAfter: number, anyAfter: number): QueueRules['steps'] => [
  { afterSeconds: lowerAfter, lowerBy: 1, withoutSkillIds: [], alsoQueueIds: [] },
  { afterSeconds: anyAfter, lowerBy: 1, withoutSkillIds: [ids.english, ids.persian], alsoQueueIds: [] },
];

/** By the queue's name. @param queueIds of all queues, by name */
export const RULES: Record<string, (ids: Ids, queueIds: Record<string, string>) => QueueRules> = {
  Sales: (ids) =>
    rules({
      choice: 'bestSkill',
      needs: [{ skillId: ids.products, level: 3 }],
      languageLevel: 3,
      steps: anyLanguage(ids, 45, 120),
      valuePoints: [0, 0, 1, 2, 4, 6],
    }),
  Orders: (ids, queueIds) =>
    rules({
      languageLevel: 2,
      steps: anyLanguage(ids, 30, 90),
      valuePoints: [0, 0, 0, 1, 2, 3],
      mostHeldBackSeconds: 300,
      overflow: [{ cause: 'age', seconds: 180, to: 'queue', queueId: queueIds.Service as string }],
    }),
  Service: (ids) =>
    rules({
      choice: 'leastLoaded',
      needs: [{ skillId: ids.technical, level: 3 }],
      languageLevel: 2,
      steps: anyLanguage(ids, 60, 150),
      lastAgentSeconds: { webchat: 20, email: 3_600, sms: 600, voice: 20 },
      overflow: [{ cause: 'age', seconds: 1_800, to: 'callback', queueId: null }],
    }),
};
