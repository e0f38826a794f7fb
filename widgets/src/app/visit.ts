/** Reading the timeline: all of it at first, what was missed after every loss, and whatever a notice shows to be missing. */
import type { Connection } from './connection.js';
import { Refused } from './refused.js';
import { isBehind, lastSeq } from './state.js';
import type { Store } from './store.js';
import type { Who } from './who.js';

export interface Visit {
  /** The visit is open on this connection: what we ask now is asked as who we are. */
  open(): boolean;
  /** On every new connection: say who we are, read what we missed. */
  arrive(): Promise<void>;
  lost(): void;
  /** Reads the head again, and what came after our last seq. */
  read(): Promise<void>;
  catchUp(): Promise<void>;
  /** What we have does not count any more: connect again, read from the first seq. */
  startOver(): void;
}

const AGAIN_MS = 2_000;

export function createVisit({ store, connection, who, opened }: VisitNeeds): Visit {
  let open = false;
  let fresh = false;
  let catching = false;

  async function arrive(): Promise<void> {
    store.dispatch({ type: 'link', link: 'up' });
    if (who().leaving()) return;
    try {
      if (await who().identify()) return;
      await read();
      open = true;
      opened();
      await who().identify(); // the page may have named somebody else meanwhile
    } catch (error) {
      if (error instanceof Refused && error.code === 'token.invalid') who().forget();
      setTimeout(() => connection().up() && !open && void arrive(), AGAIN_MS);
    }
  }

  async function read(): Promise<void> {
    const after = fresh ? 0 : lastSeq(store.state);
    const snapshot = await connection().ask('visit:open', { after });
    fresh = false;
    store.dispatch({ type: 'snapshot', after, snapshot });
    await catchUp();
  }

  async function catchUp(): Promise<void> {
    if (catching) return;
    catching = true;
    try {
      while (isBehind(store.state) && connection().up()) {
        const asked = store.state.heardSeq;
        const answer = await connection().ask('timeline:after', { after: lastSeq(store.state) });
        store.dispatch({ type: 'caughtUp', ...answer, asked });
      }
    } finally {
      catching = false;
    }
  }

  return {
    open: () => open,
    arrive,
    lost: () => {
      open = false;
    },
    read,
    catchUp,
    startOver() {
      fresh = true;
      connection().renew();
    },
  };
}

interface VisitNeeds {
  store: Store;
  connection(): Connection;
  who(): Who;
  opened(): void;
}
