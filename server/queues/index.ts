import type { ChannelName, Locale, QueueRecord, QueueRules, QueueView } from '../contract/index.js';
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
} from '../platform/index.js';
import { makeClosing, presentClosedByHand } from './closing.js';
import { QUEUE_DEFAULTS } from './defaults.js';
import { addOpenMs, hoursOf } from './hours.js';
import { migrateQueues } from './migrate.js';
import { QueueModel } from './queue.model.js';

export { presentClosedByHand } from './closing.js';
export { QUEUE_DEFAULTS } from './defaults.js';
export { addOpenMs, closedTime, hoursOf, isOpen, localMidnight, openMsBetween, opensAt } from './hours.js';

export interface QueuesNeeds {
  bus: Bus;
  clock: Clock;
  /** Of these, the ones who are not active accounts. */
  strangersAmong(userIds: string[]): Promise<string[]>;
  /** Of these skills, the ones that are not there. */
  unknownSkills(skillIds: string[]): Promise<string[]>;
  /** Any conversation in it that is not closed. */
  inUse(queueId: string): Promise<boolean>;
  /** Mailboxes whose mail comes into it. */
  mailboxesNaming(queueId: string): Promise<string[]>;
  /** Numbers whose texts or calls come into it. */
  numbersNaming(queueId: string): Promise<string[]>;
  audit(entry: { actor: Actor; action: string; target: string; details?: Record<string, unknown> }): Promise<void>;
}

export type Queues = ReturnType<typeof makeQueues>;

/** Where conversations wait: members, hours, targets. Reads are from a cache, at most 5 s old. */
export function makeQueues({
  bus,
  clock,
  strangersAmong,
  unknownSkills,
  inUse,
  mailboxesNaming,
  numbersNaming,
  audit,
}: QueuesNeeds) {
  const closing = makeClosing({ bus, clock });
  const list = cachedList(() => QueueModel.find().sort({ _id: 1 }).lean<QueueRecord[]>());
  bus.on('queue.changed', () => list.forget());
  bus.on('elsewhere.changed', ({ queues: changed }) => {
    if (changed.length > 0) list.forget();
  });

  async function checkMembers(memberIds: string[] | undefined): Promise<void> {
    const strangers = memberIds?.length ? await strangersAmong(memberIds) : [];
    if (strangers.length > 0)
      throw new AppError('user.missing', 'Only active accounts can be members.', { userIds: strangers });
  }

  /** What the rules name must be there, and no queue overflows to itself. */
  async function checkRules(rules: QueueRules | undefined, own: string | null): Promise<void> {
    if (!rules) return;
    const unknown = await unknownSkills(skillsIn(rules));
    if (unknown.length > 0)
      throw new AppError('skill.missing', 'The rules name a skill that is not there.', { skillIds: unknown });
    const others = queuesIn(rules);
    if (own && others.includes(own))
      throw new AppError('input.invalid', 'A queue cannot widen or overflow to itself.', { queueId: own });
    await checkQueues(others);
  }

  /** Also one that another node made a moment ago. */
  const found = (id: string): Promise<QueueRecord | null> => list.find(({ _id }) => _id === id);

  /** By the store itself: whoever is about to name a queue must not be told of one that is gone. */
  async function checkQueues(queueIds: string[]): Promise<void> {
    const ids = [...new Set(queueIds)];
    if (ids.length > 0 && (await QueueModel.countDocuments({ _id: { $in: ids } })) < ids.length) throw missing();
  }

  async function create(given: Partial<QueueRecord> & { name: string }): Promise<QueueRecord> {
    await checkMembers(given.memberIds);
    await checkRules(given.rules, null);
    const queue: QueueRecord = { ...QUEUE_DEFAULTS, ...cleaned(given), _id: newId() };
    await QueueModel.create(queue).catch(refuseTaken);
    bus.publish('queue.changed', { queueId: queue._id });
    return queue;
  }

  async function change(id: string, set: Partial<QueueRecord>): Promise<QueueRecord> {
    await checkMembers(set.memberIds);
    await checkRules(set.rules, id);
    const options = { returnDocument: 'after', runValidators: true } as const;
    const after = await QueueModel.findOneAndUpdate({ _id: id }, { $set: cleaned(set) }, options)
      .lean<QueueRecord>()
      .catch(refuseTaken);
    if (!after) throw missing();
    bus.publish('queue.changed', { queueId: id });
    return after;
  }

  /** Looks again after deleting: somebody may have come in just before, and then the queue comes back as it was. */
  async function remove(id: string): Promise<QueueRecord> {
    if (!(await QueueModel.exists({ _id: id }))) throw missing();
    if (await inUse(id)) throw busy();
    const naming = (await list.all()).filter(({ rules }) => queuesIn(rules).includes(id));
    if (naming.length > 0)
      throw new AppError('queue.inUse', 'Rules of other queues name this one. Change them first.', {
        queueIds: naming.map(({ _id }) => _id),
      });
    await checkWaysIn(id);
    const gone = await QueueModel.findOneAndDelete({ _id: id }).lean<QueueRecord>();
    if (!gone) throw missing();
    try {
      if (await inUse(id)) throw busy();
      await checkWaysIn(id);
    } catch (error) {
      await QueueModel.create(gone);
      throw error;
    } finally {
      bus.publish('queue.changed', { queueId: id });
    }
    return gone;
  }

  async function checkWaysIn(queueId: string): Promise<void> {
    const mailboxIds = await mailboxesNaming(queueId);
    if (mailboxIds.length > 0)
      throw new AppError('queue.inUse', 'Mail comes into this queue. Change its mailboxes first.', { mailboxIds });
    const numberIds = await numbersNaming(queueId);
    if (numberIds.length > 0)
      throw new AppError('queue.inUse', 'Texts or calls come into this queue. Change its numbers first.', {
        numberIds,
      });
  }

  async function setQueues(userId: string, queueIds: string[]): Promise<void> {
    const wanted = new Set(queueIds);
    const filter = { memberIds: userId };
    const before = await QueueModel.find(filter, { _id: 1 }).lean<{ _id: string }[]>();
    const had = new Set(before.map(({ _id }) => _id));
    for (const id of had) if (!wanted.has(id)) await QueueModel.updateOne({ _id: id }, { $pull: filter });
    for (const id of wanted) if (!had.has(id)) await QueueModel.updateOne({ _id: id }, { $addToSet: filter });
    for (const queueId of new Set([...had, ...wanted]))
      if (had.has(queueId) !== wanted.has(queueId)) bus.publish('queue.changed', { queueId });
  }

  return {
    all: list.all,
    /** The same, and certainly not older than this call. */
    allNow: (): Promise<readonly QueueRecord[]> => {
      list.forget();
      return list.all();
    },
    byId: list.byId,
    found,
    create,
    /** In the reader's language; a queue's own name where it has no other. */
    label: async (id: string, locale: Locale): Promise<string> => {
      const queue = await list.byId(id);
      return (locale === 'fa' ? queue?.nameFa : null) ?? queue?.name ?? '';
    },
    /** When an answer is due that somebody began to wait for at `from`; the clock rests while the queue is closed. */
    slaDueAt: async (
      id: string,
      kind: 'firstResponse' | 'nextResponse',
      from: Date,
      channel: ChannelName,
    ): Promise<Date | null> => {
      const queue = await list.byId(id);
      if (!queue) return null;
      const seconds = kind === 'firstResponse' ? queue.slaFirstResponseSeconds : queue.slaNextResponseSeconds;
      return addOpenMs(hoursOf(queue, channel), from, seconds * 1_000);
    },
    /** Queues whose rules ask for this skill, or stop asking for it. */
    naming: async (skillId: string): Promise<string[]> =>
      (await list.all()).filter(({ rules }) => skillsIn(rules).includes(skillId)).map(({ _id }) => _id),
    change,
    migrate: migrateQueues,
    views: async (): Promise<QueueView[]> => (await list.all()).map(presentQueue),
    membership: {
      queueIdsOf: async (userId: string): Promise<string[]> =>
        (await list.all()).filter((queue) => queue.memberIds.includes(userId)).map(({ _id }) => _id),
      checkQueues,
      setQueues,
    },
    handlers: {
      'queues.list': async () => (await list.all()).map(presentQueue),
      'queues.create': async ({ actor, body }) => {
        const queue = await create(body);
        await audit({ actor, action: 'queue.created', target: queue._id, details: { name: queue.name } });
        return presentQueue(queue);
      },
      'queues.change': async ({ actor, params, body }) => {
        const before = await list.byId(params.id as string);
        const queue = await change(params.id as string, body);
        await audit({
          actor,
          action: 'queue.changed',
          target: queue._id,
          details: changedParts(before ?? queue, queue),
        });
        return presentQueue(queue);
      },
      'queues.close': async ({ actor, params, body }) => {
        const until = body.until === null ? null : new Date(body.until);
        const by = { id: actor.id, name: actor.name };
        const queue = await closing.close(params.id as string, by, until);
        await audit({ actor, action: 'queue.closed', target: queue._id, details: until ? { until: body.until } : {} });
        return presentQueue(queue);
      },
      'queues.reopen': async ({ actor, params }) => {
        const queue = await closing.reopen(params.id as string);
        await audit({ actor, action: 'queue.reopened', target: queue._id });
        return presentQueue(queue);
      },
      'queues.delete': async ({ actor, params }) => {
        const queue = await remove(params.id as string);
        await audit({ actor, action: 'queue.deleted', target: queue._id, details: { name: queue.name } });
      },
    } satisfies Handlers<
      'queues.list' | 'queues.create' | 'queues.change' | 'queues.delete' | 'queues.close' | 'queues.reopen'
    >,
  };
}

/** Skills that rules name, each once. */
export const skillsIn = ({ needs, steps }: QueueRules): string[] => [
  ...new Set([...needs.map(({ skillId }) => skillId), ...steps.flatMap(({ withoutSkillIds }) => withoutSkillIds)]),
];

/** Other queues that rules name, each once. */
export const queuesIn = ({ steps, overflow }: QueueRules): string[] => [
  ...new Set([
    ...steps.flatMap(({ alsoQueueIds }) => alsoQueueIds),
    ...overflow.flatMap(({ queueId }) => queueId ?? []),
  ]),
];

const missing = () => new AppError('queue.missing', 'There is no such queue.');
const busy = () => new AppError('queue.inUse', 'Conversations are open in this queue. Close or move them first.');

/** Names stand in lists and on buttons: no control characters or direction overrides in them. */
function cleaned<T extends Partial<QueueRecord>>(given: T): T {
  const { name, nameFa, description, memberIds } = given;
  return {
    ...given,
    ...(name !== undefined && { name: cleanName(name) }),
    ...(memberIds && { memberIds: [...new Set(memberIds)] }),
    ...(nameFa && { nameFa: cleanLine(nameFa) }),
    ...(description && { description: cleanLine(description) }),
  };
}

function refuseTaken(error: unknown): never {
  if ((error as { code?: unknown }).code !== 11_000) throw error;
  throw new AppError('name.taken', 'Another queue has this name.');
}

export const presentQueue = (queue: QueueRecord): QueueView => ({
  id: queue._id,
  name: queue.name,
  nameFa: queue.nameFa,
  description: queue.description,
  memberIds: queue.memberIds,
  offerSeconds: queue.offerSeconds,
  autoAccept: queue.autoAccept,
  wrapUpSeconds: queue.wrapUpSeconds,
  slaFirstResponseSeconds: queue.slaFirstResponseSeconds,
  slaNextResponseSeconds: queue.slaNextResponseSeconds,
  slaTarget: queue.slaTarget,
  hours: queue.hours,
  rules: queue.rules,
  mail: queue.mail,
  texts: queue.texts ?? { outOfHours: null },
  outcomes: queue.outcomes,
  active: queue.active,
  closedByHand: presentClosedByHand(queue.closedByHand),
});
