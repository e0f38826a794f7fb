import { type AgentRef, differences } from '../contract/index.js';
import { type Actor, changedParts, type Handlers } from '../platform/index.js';
import type { makeCommon } from './common.js';
import { fitted } from './content.js';
import { type makeDrafts, presentDraft } from './drafts.js';
import { problemsOf } from './problems.js';
import { presentSkill, type Skills } from './skills.js';
import { presentVersion, type Versions } from './versions.js';

interface Needs {
  skills: Skills;
  common: ReturnType<typeof makeCommon>;
  versions: Versions;
  drafts: ReturnType<typeof makeDrafts>;
  askedElsewhere(skillIds: string[]): Promise<string[]>;
  audit(entry: { actor: Actor; action: string; target?: string; details?: Record<string, unknown> }): Promise<void>;
}

export function skillHandlers({ skills, common, audit }: Needs) {
  return {
    'skills.list': async () => (await skills.all()).map(presentSkill),
    'skills.create': async ({ actor, body }) => {
      const skill = await skills.create(body);
      await audit({ actor, action: 'skill.created', target: skill._id, details: { name: skill.name } });
      return presentSkill(skill);
    },
    'skills.change': async ({ actor, params, body }) => {
      const before = (await skills.all()).find(({ _id }) => _id === params.id);
      const skill = await skills.change(params.id as string, body);
      await audit({ actor, action: 'skill.changed', target: skill._id, details: changedParts(before ?? skill, skill) });
      return presentSkill(skill);
    },
    'skills.delete': async ({ actor, params }) => {
      const skill = await skills.remove(params.id as string);
      await audit({ actor, action: 'skill.deleted', target: skill._id, details: { name: skill.name } });
    },
    'routing.common.get': () => common.get(),
    'routing.common.change': async ({ actor, body }) => {
      const before = await common.get();
      const rules = await common.change(body);
      await audit({ actor, action: 'routing.commonChanged', details: changedParts(before, rules) });
      return rules;
    },
  } satisfies Partial<Handlers>;
}

export function versionHandlers({ skills, versions, askedElsewhere, audit }: Needs) {
  return {
    'routing.problems': async () => problemsOf((await versions.record()).content),
    'routing.versions.list': async () => {
      await versions.record();
      return (await versions.list()).map(presentVersion);
    },
    'routing.versions.show': async ({ params }) => {
      const version = await versions.show(Number(params.version));
      return { ...presentVersion(version), content: version.content };
    },
    'routing.versions.differences': async ({ params, query }) => {
      const version = await versions.show(Number(params.version));
      const before =
        query.with === undefined ? await versions.byNumber(version._id - 1) : await versions.show(query.with);
      return before ? differences(before.content, version.content) : [];
    },
    'routing.versions.rollBack': async ({ actor, params, body }) => {
      const { _id: target, content } = await versions.show(Number(params.version));
      const version = await versions.publish({
        ...{ by: refOf(actor), note: body.note || `#${target}`, cause: 'rolledBack' },
        /** Skills that came since go again, but those that a website or a conversation asks for. */
        async content(live) {
          const newer = Object.keys(live.skills).filter((id) => !(id in content.skills));
          const asked = await askedElsewhere(newer);
          const kept = Object.fromEntries(asked.map((id) => [id, live.skills[id]!]));
          return fitted({ ...content, skills: { ...kept, ...content.skills } }, live);
        },
      });
      skills.forget();
      await audit({ actor, action: 'routing.rolledBack', details: { version: target, as: version._id } });
      return presentVersion(version);
    },
  } satisfies Partial<Handlers>;
}

export function draftHandlers({ drafts, audit }: Needs) {
  const view = (draft: Awaited<ReturnType<typeof drafts.show>>) => ({ ...presentDraft(draft), content: draft.content });
  return {
    'routing.drafts.list': async () => (await drafts.list()).map(presentDraft),
    'routing.drafts.create': async ({ actor, body }) => {
      const draft = await drafts.create(body.name, body.fromVersion, refOf(actor));
      await audit({ actor, action: 'routing.draftCreated', target: draft._id, details: { name: draft.name } });
      return view(draft);
    },
    'routing.drafts.show': async ({ params }) => view(await drafts.show(params.id as string)),
    'routing.drafts.change': async ({ actor, params, body }) =>
      view(await drafts.change(params.id as string, body, refOf(actor))),
    'routing.drafts.delete': async ({ actor, params }) => {
      const draft = await drafts.remove(params.id as string);
      await audit({ actor, action: 'routing.draftDeleted', target: draft._id, details: { name: draft.name } });
    },
    'routing.drafts.problems': ({ params }) => drafts.problems(params.id as string),
    'routing.drafts.differences': ({ params }) => drafts.differences(params.id as string),
    'routing.drafts.rebase': async ({ actor, params, body }) =>
      view(await drafts.rebase(params.id as string, body.version, body.keep, refOf(actor))),
    'routing.drafts.publish': async ({ actor, params, body }) => {
      const version = await drafts.publish(params.id as string, body.version, body.note, refOf(actor));
      const details = { version: version._id, note: version.note };
      await audit({ actor, action: 'routing.published', target: params.id as string, details });
      return presentVersion(version);
    },
  } satisfies Partial<Handlers>;
}

const refOf = ({ id, name }: Actor): AgentRef => ({ id, name });
