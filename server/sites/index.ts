import type { Locale, QueueRecord, SiteRecord, SkillNeed, WidgetConfigView } from '../contract/index.js';
import {
  type Actor,
  AppError,
  type Bus,
  type Clock,
  cachedList,
  changedParts,
  cleanLine,
  cleanName,
  type Handlers,
  newId,
  newSecret,
} from '../platform/index.js';
import { sameOrigin } from './origins.js';
import { presentConfig, presentSite, topicsOf } from './present.js';
import { SiteModel } from './site.model.js';

export { frameAncestors, originAllowed, sameOrigin } from './origins.js';
export { teamOf } from './present.js';

export interface SitesNeeds {
  bus: Bus;
  clock: Clock;
  queues: {
    all(): Promise<readonly QueueRecord[]>;
    /** Also one that another node made a moment ago. */
    found(id: string): Promise<QueueRecord | null>;
    checkQueues(queueIds: string[]): Promise<void>;
  };
  /** Of these skills, the ones that are not there. */
  unknownSkills(skillIds: string[]): Promise<string[]>;
  /** Up to three agents who are online and members of these queues. */
  team(queueIds: string[]): Promise<WidgetConfigView['team']>;
  /** Usual time to a first answer over the last days, in seconds. */
  usualReplySeconds(queueIds: string[]): Promise<number | null>;
  /** Whether new visitors of this queue get the form just now, although it is open. */
  turnsAway(queueId: string): boolean;
  audit(entry: { actor: Actor; action: string; target: string; details?: Record<string, unknown> }): Promise<void>;
}

export type Sites = ReturnType<typeof makeSites>;

/** Websites that carry the widget: what it looks like there, what it offers, where it may stand. */
export function makeSites({
  bus,
  clock,
  queues,
  unknownSkills,
  team,
  usualReplySeconds,
  turnsAway,
  audit,
}: SitesNeeds) {
  const list = cachedList(() => SiteModel.find().sort({ _id: 1 }).lean<SiteRecord[]>());
  bus.on('site.changed', () => list.forget());
  bus.on('elsewhere.changed', ({ sites: changed }) => {
    if (changed.length > 0) list.forget();
  });

  async function checkTopics(topics: SiteRecord['topics'] | undefined): Promise<void> {
    if (!topics) return;
    await queues.checkQueues(topics.map(({ queueId }) => queueId));
    const unknown = await unknownSkills(topics.flatMap(skillsOf));
    if (unknown.length > 0) throw new AppError('skill.missing', 'There is no such skill.', { skillIds: unknown });
  }

  async function create(given: Partial<SiteRecord> & { name: string }): Promise<SiteRecord> {
    await checkTopics(given.topics);
    const title = { en: given.name, fa: given.name };
    const key = newSecret().slice(0, 20);
    const site: SiteRecord = { ...SITE_DEFAULTS, key, title, ...cleaned(given), _id: newId() };
    await SiteModel.create(site);
    bus.publish('site.changed', { siteId: site._id });
    return site;
  }

  async function change(id: string, set: Partial<SiteRecord>): Promise<SiteRecord> {
    await checkTopics(set.topics);
    const after = await SiteModel.findOneAndUpdate(
      { _id: id },
      { $set: cleaned(set) },
      { returnDocument: 'after' },
    ).lean<SiteRecord>();
    if (!after) throw missing();
    bus.publish('site.changed', { siteId: id });
    return after;
  }

  /** What the widget draws: also told again over the socket when something of it changes. */
  async function configOf(site: SiteRecord): Promise<WidgetConfigView> {
    const all = await queues.all();
    const queueIds = topicsOf(site, all).map(({ queue }) => queue._id);
    const [people, seconds] = await Promise.all([team(queueIds), usualReplySeconds(queueIds)]);
    return presentConfig(site, { at: clock.now(), queues: all, team: people, usualReplySeconds: seconds, turnsAway });
  }

  const byKey = (key: string): Promise<SiteRecord | null> => list.find((site) => site.key === key);

  return {
    all: list.all,
    byId: list.byId,
    siteByKey: byKey,
    /** What the company calls itself there; null for a site that is gone, or none. */
    titleOf: async (siteId: string | null, locale: Locale): Promise<string | null> =>
      (siteId && (await list.byId(siteId))?.title[locale]) || null,
    create,
    /** Sites with a topic that asks for this skill. */
    naming: async (skillId: string): Promise<string[]> =>
      (await list.all()).filter(({ topics }) => topics.flatMap(skillsOf).includes(skillId)).map(({ _id }) => _id),
    configOf,
    /** Whether a visitor of this site may choose this queue. */
    offers: async (siteId: string, queueId: string): Promise<boolean> => {
      const fits = (site: SiteRecord) => site._id === siteId && offersQueue(site, queueId);
      const [queue, site] = await Promise.all([queues.found(queueId), list.find(fits)]);
      return queue?.active === true && site !== null;
    },
    /** What the site's topic of this queue asks of its agents. */
    needsOf: async (siteId: string | null, queueId: string): Promise<readonly SkillNeed[]> => {
      const site = siteId ? await list.byId(siteId) : null;
      return site?.topics.find((topic) => topic.queueId === queueId)?.needs ?? [];
    },
    /** Where a message goes that names no topic: the site's first. Null when no queue is in use. */
    defaultQueueId: async (siteId: string | null): Promise<string | null> => {
      const site = siteId ? await list.byId(siteId) : null;
      const topics = topicsOf(site ?? { topics: [] }, await queues.all());
      return topics[0]?.queue._id ?? null;
    },
    /** Whether any page of ours, or of any site, has this origin. */
    originKnown: async (origin: string, publicUrl: string): Promise<boolean> =>
      sameOrigin(origin, publicUrl) || (await list.all()).some((site) => site.origins.includes(origin)),
    handlers: {
      'sites.list': async () => (await list.all()).map(presentSite),
      'sites.create': async ({ actor, body }) => {
        const site = await create(body);
        await audit({ actor, action: 'site.created', target: site._id, details: { name: site.name } });
        return presentSite(site);
      },
      'sites.change': async ({ actor, params, body }) => {
        const before = await list.byId(params.id as string);
        const site = await change(params.id as string, body);
        const details = changedParts(presentSite(before ?? site), presentSite(site));
        await audit({ actor, action: 'site.changed', target: site._id, details });
        return presentSite(site);
      },
      'sites.delete': async ({ actor, params }) => {
        const gone = await SiteModel.findOneAndDelete({ _id: params.id }).lean<SiteRecord>();
        if (!gone) throw missing();
        bus.publish('site.changed', { siteId: gone._id });
        await audit({ actor, action: 'site.deleted', target: gone._id, details: { name: gone.name } });
      },
      'sites.preview': async ({ params, body }) => {
        const site = await list.byId(params.id as string);
        if (!site) throw missing();
        return configOf({ ...site, ...cleaned(body) });
      },
      'sites.newSecret': async ({ actor, params }) => {
        const secret = newSecret();
        const site = await change(params.id as string, { identitySecret: secret });
        await audit({ actor, action: 'site.secretMade', target: site._id });
        return { secret };
      },
      'widget.config': async ({ params }) => {
        const site = await byKey(params.key as string);
        if (!site) throw missing();
        return configOf(site);
      },
    } satisfies Handlers<
      | 'sites.list'
      | 'sites.create'
      | 'sites.change'
      | 'sites.delete'
      | 'sites.preview'
      | 'sites.newSecret'
      | 'widget.config'
    >,
  };
}

/** A site without topics offers every queue. */
const offersQueue = ({ topics }: SiteRecord, queueId: string): boolean =>
  topics.length === 0 || topics.some((topic) => topic.queueId === queueId);
const skillsOf = ({ needs = [] }: SiteRecord['topics'][number]): string[] => needs.map(({ skillId }) => skillId);
const missing = () => new AppError('site.missing', 'There is no such website.');

/** What strangers read on other people's pages: no control characters or direction overrides in it. */
function cleaned<T extends Partial<SiteRecord>>(given: T): T {
  const { name, title, greeting, topics } = given;
  const both = ({ en, fa }: Record<Locale, string>) => ({ en: cleanLine(en), fa: cleanLine(fa) });
  return {
    ...given,
    ...(name !== undefined && { name: cleanName(name) }),
    ...(title && { title: both(title) }),
    ...(greeting && { greeting: both(greeting) }),
    ...(topics && { topics: topics.map((topic) => ({ ...topic, label: both(topic.label) })) }),
  };
}

const SITE_DEFAULTS: Omit<SiteRecord, '_id' | 'key' | 'name' | 'title'> = {
  origins: [],
  locale: null,
  color: '#0f766e',
  position: 'end',
  greeting: { en: 'How can we help?', fa: 'چطور می‌توانیم کمکتان کنیم؟' },
  topics: [],
  askName: true,
  askEmail: 'optional',
  identitySecret: null,
};
