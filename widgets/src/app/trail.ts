/** The pages the visitor has seen. A stranger's stay here until a conversation takes them along; a known visitor's are told. */
import type { PageSeen } from '../../../server/contract/sockets.js';
import type { Kept } from './storage.js';

const KEPT = 20;

export interface Trail {
  add(...pages: PageSeen[]): void;
  latest(): PageSeen[];
  /** All so far are on the server. */
  told(): void;
  tellNew(): void;
  clear(): void;
}

export function keepTrail(kept: Kept, tell: (page: PageSeen) => boolean): Trail {
  let pages: PageSeen[] = [];
  const told = (): void => kept.setOfTab('pagesTold', pages[pages.length - 1]?.at ?? '');
  return {
    add(...more) {
      pages = [...pages, ...more].slice(-KEPT);
    },
    latest: () => pages,
    clear: () => {
      pages = [];
    },
    told,
    tellNew() {
      const after = kept.ofTab('pagesTold');
      if (pages.filter((page) => page.at > after).every(tell)) told();
    },
  };
}
