import {
  type AgentPresenceView,
  LIMITS,
  type QueueRecord,
  type SiteRecord,
  type SiteView,
  type WidgetConfigView,
} from '../contract/index.js';
import { initialsOf } from '../platform/index.js';
import { hoursOf, isOpen, opensAt } from '../queues/index.js';

export const presentSite = (site: SiteRecord): SiteView => ({
  id: site._id,
  key: site.key,
  name: site.name,
  origins: site.origins,
  locale: site.locale,
  color: site.color,
  position: site.position,
  title: site.title,
  greeting: site.greeting,
  topics: site.topics,
  askName: site.askName,
  askEmail: site.askEmail,
  identitySecretSet: site.identitySecret !== null,
});

/** What the site offers: its topics whose queues are in use; without topics, every such queue under its own name. */
export function topicsOf(
  site: Pick<SiteRecord, 'topics'>,
  queues: readonly QueueRecord[],
): { queue: QueueRecord; label: { en: string; fa: string } }[] {
  const active = new Map(queues.filter((queue) => queue.active).map((queue) => [queue._id, queue]));
  if (site.topics.length === 0)
    return [...active.values()].map((queue) => ({ queue, label: { en: queue.name, fa: queue.nameFa ?? queue.name } }));
  return site.topics.flatMap(({ queueId, label }) => {
    const queue = active.get(queueId);
    return queue ? [{ queue, label }] : [];
  });
}

interface Figures {
  /** Whether the queue has the form for new visitors just now, although it is open. */
  turnsAway: (queueId: string) => boolean;
  at: Date;
  queues: readonly QueueRecord[];
  team: WidgetConfigView['team'];
  usualReplySeconds: number | null;
}

export function presentConfig(
  site: SiteRecord,
  { at, queues, team, usualReplySeconds, turnsAway }: Figures,
): WidgetConfigView {
  const topics = topicsOf(site, queues).map(({ queue, label }) => {
    const hours = hoursOf(queue, 'webchat');
    const isOpenNow = isOpen(hours, at);
    const busy = isOpenNow && turnsAway(queue._id);
    const next = isOpenNow ? null : opensAt(hours, at);
    return { queueId: queue._id, label, open: isOpenNow && !busy, busy, opensAt: next?.toISOString() ?? null };
  });
  const open = topics.some((topic) => topic.open);
  const soonest = topics
    .map((topic) => topic.opensAt)
    .filter((when) => when !== null)
    .sort()[0];
  return {
    key: site.key,
    name: site.name,
    locale: site.locale,
    color: site.color,
    position: site.position,
    title: site.title,
    greeting: site.greeting,
    topics,
    askName: site.askName,
    askEmail: site.askEmail,
    open,
    busy: !open && topics.some((topic) => topic.busy),
    opensAt: open ? null : (soonest ?? null),
    team,
    usualReplySeconds,
    maxFileBytes: LIMITS.fileBytes,
    maxTextLength: LIMITS.textLength,
  };
}

const TEAM_SHOWN = 3;

/** Who is there to answer in these queues: first names and initials, no more. */
export function teamOf(agents: readonly AgentPresenceView[], queueIds: readonly string[]): WidgetConfigView['team'] {
  return agents
    .filter((agent) => agent.state === 'online' && agent.queueIds.some((id) => queueIds.includes(id)))
    .slice(0, TEAM_SHOWN)
    .map(({ name }) => {
      const words = name.split(/\s+/).filter(Boolean);
      return { name: words[0] ?? '', initials: initialsOf(name) };
    });
}
