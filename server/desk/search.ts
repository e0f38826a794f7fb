import type { ConversationRecord } from '../contract/index.js';
import { type Actor, foldText, type Handlers } from '../platform/index.js';
import { maySee } from './access.js';
import type { makeCustomerRows } from './customer-rows.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';

interface SearchNeeds extends Pick<DeskNeeds, 'customers' | 'timeline' | 'conversations' | 'queues'> {
  present: ReturnType<typeof makePresent>;
  listCustomers: ReturnType<typeof makeCustomerRows>;
}

/** What people say on the phone: 1234, #1234, #۱۲۳۴. Null for everything else. */
const numberIn = (words: string): number | null => {
  const digits = /^# ?(\d{1,12})$|^(\d{1,12})$/.exec(foldText(words));
  return digits ? Number(digits[1] ?? digits[2]) : null;
};

/** Customers, messages, and a conversation by its number. */
export function searchHandlers({ customers, timeline, conversations, queues, present, listCustomers }: SearchNeeds) {
  async function numbered(asker: Actor, words: string): Promise<ConversationRecord[]> {
    const number = numberIn(words);
    const found = number === null ? null : await conversations.byNumber(number);
    if (!found) return [];
    return maySee(asker, await queues.membership.queueIdsOf(asker.id), found) ? [found] : [];
  }

  async function messagesWith(words: string) {
    const found = await timeline.searchTexts(words, 30);
    const names = new Map<string, string>();
    for (const id of new Set(found.map(({ customerId }) => customerId))) {
      names.set(id, (await customers.rootOf(id))?.name ?? '');
    }
    return found.map((t) => ({ touchpoint: timeline.present(t), customerName: names.get(t.customerId) ?? '' }));
  }

  return {
    'search.all': async ({ actor, query }) => {
      const [found, people, messages] = await Promise.all([
        numbered(actor, query.q),
        listCustomers(query.q, undefined, 10),
        messagesWith(query.q),
      ]);
      return { conversations: await Promise.all(found.map(present)), customers: people.items, messages };
    },
  } satisfies Partial<Handlers>;
}
