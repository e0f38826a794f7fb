import { INBOX_FILTERS, INBOX_VIEWS, type InboxFilter, type InboxView } from '../../../server/contract/names.js';

/** What stands in the inbox's address. What is missing is the usual: my own, open, of every queue. */
export interface InboxSearch {
  view?: InboxView;
  filter?: InboxFilter;
  queue?: string;
  /** The touchpoint to go to, when a search led here. */
  seq?: number;
}

export function readInboxSearch(given: Record<string, unknown>): InboxSearch {
  const seq = Number(given.seq);
  return {
    view: oneOf(INBOX_VIEWS, given.view),
    filter: oneOf(INBOX_FILTERS, given.filter),
    queue: textIn(given.queue),
    seq: Number.isInteger(seq) && seq > 0 ? seq : undefined,
  };
}

export const textIn = (given: unknown): string | undefined =>
  typeof given === 'string' && given !== '' ? given : undefined;

const oneOf = <T extends string>(names: readonly T[], given: unknown): T | undefined =>
  names.find((name) => name === given);
