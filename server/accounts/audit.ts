import { type AuditEntryView, Id, type Page } from '../contract/index.js';
import { type Actor, AppError, type Clock, type Log, newId } from '../platform/index.js';
import { AuditModel, type AuditRecord } from './audit.model.js';

export interface AuditEntry {
  /** Null: nobody known, e.g. a failed sign-in. */
  actor: Pick<Actor, 'id' | 'name'> | null;
  action: string;
  target?: string | null;
  details?: Record<string, unknown>;
}

/** Writes down one thing that was done; a failure is logged and does not undo what was done. */
export type Audit = (entry: AuditEntry) => Promise<void>;

export function makeAudit(clock: Clock, log: Log): Audit {
  return async ({ actor, action, target = null, details = {} }) => {
    const entry = { actorId: actor?.id ?? null, actorName: actor?.name ?? '', action, target, details };
    try {
      await AuditModel.create({ _id: newId(), at: clock.now(), ...entry, actorName: entry.actorName || '–' });
    } catch (error) {
      log.error({ error, action, target }, 'an audit entry could not be written');
    }
  };
}

/** Newest first; `after` is the id of the last entry seen. */
export async function auditPage({ after, limit }: { after?: string; limit: number }): Promise<Page<AuditEntryView>> {
  if (after && !Id.safeParse(after).success) throw new AppError('input.invalid', 'Not accepted: after: not a cursor');
  const found = await AuditModel.find(after ? { _id: { $lt: after } } : {})
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<AuditRecord[]>();
  const items = found.slice(0, limit);
  return { items: items.map(present), next: found.length > limit ? (items.at(-1)?._id ?? null) : null };
}

/** Who did one of these things last, since then; null where nobody did, or nobody known. */
export async function lastDoer(actions: readonly string[], since: Date): Promise<{ id: string; name: string } | null> {
  const filter = { action: { $in: [...actions] }, at: { $gte: since }, actorId: { $ne: null } };
  const found = await AuditModel.findOne(filter as never)
    .sort({ _id: -1 })
    .lean<AuditRecord>();
  return found?.actorId ? { id: found.actorId, name: found.actorName } : null;
}

const present = (entry: AuditRecord): AuditEntryView => ({
  id: entry._id,
  at: entry.at.toISOString(),
  actor: { id: entry.actorId, name: entry.actorName },
  action: entry.action,
  target: entry.target,
  details: entry.details ?? {},
});
