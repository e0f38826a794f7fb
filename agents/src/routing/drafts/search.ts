import { textIn } from '../../inbox/search.js';

export const DRAFT_PARTS = ['queues', 'skills', 'common', 'replay', 'check'] as const;
export type DraftPart = (typeof DRAFT_PARTS)[number];

/** What stands in a draft's address: which part of it is shown, and of the queues which one. */
export interface DraftSearch {
  part?: DraftPart;
  queue?: string;
}

export const readDraftSearch = (given: Record<string, unknown>): DraftSearch => ({
  part: DRAFT_PARTS.find((part) => part === given.part),
  queue: textIn(given.queue),
});
