import type {
  AgentRef,
  PolicyContent,
  PolicyVersionRecord,
  PolicyVersionView,
  VersionCause,
} from '../contract/index.js';
import { AppError, type Bus, type Clock, inTurn, type Log } from '../platform/index.js';
import { type CarryNeeds, makeCarry } from './carry.js';
import { fitted, hashOf } from './content.js';
import { PolicyDraftModel, PolicyVersionModel } from './models.js';

/** Older ones go, unless a draft began from them. */
const KEPT = 200;

export interface VersionsNeeds extends CarryNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  /** Who changed a setting last since then, where that is known. */
  lastEditor(since: Date): Promise<AgentRef | null>;
}

export interface Publication {
  by: AgentRef;
  note: string;
  cause: VersionCause;
  /** Of the version that holds, and what it says: what shall hold instead. */
  content: (live: PolicyContent) => PolicyContent | Promise<PolicyContent>;
  /** Refuses what must not be published. */
  check?: (content: PolicyContent, live: PolicyContent) => Promise<void>;
}

/**
 * What routing goes by, in versions that are only ever added to. The records of queues, accounts, skills and common rules are what
 * holds. Publishing writes the version first, which is the atom, and then carries it to the records; a sweep finishes what a
 * crash left. What is changed there directly is noticed and written down as a version too.
 */
export function makeVersions(needs: VersionsNeeds) {
  const { bus, clock, log, read, lastEditor } = needs;
  const carry = makeCarry(needs);
  const run = inTurn();
  /** Of this process only: between processes the number of the version decides. */
  const alone = <T>(task: () => Promise<T>): Promise<T> => run('versions', task);
  let holds: number | null = null;

  const latest = () => PolicyVersionModel.findOne().sort({ _id: -1 }).lean<PolicyVersionRecord>();
  const byNumber = (number: number) => PolicyVersionModel.findById(number).lean<PolicyVersionRecord>();

  /** @returns false when somebody wrote this number first */
  async function add(version: PolicyVersionRecord): Promise<boolean> {
    try {
      await PolicyVersionModel.create(version);
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === 11_000) return false;
      throw error;
    }
  }

  /** Carries over what is written down and not carried yet. */
  async function finish(): Promise<void> {
    const left = await PolicyVersionModel.find({ state: 'publishing' }).sort({ _id: 1 }).lean<PolicyVersionRecord[]>();
    for (const version of left) await carryOver(version);
    if (left.length > 0) log.info({ versions: left.length }, 'carried over what was published');
  }

  async function carryOver({ _id, content }: PolicyVersionRecord): Promise<void> {
    const before = await byNumber(_id - 1);
    const dropped = Object.keys(before?.content.skills ?? {}).filter((id) => !(id in content.skills));
    await carry(content, dropped);
    await PolicyVersionModel.updateOne({ _id }, { $set: { state: 'live' } });
    became(_id);
  }

  function became(number: number): void {
    if (holds !== null && number <= holds) return;
    holds = number;
    bus.publish('rules.changed', { what: 'version' });
  }

  /** Writes down what was changed directly since the last version; nothing when nothing was. @returns what holds */
  async function record(): Promise<PolicyVersionRecord> {
    for (;;) {
      await finish();
      // In this order: what another node publishes in between takes the next number, and then ours is refused.
      const last = await latest();
      if (last?.state === 'publishing') continue;
      const content = await read();
      const hash = hashOf(content);
      if (last?.hash === hash) {
        became(last._id);
        return last;
      }
      const by = last ? await lastEditor(last.at) : null;
      const about = { at: clock.now(), by, note: '', cause: 'edited', state: 'live', hash, content } as const;
      const version = { _id: (last?._id ?? 0) + 1, ...about };
      if (!(await add(version))) continue;
      became(version._id);
      await prune(version._id);
      return version;
    }
  }

  /** @throws AppError `record.moved` when somebody else was quicker, and whatever `check` throws */
  async function publish({ by, note, cause, content: contentFor, check }: Publication): Promise<PolicyVersionRecord> {
    const last = await record();
    const content = fitted(await contentFor(last.content), last.content);
    await check?.(content, last.content);
    const about = { at: clock.now(), by, note, cause, hash: hashOf(content), content } as const;
    const version: PolicyVersionRecord = { _id: last._id + 1, ...about, state: 'publishing' };
    if (!(await add(version))) throw new AppError('record.moved', 'Somebody else changed the rules in this moment.');
    await carryOver(version);
    await prune(version._id);
    return { ...version, state: 'live' };
  }

  async function prune(newest: number): Promise<void> {
    const bases = await PolicyDraftModel.distinct('baseVersion');
    await PolicyVersionModel.deleteMany({ _id: { $lte: newest - KEPT, $nin: bases }, state: 'live' });
  }

  return {
    record: () => alone(record),
    publish: (publication: Publication) => alone(() => publish(publication)),
    /** @throws AppError `version.missing` */
    show: async (number: number): Promise<PolicyVersionRecord> => {
      const version = Number.isSafeInteger(number) ? await byNumber(number) : null;
      if (!version) throw new AppError('version.missing', 'There is no such version, or no longer.');
      return version;
    },
    byNumber,
    list: (): Promise<PolicyVersionRecord[]> =>
      PolicyVersionModel.find({}, { content: 0 }).sort({ _id: -1 }).limit(KEPT).lean<PolicyVersionRecord[]>(),
    /** The number of the version that holds, as far as this process has heard; null before there is one. */
    holds: (): number | null => holds,
    /** Another node has written versions. */
    async hear(): Promise<void> {
      const last = await PolicyVersionModel.findOne({ state: 'live' }, { _id: 1 })
        .sort({ _id: -1 })
        .lean<{ _id: number }>();
      if (last) holds = Math.max(holds ?? 0, last._id);
    },
  };
}

export type Versions = ReturnType<typeof makeVersions>;

export const presentVersion = (version: Omit<PolicyVersionRecord, 'content'>): PolicyVersionView => {
  const { _id, at, by, note, cause, state } = version;
  return { version: _id, at: at.toISOString(), by, note, cause, state };
};
