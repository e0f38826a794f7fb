import type { Locale, SkillRecord, SkillView } from '../contract/index.js';
import { AppError, type Bus, cachedList, cleanLine, cleanName, newId } from '../platform/index.js';
import { SkillModel } from './models.js';

export interface SkillUses {
  /** Whether anybody has it. */
  agents(skillId: string): Promise<boolean>;
  /** Ids of queues whose rules name it. */
  queues(skillId: string): Promise<string[]>;
  /** Ids of sites with a topic that asks for it. */
  sites(skillId: string): Promise<string[]>;
  /** Whether a conversation that is not done with asks for it. */
  conversations(skillId: string): Promise<boolean>;
}

/** What agents can be good at. Reads are from a cache, at most 5 s old. */
export function makeSkills({ bus, uses }: { bus: Bus; uses: SkillUses }) {
  const list = cachedList(() => SkillModel.find().sort({ _id: 1 }).lean<SkillRecord[]>());
  bus.on('rules.changed', () => list.forget());
  bus.on('elsewhere.changed', ({ rules }) => {
    if (rules.length > 0) list.forget();
  });
  const changed = () => bus.publish('rules.changed', { what: 'skills' });

  /** @throws AppError `name.taken`, also where another skill is this language already */
  async function create(given: Partial<SkillRecord> & { name: string }): Promise<SkillRecord> {
    await checkLanguage(given.language, null);
    const skill: SkillRecord = { nameFa: null, language: null, ...cleaned(given), _id: given._id ?? newId() };
    await SkillModel.create(skill).catch(refuseTaken);
    changed();
    return skill;
  }

  /** @throws AppError `skill.missing`, `name.taken` */
  async function change(id: string, set: Partial<SkillRecord>): Promise<SkillRecord> {
    await checkLanguage(set.language, id);
    const after = await SkillModel.findOneAndUpdate({ _id: id }, { $set: cleaned(set) }, { returnDocument: 'after' })
      .lean<SkillRecord>()
      .catch(refuseTaken);
    if (!after) throw missing();
    changed();
    return after;
  }

  /** @throws AppError `skill.missing`, or `skill.inUse` with where */
  async function remove(id: string): Promise<SkillRecord> {
    if (!(await SkillModel.exists({ _id: id }))) throw missing();
    const [agents, queueIds, siteIds, conversations] = await Promise.all([
      uses.agents(id),
      uses.queues(id),
      uses.sites(id),
      uses.conversations(id),
    ]);
    if (agents || queueIds.length > 0 || siteIds.length > 0 || conversations)
      throw new AppError('skill.inUse', 'Agents have this skill, or rules ask for it. Take it away there first.', {
        ...{ agents, queueIds, siteIds, conversations },
      });
    const gone = await SkillModel.findOneAndDelete({ _id: id }).lean<SkillRecord>();
    if (!gone) throw missing();
    changed();
    return gone;
  }

  /**
   * As a published policy has it, whatever stood there: safe to repeat. A name that another skill has just now is taken with a
   * mark; putting all of them twice gives each its own.
   */
  async function put({ _id, ...skill }: SkillRecord): Promise<void> {
    const write = (set: Partial<SkillRecord>) => SkillModel.updateOne({ _id }, { $set: set }, { upsert: true });
    await write(skill).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 11_000) throw error;
      return write({ ...skill, name: `${skill.name} (${_id})` });
    });
    changed();
  }

  /** Of a published policy that is without them: asks nobody. */
  async function drop(skillIds: readonly string[]): Promise<void> {
    await SkillModel.deleteMany({ _id: { $in: skillIds } });
    changed();
  }

  async function checkLanguage(language: Locale | null | undefined, own: string | null): Promise<void> {
    const other = language && (await SkillModel.exists({ language, _id: { $ne: own ?? '' } }));
    if (other) throw new AppError('name.taken', 'Another skill is this language already.', { language });
  }

  return {
    all: list.all,
    forget: list.forget,
    create,
    change,
    remove,
    put,
    drop,
    unknownAmong: async (skillIds: readonly string[]): Promise<string[]> => {
      const known = await Promise.all(skillIds.map(list.byId));
      return skillIds.filter((_id, i) => known[i] === null);
    },
    /** The skill that is a language; null where none is marked so. */
    languages: async (): Promise<Record<Locale, string | null>> => {
      const all = await list.all();
      const of = (locale: Locale) => all.find(({ language }) => language === locale)?._id ?? null;
      return { en: of('en'), fa: of('fa') };
    },
  };
}

export type Skills = ReturnType<typeof makeSkills>;

const missing = () => new AppError('skill.missing', 'There is no such skill.');

function cleaned<T extends Partial<SkillRecord>>(given: T): T {
  const { name, nameFa } = given;
  return {
    ...given,
    ...(name !== undefined && { name: cleanName(name) }),
    ...(nameFa !== undefined && { nameFa: nameFa ? cleanLine(nameFa) || null : null }),
  };
}

function refuseTaken(error: unknown): never {
  if ((error as { code?: unknown }).code !== 11_000) throw error;
  throw new AppError('name.taken', 'Another skill has this name.');
}

export const presentSkill = ({ _id, name, nameFa, language }: SkillRecord): SkillView => ({
  ...{ id: _id, name, nameFa, language },
});
