import type { AgentRef, PolicyContent, QueueRecord, UserRecord } from '../contract/index.js';
import type { Actor, Bus, Clock, Log } from '../platform/index.js';
import { makeCommon } from './common.js';
import { contentOf } from './content.js';
import { makeDrafts } from './drafts.js';
import { draftHandlers, skillHandlers, versionHandlers } from './handlers.js';
import { makeSkills, type SkillUses } from './skills.js';
import { makeVersions } from './versions.js';

export interface PoliciesNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  accounts: {
    activeAgentsNow(): Promise<readonly UserRecord[]>;
    changeUser(id: string, set: Partial<UserRecord>): Promise<unknown>;
    /** Who did one of these things last, since then. */
    lastDoer(actions: readonly string[], since: Date): Promise<AgentRef | null>;
  };
  queues: {
    allNow(): Promise<readonly QueueRecord[]>;
    change(id: string, set: Partial<QueueRecord>): Promise<unknown>;
  };
  /** Where a skill is had or asked for. */
  uses: SkillUses;
  audit(entry: { actor: Actor; action: string; target?: string; details?: Record<string, unknown> }): Promise<void>;
}

export type Policies = ReturnType<typeof makePolicies>;

/** So many milliseconds after the last of several changes they are written down as one version. */
const TOGETHER_MS = 2_000;

/** In the audit: what changes the rules, done directly. */
const EDITS = [
  ...['queue.created', 'queue.changed', 'queue.deleted', 'user.created', 'user.changed', 'user.routingChanged'],
  ...['skill.created', 'skill.changed', 'skill.deleted', 'routing.commonChanged'],
];

/** What routing goes by: skills and the rules of the whole company, and all of it together in versions and drafts. */
export function makePolicies({ bus, clock, log, accounts, queues, uses, audit }: PoliciesNeeds) {
  const skills = makeSkills({ bus, uses });
  const common = makeCommon({ bus });

  async function read(): Promise<PolicyContent> {
    skills.forget();
    common.forget();
    const [agents, all] = await Promise.all([accounts.activeAgentsNow(), queues.allNow()]);
    return contentOf({ skills: await skills.all(), common: await common.get(), queues: all, agents });
  }

  async function askedElsewhere(skillIds: string[]): Promise<string[]> {
    const asked = await Promise.all(
      skillIds.map(async (id) => (await uses.conversations(id)) || (await uses.sites(id)).length > 0),
    );
    return skillIds.filter((_id, i) => asked[i]);
  }

  const versions = makeVersions({
    ...{ bus, clock, log, skills, common, read },
    changeQueue: queues.change,
    changeUser: accounts.changeUser,
    lastEditor: (since) => accounts.lastDoer(EDITS, since),
  });
  const drafts = makeDrafts({ bus, clock, versions, askedElsewhere });

  let timer: NodeJS.Timeout | undefined;
  let recording: Promise<unknown> = Promise.resolve();
  /** After the last of a burst; what a lost process leaves is found by the next sweep. */
  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      recording = versions
        .record()
        .catch((error) => log.error({ error }, 'a version of the rules was not written down'));
    }, TOGETHER_MS);
  }
  const hears = [
    bus.on('queue.changed', soon),
    bus.on('user.changed', soon),
    bus.on('rules.changed', ({ what }) => {
      if (what !== 'version') soon();
    }),
    bus.on('elsewhere.changed', async ({ rules }) => {
      if (rules.includes('version')) await versions.hear();
    }),
  ];

  const parts = { skills, common, versions, drafts, askedElsewhere, audit };
  return {
    skills,
    common,
    /** Finishes what was published, and writes down what was changed directly. Also the sweep after a crash. */
    settle: versions.record,
    /** All that routing goes by now. */
    contentNow: async (): Promise<PolicyContent> => (await versions.record()).content,
    /** All that it would go by with this draft published. @throws AppError `record.missing` */
    draftContent: async (id: string): Promise<PolicyContent> => (await drafts.show(id)).content,
    /** The number of the version that holds; null before there is one. */
    rulesVersion: versions.holds,
    async stop(): Promise<void> {
      clearTimeout(timer);
      for (const unhear of hears) unhear();
      await recording;
    },
    handlers: { ...skillHandlers(parts), ...versionHandlers(parts), ...draftHandlers(parts) },
  };
}

export { COMMON_DEFAULTS } from './common.js';
