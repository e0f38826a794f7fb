import type { AgentRef, ConversationRecord, MentionView, TouchpointRecord } from '../../contract/index.js';
import type { Handlers } from '../../platform/index.js';
import { type Asker, type makeAccess, maySee } from '../access.js';
import type { DeskNeeds } from '../needs.js';
import { MentionMarkModel } from './mark.model.js';

interface MentionNeeds extends Pick<DeskNeeds, 'accounts' | 'bus' | 'clock' | 'conversations' | 'queues' | 'timeline'> {
  access: ReturnType<typeof makeAccess>;
}

/** What is older was looked at in another way, or is of no use any more. */
const KEPT_MS = 30 * 86_400_000;
/** Of the newest so many, those not yet looked at. */
const MOST = 100;
const PREVIEW_LENGTH = 200;

const markId = (agentId: string, conversationId: string): string => `${agentId}:${conversationId}`;

/** The notes that name somebody, as the timeline tells them, without those they have looked at. */
export function makeMentions({ accounts, bus, clock, conversations, queues, timeline, access }: MentionNeeds) {
  async function marksOf(agentId: string, conversationIds: string[]): Promise<Map<string, number>> {
    const ids = conversationIds.map((id) => markId(agentId, id));
    const found = await MentionMarkModel.find({ _id: { $in: ids } }).lean();
    return new Map(found.map(({ _id, seq }) => [_id, seq]));
  }

  async function unseen(asker: Asker): Promise<MentionView[]> {
    const since = new Date(clock.now().getTime() - KEPT_MS);
    const notes = (await timeline.notesNaming(asker.id, since, MOST)).filter(({ author }) => author.id !== asker.id);
    const ids = [...new Set(notes.flatMap(({ conversationId }) => conversationId ?? []))];
    const [marks, queueIds] = await Promise.all([marksOf(asker.id, ids), queues.membership.queueIdsOf(asker.id)]);
    const left = notes.filter(
      ({ conversationId, seq }) => conversationId && seq > (marks.get(markId(asker.id, conversationId)) ?? 0),
    );
    const of = await Promise.all(left.map(({ conversationId }) => conversations.byId(conversationId as string)));
    // Whoever was named need not be somebody who may see it: it is not told to them.
    return left.flatMap((note, i) => {
      const conversation = of[i];
      return conversation && maySee(asker, queueIds, conversation) ? [present(note, conversation)] : [];
    });
  }

  /** Only rises, and never beyond what is there. */
  async function see(asker: Asker, { _id, customerId }: ConversationRecord, upTo: number): Promise<void> {
    const { seq } = await timeline.markAt(customerId, upTo);
    await MentionMarkModel.updateOne({ _id: markId(asker.id, _id) }, { $max: { seq } }, { upsert: true });
    bus.publish('mentions.seen', { agentId: asker.id });
  }

  async function able(c: ConversationRecord): Promise<AgentRef[]> {
    const [people, queue] = await Promise.all([accounts.activeAgents(), queues.byId(c.queueId)]);
    const queueIdsOf = (id: string) => (queue?.memberIds.includes(id) ? [c.queueId] : []);
    return people
      .map(({ _id: id, name, role }) => ({ id, name, role }))
      .filter((one) => maySee(one, queueIdsOf(one.id), c))
      .map(({ id, name }) => ({ id, name }));
  }

  return {
    handlers: {
      'mentions.able': async ({ actor, params }) => able(await access(actor, params.id as string)),
      'mentions.list': ({ actor }) => unseen(actor),
      'mentions.see': async ({ actor, params, body }) => see(actor, await access(actor, params.id as string), body.seq),
    } satisfies Partial<Handlers>,
  };
}

function present(note: TouchpointRecord<'note'>, { _id, number, customerName }: ConversationRecord): MentionView {
  return {
    touchpointId: note._id,
    conversation: { id: _id, number, customerName },
    seq: note.seq,
    at: note.at.toISOString(),
    by: { id: note.author.id ?? '', name: note.author.name ?? '' },
    text: (note.text ?? '').slice(0, PREVIEW_LENGTH),
  };
}
