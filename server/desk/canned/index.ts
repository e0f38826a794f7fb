import type { CannedReplyView } from '../../contract/index.js';
import {
  type Actor,
  AppError,
  type Bus,
  cachedList,
  cleanLine,
  cleanText,
  type Handlers,
  newId,
} from '../../platform/index.js';
import { CannedReplyModel, type CannedReplyRecord } from './canned-reply.model.js';

export interface CannedNeeds {
  bus: Bus;
  audit(entry: { actor: Actor; action: string; target: string; details?: Record<string, unknown> }): Promise<void>;
}

export type Canned = ReturnType<typeof makeCanned>;

/** Texts that agents insert by `/shortcut`. */
export function makeCanned({ bus, audit }: CannedNeeds) {
  const list = cachedList(() => CannedReplyModel.find().sort({ shortcut: 1, _id: 1 }).lean<CannedReplyRecord[]>());
  bus.on('canned.changed', () => list.forget());
  bus.on('elsewhere.changed', ({ cannedReplies: changed }) => {
    if (changed.length > 0) list.forget();
  });

  async function create(given: Pick<CannedReplyRecord, 'shortcut' | 'title' | 'text'> & Partial<CannedReplyRecord>) {
    const reply: CannedReplyRecord = { locale: null, queueIds: [], ...cleaned(given), _id: newId() };
    await CannedReplyModel.create(reply).catch(refuseTaken);
    bus.publish('canned.changed', { cannedReplyId: reply._id });
    return reply;
  }

  const views = async (): Promise<CannedReplyView[]> => (await list.all()).map(present);

  return {
    create,
    views,
    handlers: {
      'canned.list': views,
      'canned.create': async ({ actor, body }) => {
        const reply = await create(body);
        await audit({ actor, action: 'canned.created', target: reply._id, details: { shortcut: reply.shortcut } });
        return present(reply);
      },
      'canned.change': async ({ actor, params, body }) => {
        const change = CannedReplyModel.findOneAndUpdate(
          { _id: params.id },
          { $set: cleaned(body) },
          { returnDocument: 'after' },
        );
        const reply = await change.lean<CannedReplyRecord>().catch(refuseTaken);
        if (!reply) throw missing();
        bus.publish('canned.changed', { cannedReplyId: reply._id });
        await audit({ actor, action: 'canned.changed', target: reply._id, details: { shortcut: reply.shortcut } });
        return present(reply);
      },
      'canned.delete': async ({ actor, params }) => {
        const gone = await CannedReplyModel.findOneAndDelete({ _id: params.id }).lean<CannedReplyRecord>();
        if (!gone) throw missing();
        bus.publish('canned.changed', { cannedReplyId: gone._id });
        await audit({ actor, action: 'canned.deleted', target: gone._id, details: { shortcut: gone.shortcut } });
      },
    } satisfies Handlers<'canned.list' | 'canned.create' | 'canned.change' | 'canned.delete'>,
  };
}

const missing = () => new AppError('record.missing', 'There is no such canned reply.');

function cleaned<T extends Partial<CannedReplyRecord>>(given: T): T {
  const { title, text } = given;
  return {
    ...given,
    ...(title !== undefined && { title: cleanLine(title) }),
    ...(text !== undefined && { text: cleanText(text) }),
  };
}

function refuseTaken(error: unknown): never {
  if ((error as { code?: unknown }).code !== 11_000) throw error;
  throw new AppError('name.taken', 'Another canned reply has this shortcut.');
}

const present = (reply: CannedReplyRecord): CannedReplyView => ({
  id: reply._id,
  shortcut: reply.shortcut,
  title: reply.title,
  text: reply.text,
  locale: reply.locale,
  queueIds: reply.queueIds,
});
