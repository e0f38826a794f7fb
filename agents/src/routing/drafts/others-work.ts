import { type DifferenceView, type DraftView, differences } from '../../../../server/contract/index.js';

/** What colleagues changed of a draft while one has it open. */
export interface OthersWork {
  /** As it was read last. */
  draft: DraftView;
  /** Whoever changed it last; null while nobody else did. */
  by: string | null;
  /** Each place once: from what it was first to what it is. */
  changes: readonly DifferenceView[];
}

const placeOf = ({ path }: DifferenceView): string => JSON.stringify(path);

/** Reads on. A version of one's own is no news, and an older one, which a late answer brings, is none either. */
export function readOn(before: OthersWork, draft: DraftView, myId: string): OthersWork {
  if (draft.version <= before.draft.version) return before;
  if (draft.by.id === myId) return { ...before, draft };
  const more = differences(before.draft.content, draft.content);
  const first = new Map(before.changes.map((one) => [placeOf(one), one.before]));
  const isNew = new Set(more.map(placeOf));
  const changes = [
    ...before.changes.filter((one) => !isNew.has(placeOf(one))),
    ...more.map((one) => (first.has(placeOf(one)) ? { ...one, before: first.get(placeOf(one)) } : one)),
  ];
  return { draft, by: draft.by.name, changes };
}
