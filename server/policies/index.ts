import type { Actor, Bus, Handlers } from '../platform/index.js';
import { makeCommon } from './common.js';
import { makeSkills, presentSkill, type SkillUses } from './skills.js';

export interface PoliciesNeeds {
  bus: Bus;
  /** Where a skill is had or asked for. */
  uses: SkillUses;
  audit(entry: { actor: Actor; action: string; target?: string; details?: Record<string, unknown> }): Promise<void>;
}

export type Policies = ReturnType<typeof makePolicies>;

/** What routing goes by beside queues and people: skills and the rules of the whole company. */
export function makePolicies({ bus, uses, audit }: PoliciesNeeds) {
  const skills = makeSkills({ bus, uses });
  const common = makeCommon({ bus });
  return {
    skills,
    common,
    handlers: {
      'skills.list': async () => (await skills.all()).map(presentSkill),
      'skills.create': async ({ actor, body }) => {
        const skill = await skills.create(body);
        await audit({ actor, action: 'skill.created', target: skill._id, details: { name: skill.name } });
        return presentSkill(skill);
      },
      'skills.change': async ({ actor, params, body }) => {
        const skill = await skills.change(params.id as string, body);
        await audit({ actor, action: 'skill.changed', target: skill._id, details: body });
        return presentSkill(skill);
      },
      'skills.delete': async ({ actor, params }) => {
        const skill = await skills.remove(params.id as string);
        await audit({ actor, action: 'skill.deleted', target: skill._id, details: { name: skill.name } });
      },
      'routing.common.get': () => common.get(),
      'routing.common.change': async ({ actor, body }) => {
        const rules = await common.change(body);
        await audit({ actor, action: 'routing.commonChanged', details: body });
        return rules;
      },
    } satisfies Handlers<
      | 'skills.list'
      | 'skills.create'
      | 'skills.change'
      | 'skills.delete'
      | 'routing.common.get'
      | 'routing.common.change'
    >,
  };
}
