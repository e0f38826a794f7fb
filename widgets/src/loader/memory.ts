/** What the loader keeps in the host page's storage. Storage may be forbidden or full: then it keeps nothing. */
import type { PageSeen } from '../../../server/contract/sockets.js';

const PAGES_KEPT = 20;

/** `known`: the visitor has talked to us, so later pages load the chat in the background. `out`: a sign-out is still to be finished. */
export type Standing = 'known' | 'out' | null;

export interface Memory {
  standing(): Standing;
  setStanding(standing: Standing): void;
  wasOpen(): boolean;
  setOpen(open: boolean): void;
  pages(): PageSeen[];
  /** Null when it is the page we are on already. */
  addPage(): PageSeen | null;
  clear(): void;
}

export function memoryOf(site: string): Memory {
  const key = `payvand:${site}`;
  const pages = (): PageSeen[] => {
    try {
      const kept: unknown = JSON.parse(read('sessionStorage', `${key}:pages`) ?? '[]');
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  };
  return {
    standing: () => read('localStorage', key) as Standing,
    setStanding: (standing) => write('localStorage', key, standing),
    wasOpen: () => read('sessionStorage', `${key}:open`) === '1',
    setOpen: (open) => write('sessionStorage', `${key}:open`, open ? '1' : null),
    pages,
    addPage() {
      const url = (location.origin + location.pathname + location.search).slice(0, 2_000);
      const seen = pages();
      if (seen[seen.length - 1]?.url === url) return null;
      const page = { url, title: document.title.slice(0, 300), at: new Date().toISOString() };
      write('sessionStorage', `${key}:pages`, JSON.stringify([...seen, page].slice(-PAGES_KEPT)));
      return page;
    },
    clear() {
      write('sessionStorage', `${key}:pages`, null);
      write('sessionStorage', `${key}:open`, null);
    },
  };
}

type Place = 'localStorage' | 'sessionStorage';

function read(place: Place, key: string): string | null {
  try {
    return window[place].getItem(key);
  } catch {
    return null;
  }
}

function write(place: Place, key: string, value: string | null): void {
  try {
    if (value === null) window[place].removeItem(key);
    else window[place].setItem(key, value);
  } catch {
    // forbidden or full: we do without
  }
}
