import type { ConversationView } from '../../../server/contract/index.js';
import { type InboxFilter, type InboxView, OPEN_STATES } from '../../../server/contract/names.js';

/** Which list: its tab, its filter and its queue. */
export interface InboxList {
  view: InboxView;
  filter: InboxFilter;
  queueId?: string;
}
export interface RowPage {
  items: ConversationView[];
  next: string | null;
}

export function belongs(conversation: ConversationView, list: InboxList, myId: string): boolean {
  if (list.queueId && conversation.queue.id !== list.queueId) return false;
  if (list.view === 'mine' && conversation.agent?.id !== myId) return false;
  if (list.view === 'unassigned' && conversation.agent !== null) return false;
  if (list.filter === 'open') return (OPEN_STATES as readonly string[]).includes(conversation.state);
  return conversation.state === list.filter;
}

/**
 * What a changed conversation makes of a list that is loaded page by page: it moves to its place, comes in or goes out.
 * An older version than the one shown changes nothing. A row whose place is beyond the loaded pages waits for them.
 */
export function placeRow(pages: RowPage[], changed: ConversationView, list: InboxList, myId: string): RowPage[] {
  const shown = pages.flatMap((page) => page.items).find((row) => row.id === changed.id);
  if (shown && shown.version > changed.version) return pages;
  const inside = belongs(changed, list, myId);
  if (!shown && !inside) return pages;
  const left = pages.map((page) => ({ ...page, items: page.items.filter((row) => row.id !== changed.id) }));
  return inside ? insert(left, changed) : left;
}

function insert(pages: RowPage[], row: ConversationView): RowPage[] {
  const at = pages.findIndex((page, index) => {
    const last = page.items.at(-1);
    return (last !== undefined && before(row, last)) || (index === pages.length - 1 && page.next === null);
  });
  if (at < 0) return pages;
  return pages.map((page, index) => {
    if (index !== at) return page;
    const place = page.items.findIndex((other) => before(row, other));
    const items = [...page.items];
    items.splice(place < 0 ? items.length : place, 0, row);
    return { ...page, items };
  });
}

/** The order of the server's lists: what moved last comes first; the id settles ties. */
const before = (a: ConversationView, b: ConversationView): boolean =>
  a.lastActivityAt > b.lastActivityAt || (a.lastActivityAt === b.lastActivityAt && a.id > b.id);

/** @returns the one below it, else the one above; nothing where it was not in the list, or alone */
export function nextAfter(ids: readonly string[], id: string): string | undefined {
  const at = ids.indexOf(id);
  return at < 0 ? undefined : (ids[at + 1] ?? ids[at - 1]);
}
