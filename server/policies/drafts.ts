import {
  type AgentRef,
  type DraftChangeRequest,
  type DraftDifferencesView,
  type DraftRow,
  differences,
  type PolicyContent,
  type PolicyDraftRecord,
  type ProblemView,
} from '../contract/index.js';
import { AppError, type Bus, type Clock, cleanName, newId } from '../platform/index.js';
import { fitted } from './content.js';
import { type Merge, merged } from './differences.js';
import { PolicyDraftModel } from './models.js';
import { patched } from './patched.js';
import { isError, problemsOf } from './problems.js';
import type { Versions } from './versions.js';

/** More than anybody keeps an eye on. */
const MOST_DRAFTS = 50;

interface DraftsNeeds {
  bus: Bus;
  clock: Clock;
  versions: Versions;
  /** Of skills that a policy is without: those that something beside the policy still asks for. */
  askedElsewhere(skillIds: string[]): Promise<string[]>;
}

/** Policies that nobody goes by yet: made from what holds or from a version, changed, looked at, published or thrown away. */
export function makeDrafts({ bus, clock, versions, askedElsewhere }: DraftsNeeds) {
  const changed = (draftId: string, version: number | null) => bus.publish('draft.changed', { draftId, version });

  async function byId(id: string): Promise<PolicyDraftRecord> {
    const draft = await PolicyDraftModel.findById(id).lean<PolicyDraftRecord>();
    if (!draft) throw new AppError('record.missing', 'There is no such draft.');
    return draft;
  }

  /** Fitted to the queues and agents that there are now. */
  async function show(id: string): Promise<PolicyDraftRecord> {
    const [draft, live] = [await byId(id), await versions.record()];
    return { ...draft, content: fitted(draft.content, live.content) };
  }

  async function create(name: string, fromVersion: number | undefined, by: AgentRef): Promise<PolicyDraftRecord> {
    if ((await PolicyDraftModel.countDocuments({})) >= MOST_DRAFTS)
      throw new AppError('draft.tooMany', 'There are too many drafts. Throw old ones away first.');
    const live = await versions.record();
    const from = fromVersion === undefined ? live : await versions.show(fromVersion);
    // From an old version: what it would change back is measured against what holds now.
    const about = {
      baseVersion: live._id,
      content: fitted(from.content, live.content),
      by,
      at: clock.now(),
      version: 1,
    };
    const draft: PolicyDraftRecord = { _id: newId(), name: cleanName(name), ...about };
    await PolicyDraftModel.create(draft);
    changed(draft._id, draft.version);
    return draft;
  }

  /** @throws AppError `record.moved` when it is not at this version any more */
  async function write(id: string, version: number, set: Partial<PolicyDraftRecord>): Promise<PolicyDraftRecord> {
    const options = { returnDocument: 'after' } as const;
    const next = { ...set, at: clock.now(), version: version + 1 };
    const after = await PolicyDraftModel.findOneAndUpdate(
      { _id: id, version },
      { $set: next },
      options,
    ).lean<PolicyDraftRecord>();
    if (after) {
      changed(id, after.version);
      return after;
    }
    await byId(id);
    throw new AppError('record.moved', 'Somebody else changed this draft. Look at it again.');
  }

  async function change(id: string, request: DraftChangeRequest, by: AgentRef): Promise<PolicyDraftRecord> {
    const { version, name, ...patch } = request;
    const draft = await show(id);
    const content = patched(draft.content, patch);
    return write(id, version, { content, by, ...(name !== undefined && { name: cleanName(name) }) });
  }

  /** What it changed since it began, on top of what holds. */
  function onto(live: PolicyContent, base: PolicyContent, draft: PolicyDraftRecord): Merge<PolicyContent> {
    return merged(fitted(base, live), fitted(draft.content, live), live);
  }

  async function baseOf({ baseVersion }: PolicyDraftRecord): Promise<PolicyContent> {
    return (await versions.show(baseVersion)).content;
  }

  async function differencesOf(id: string): Promise<DraftDifferencesView> {
    const [draft, live] = [await byId(id), await versions.record()];
    const { content, conflicts } = onto(live.content, await baseOf(draft), draft);
    return { differences: differences(live.content, content), conflicts };
  }

  async function problemsIn(content: PolicyContent, live: PolicyContent): Promise<ProblemView[]> {
    const gone = Object.keys(live.skills).filter((skillId) => !(skillId in content.skills));
    const asked = await askedElsewhere(gone);
    const inUse = asked.map((skillId) => ({ code: 'skill.inUse', severity: 'error', skillId }) as const);
    return [...inUse, ...problemsOf(content)];
  }

  async function problems(id: string): Promise<ProblemView[]> {
    const [draft, live] = [await show(id), await versions.record()];
    return problemsIn(draft.content, live.content);
  }

  /** On what holds now; where both changed the same, one of them counts. */
  async function rebase(id: string, version: number, keep: 'draft' | 'live', by: AgentRef): Promise<PolicyDraftRecord> {
    const [draft, live] = [await byId(id), await versions.record()];
    const base = fitted(await baseOf(draft), live.content);
    const mine = fitted(draft.content, live.content);
    const content = (keep === 'draft' ? merged(base, mine, live.content) : merged(base, live.content, mine)).content;
    return write(id, version, { content, baseVersion: live._id, by });
  }

  /** @throws AppError `record.moved`, `draft.conflict` with the paths, `draft.unsound` with the problems */
  async function publish(id: string, version: number, note: string, by: AgentRef) {
    const draft = await byId(id);
    if (draft.version !== version) throw new AppError('record.moved', 'Somebody else changed this draft.');
    const base = await baseOf(draft);
    const published = await versions.publish({
      ...{ by, note: note || draft.name, cause: 'published' },
      content(live) {
        const { content, conflicts } = onto(live, base, draft);
        if (conflicts.length > 0)
          throw new AppError('draft.conflict', 'The same was changed in what holds, since this draft began.', {
            paths: conflicts,
          });
        return content;
      },
      async check(content, live) {
        const errors = (await problemsIn(content, live)).filter(isError);
        if (errors.length > 0)
          throw new AppError('draft.unsound', 'This draft cannot be published as it is.', { problems: errors });
      },
    });
    const { deletedCount } = await PolicyDraftModel.deleteOne({ _id: id, version });
    if (deletedCount > 0) changed(id, null);
    return published;
  }

  return {
    ...{ show, create, change, problems, rebase, publish, differences: differencesOf },
    list: (): Promise<PolicyDraftRecord[]> =>
      PolicyDraftModel.find({}, { content: 0 }).sort({ at: -1 }).limit(MOST_DRAFTS).lean<PolicyDraftRecord[]>(),
    async remove(id: string): Promise<PolicyDraftRecord> {
      const gone = await PolicyDraftModel.findOneAndDelete({ _id: id }).lean<PolicyDraftRecord>();
      if (!gone) throw new AppError('record.missing', 'There is no such draft.');
      changed(id, null);
      return gone;
    },
  };
}

export const presentDraft = ({
  _id,
  name,
  baseVersion,
  by,
  at,
  version,
}: Omit<PolicyDraftRecord, 'content'>): DraftRow => ({
  ...{ id: _id, name, baseVersion, by, version },
  at: at.toISOString(),
});
