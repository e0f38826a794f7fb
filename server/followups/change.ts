import type { FollowUpRecord, TouchpointDetails, TouchpointDraft } from '../contract/index.js';
import { type Actor, AppError, type Bus, type Clock, newId } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { FollowUpModel } from './follow-up.model.js';

export interface NewFollowUp {
  customerId: string;
  conversationId: string | null;
  /** Of whatever it is made by: the same one again gives the one that is there. */
  sourceId: string;
  text: string;
  dueAt: Date;
  assigneeId: string;
}

export type FollowUpEdit = Partial<Pick<FollowUpRecord, 'text' | 'dueAt' | 'assigneeId' | 'state'>>;

type Kind = 'followUp.set' | 'followUp.moved' | 'followUp.done' | 'followUp.cancelled';

interface ChangeNeeds {
  bus: Bus;
  clock: Clock;
  timeline: Timeline;
  nameOf: (userId: string) => Promise<string>;
}

/** Every change is one write that carries its touchpoint; what a crash leaves untold, the sweep tells. */
export function makeChange({ bus, clock, timeline, nameOf }: ChangeNeeds) {
  async function draft(
    followUp: FollowUpRecord,
    kind: Kind,
    actor: Pick<Actor, 'id' | 'name'>,
  ): Promise<TouchpointDraft> {
    const { _id, version, customerId, conversationId, dueAt, assigneeId, text } = followUp;
    const assigneeName = await nameOf(assigneeId);
    const details: TouchpointDetails[Kind] = { followUpId: _id, dueAt: dueAt.toISOString(), assigneeName };
    return {
      ...{ customerId, conversationId, kind, details, text },
      direction: 'internal',
      channel: null,
      sourceId: `followUp:${_id}:${version}`,
      author: { type: 'agent', id: actor.id, name: actor.name },
      at: clock.now(),
    };
  }

  async function tell(followUp: FollowUpRecord): Promise<FollowUpRecord> {
    bus.publish('followUp.changed', { followUp });
    await logTold(followUp);
    return followUp;
  }

  /** Appends what is untold, and strikes it off. Safe to repeat and to do twice at once. */
  async function logTold({ _id, unlogged }: FollowUpRecord): Promise<void> {
    await timeline.appendAll(unlogged);
    const sourceIds = unlogged.map(({ sourceId }) => sourceId);
    await FollowUpModel.updateOne({ _id }, { $pull: { unlogged: { sourceId: { $in: sourceIds } } } });
  }

  return {
    async create(given: NewFollowUp, actor: Pick<Actor, 'id' | 'name'>): Promise<FollowUpRecord> {
      const followUp: FollowUpRecord = {
        ...given,
        _id: newId(),
        version: 1,
        createdBy: { id: actor.id, name: actor.name },
        createdAt: clock.now(),
        state: 'open',
        settledAt: null,
        remindedAt: null,
        unlogged: [],
      };
      followUp.unlogged = [await draft(followUp, 'followUp.set', actor)];
      try {
        await FollowUpModel.create(followUp);
      } catch (error) {
        const earlier = await FollowUpModel.findOne({ sourceId: followUp.sourceId }).lean<FollowUpRecord>();
        if (!earlier) throw error;
        return earlier;
      }
      return tell(followUp);
    },

    /** @throws AppError record.missing, record.moved when it is not at this version any more */
    async change(id: string, version: number, edit: FollowUpEdit, actor: Actor): Promise<FollowUpRecord> {
      const before = await FollowUpModel.findById(id).lean<FollowUpRecord>();
      if (!before) throw missing();
      const set: FollowUpRecord = { ...before, ...edit, version: before.version + 1 };
      if (set.state !== before.state) set.settledAt = set.state === 'open' ? null : clock.now();
      if (+set.dueAt !== +before.dueAt || set.assigneeId !== before.assigneeId) set.remindedAt = null;
      const kind = kindOf(before, set);
      const told = kind ? [await draft(set, kind, actor)] : [];
      const { _id, unlogged: _untold, ...fields } = set;
      const after = await FollowUpModel.findOneAndUpdate(
        { _id: id, version },
        { $set: fields, $push: { unlogged: { $each: told } } },
        { returnDocument: 'after' },
      ).lean<FollowUpRecord>();
      if (!after) throw new AppError('record.moved', 'Somebody changed it in the meantime. Look again.');
      return tell(after);
    },

    /** Reminds of everything that has come due, each once, also when several processes look at the same moment. */
    async remind(): Promise<void> {
      const due = { state: 'open' as const, remindedAt: null, dueAt: { $lte: clock.now() } };
      for (const { _id } of await FollowUpModel.find(due, { _id: 1 }).limit(500).lean()) {
        const followUp = await FollowUpModel.findOneAndUpdate(
          { _id, ...due },
          { $set: { remindedAt: clock.now() } },
          { returnDocument: 'after' },
        ).lean<FollowUpRecord>();
        if (followUp) bus.publish('followUp.due', { followUp });
      }
    },

    /** Finishes what a crash left half told. */
    async sweepUntold(): Promise<void> {
      const left = FollowUpModel.find({ 'unlogged.sourceId': { $gt: '' } }).limit(500);
      for (const followUp of await left.lean<FollowUpRecord[]>()) await logTold(followUp);
    },
  };
}

export const missing = () => new AppError('record.missing', 'There is no such follow-up.');

/** What its timeline hears of it; a mended wording is not told. */
function kindOf(before: FollowUpRecord, after: FollowUpRecord): Kind | null {
  if (after.state !== before.state)
    return ({ open: 'followUp.set', done: 'followUp.done', cancelled: 'followUp.cancelled' } as const)[after.state];
  const moved = +after.dueAt !== +before.dueAt || after.assigneeId !== before.assigneeId;
  return moved ? 'followUp.moved' : null;
}
