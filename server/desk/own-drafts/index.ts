import type { OwnDraftHead, OwnDraftInput, OwnDraftKind, OwnDraftView } from '../../contract/index.js';
import { AppError, type Handlers } from '../../platform/index.js';
import type { Asker, makeAccess } from '../access.js';
import type { DeskNeeds } from '../needs.js';
import { KEPT_MS, type OwnDraftContent, OwnDraftModel, type OwnDraftRecord } from './own-draft.model.js';
import { withFreshAddresses } from './pictures.js';

interface OwnDraftNeeds extends Pick<DeskNeeds, 'bus' | 'clock' | 'files'> {
  access: ReturnType<typeof makeAccess>;
  rootOf: (customerId: string) => Promise<unknown>;
}

/** More than anybody comes back to. */
const MOST_OWN_DRAFTS = 200;

interface Place {
  agentId: string;
  kind: OwnDraftKind;
  aboutId: string;
}

const idOf = ({ agentId, kind, aboutId }: Place): string => `${agentId}:${kind}:${aboutId}`;
const ownerOf = ({ agentId }: Pick<Place, 'agentId'>): string => `agent:${agentId}`;
const filesOf = ({ files, mail }: OwnDraftContent): string[] => [...files, ...(mail?.files ?? [])];

/** What agents have begun to write, kept for them alone, so that they go on with it at whatever computer. */
export function makeOwnDrafts({ bus, clock, files, access, rootOf }: OwnDraftNeeds) {
  /** Where somebody may write. @throws AppError conversation.missing, customer.missing */
  async function mayWriteAt(asker: Asker, { kind, aboutId }: Place): Promise<void> {
    await (kind === 'letter' || kind === 'text' ? rootOf(aboutId) : access(asker, aboutId));
  }

  /** The one write of it. @returns whether it was still what the writer had begun from */
  async function put(place: Place, base: string | null, written: Pick<OwnDraftRecord, 'rev' | 'at' | 'content'>) {
    if (base !== null)
      return (await OwnDraftModel.updateOne({ _id: idOf(place), rev: base }, { $set: written })).matchedCount > 0;
    const others = OwnDraftModel.countDocuments({ agentId: place.agentId, _id: { $ne: idOf(place) } });
    if ((await others) >= MOST_OWN_DRAFTS)
      throw new AppError('draft.tooMany', 'There are too many drafts already.', { most: MOST_OWN_DRAFTS });
    return OwnDraftModel.create({ _id: idOf(place), ...place, ...written }).then(
      () => true,
      (error: { code?: unknown }) => {
        if (error.code !== 11_000) throw error;
        return false;
      },
    );
  }

  async function save(place: Place, { base, rev, ...content }: OwnDraftInput): Promise<{ lost: string[] }> {
    const before = base === null ? null : await OwnDraftModel.findById(idOf(place)).lean<OwnDraftRecord>();
    const at = clock.now();
    const named = filesOf(content);
    // First, so that whatever ends here no draft is without its files.
    const there = await files.holdUnsent(ownerOf(place), named, new Date(at.getTime() + KEPT_MS));
    const isKept = await put(place, base, { rev, at, content });
    if (!isKept && !(await OwnDraftModel.exists({ _id: idOf(place), rev }))) throw moved(); // else a repeat
    const left = before ? filesOf(before.content).filter((id) => !named.includes(id)) : [];
    await files.holdUnsent(ownerOf(place), left);
    tell(place, rev);
    return { lost: named.filter((id) => !there.some(({ _id }) => _id === id)) };
  }

  async function drop(place: Place, base: string): Promise<void> {
    const gone = await OwnDraftModel.findOneAndDelete({ _id: idOf(place), rev: base }).lean<OwnDraftRecord>();
    if (!gone && (await OwnDraftModel.exists({ _id: idOf(place) }))) throw moved();
    if (!gone) return; // a repeat
    await files.holdUnsent(ownerOf(place), filesOf(gone.content));
    tell(place, null);
  }

  function tell({ agentId, kind, aboutId: id }: Place, rev: string | null): void {
    bus.publish('ownDraft.changed', { agentId, kind, id, rev });
  }

  async function present(record: OwnDraftRecord): Promise<OwnDraftView> {
    const { text, mail, files: ids } = record.content;
    const [attached, again] = await Promise.all(
      [ids, mail?.files ?? []].map((some) => files.viewsOf(ownerOf(record), some)),
    );
    const html = withFreshAddresses(mail?.html ?? '', attached ?? []);
    return { ...headOf(record), text, files: attached ?? [], mail: mail && { ...mail, html, files: again ?? [] } };
  }

  return {
    handlers: {
      'ownDrafts.list': async ({ actor }) => {
        const own = OwnDraftModel.find({ agentId: actor.id }, { content: 0 }).sort({ at: -1 });
        return (await own.lean<OwnDraftRecord[]>()).map(headOf);
      },
      'ownDrafts.show': async ({ actor, params, query: { kind } }) => {
        const found = OwnDraftModel.findById(idOf({ agentId: actor.id, kind, aboutId: params.id as string }));
        const record = await found.lean<OwnDraftRecord>();
        return record && present(record);
      },
      'ownDrafts.save': async ({ actor, params, query: { kind }, body }) => {
        const place: Place = { agentId: actor.id, kind, aboutId: params.id as string };
        await mayWriteAt(actor, place);
        return save(place, body);
      },
      'ownDrafts.drop': ({ actor, params, query: { kind, base } }) =>
        drop({ agentId: actor.id, kind, aboutId: params.id as string }, base),
    } satisfies Partial<Handlers>,
  };
}

const moved = () => new AppError('record.moved', 'You have changed it somewhere else in the meantime. Look again.');

const headOf = ({ kind, aboutId, rev, at }: OwnDraftRecord): OwnDraftHead => ({
  ...{ kind, id: aboutId, rev },
  at: at.toISOString(),
});
