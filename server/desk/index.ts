import { makeAccess } from './access.js';
import { makeCustomerRows } from './customer-rows.js';
import { makeInbox } from './inbox.js';
import { lettersHandlers } from './letters.js';
import { makeMentions } from './mentions/index.js';
import { makeMoves } from './moves.js';
import type { DeskNeeds } from './needs.js';
import { makeOwnDrafts } from './own-drafts/index.js';
import { makePeople } from './people.js';
import { makePresent } from './present.js';
import { searchHandlers } from './search.js';
import { supervisingHandlers } from './supervising.js';
import { unreadHandlers } from './unread.js';
import { wrapUpHandlers } from './wrap-up.js';
import { writingHandlers } from './writing.js';

export type Desk = ReturnType<typeof makeDesk>;

/** What agents do: see, write, hand over, put away, end; know the people they talk to. */
export function makeDesk(needs: DeskNeeds) {
  const access = makeAccess(needs);
  const present = makePresent(needs);
  const inbox = makeInbox({ ...needs, access, present });
  const moves = makeMoves({ ...needs, access, present });
  const listCustomers = makeCustomerRows(needs);
  const people = makePeople({ ...needs, present, listCustomers, audit: needs.accounts.audit });
  return {
    access,
    present,
    people,
    counts: inbox.counts,
    endByCustomer: moves.endByCustomer,
    endTalk: moves.endTalk,
    wake: moves.wake,
    handlers: {
      ...inbox.handlers,
      ...moves.handlers,
      ...makeMentions({ ...needs, access }).handlers,
      ...makeOwnDrafts({ ...needs, access, rootOf: people.rootOf }).handlers,
      ...people.handlers,
      ...searchHandlers({ ...needs, present, listCustomers }),
      ...writingHandlers({ ...needs, access }),
      ...lettersHandlers({ ...needs, access, present, rootOf: people.rootOf }),
      ...supervisingHandlers({ ...needs, access, present }),
      ...unreadHandlers({ ...needs, access, present }),
      ...wrapUpHandlers({ ...needs, access, present }),
    },
  };
}

export { talks } from './access.js';
export { makeCanned } from './canned/index.js';
