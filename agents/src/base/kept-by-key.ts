import { keep, keptJson } from './keep.js';
import { createStore, type Store } from './store.js';

const SOON_MS = 300;

type All<T> = Readonly<Record<string, T>>;

interface Options<T> {
  /** What is not is forgotten. */
  isWorthKeeping: (value: T) => boolean;
  /** What another tab wrote, where this one shows something; as it was written, unless said otherwise. */
  taken?: (theirs: T | undefined, ours: T) => T | undefined;
  /** What this tab and another one changed at the same moment; as it is here, unless said otherwise. */
  joined?: (before: T | undefined, ours: T, theirs: T | undefined) => T;
}

export interface KeptByKey<T> extends Pick<Store<All<T>>, 'get' | 'subscribe'> {
  /** @param value undefined: none any more */
  change(key: string, value: T | undefined): void;
  /** Writes down what was changed here and takes what other tabs have written, now and not in a moment. */
  settle(): void;
}

/**
 * What is being written, by a key, kept in this browser until it is sent or signed out. All tabs have it in common: each writes down
 * only what it changed itself, and shows what another one wrote.
 */
export function keptByKey<T>(name: string, options: Options<T>): KeptByKey<T> {
  const { isWorthKeeping, taken = (theirs) => theirs, joined = (_before, ours) => ours } = options;
  const store = createStore<All<T>>(keptOnes());
  /** As it was written down when this tab last looked. */
  let known = store.get();
  const changed = new Set<string>();
  let saving: ReturnType<typeof setTimeout> | undefined;
  /** Where nothing can be written down, what stands there is no news of other tabs. */
  let isWrittenDown = true;

  function keptOnes(): All<T> {
    return Object.fromEntries(Object.entries(keptJson<All<T>>(name, {})).filter(([, value]) => isWorthKeeping(value)));
  }

  function change(key: string, value: T | undefined): void {
    store.set((all) => withOne(all, key, value));
    changed.add(key);
    clearTimeout(saving);
    saving = setTimeout(save, SOON_MS);
  }

  function save(): void {
    let all = keptOnes();
    for (const key of changed) {
      const ours = store.get()[key];
      const isOthers = isWrittenDown && JSON.stringify(all[key]) !== JSON.stringify(known[key]);
      const value = ours !== undefined && isOthers ? joined(known[key], ours, all[key]) : ours;
      if (value !== ours) store.set((now) => withOne(now, key, value));
      all = withOne(all, key, value !== undefined && isWorthKeeping(value) ? value : undefined);
      known = withOne(known, key, all[key]);
    }
    changed.clear();
    clearTimeout(saving);
    isWrittenDown = keep(name, Object.keys(all).length > 0 ? JSON.stringify(all) : null);
  }

  /** What is being changed here stays; it is joined with the other's in a moment. */
  function takeOthers(): void {
    if (!isWrittenDown) return;
    const theirs = keptOnes();
    const ours = store.get();
    let all = ours;
    for (const key of new Set([...Object.keys(theirs), ...Object.keys(ours)])) {
      if (changed.has(key)) continue;
      known = withOne(known, key, theirs[key]);
      if (JSON.stringify(theirs[key]) === JSON.stringify(ours[key])) continue;
      all = withOne(all, key, ours[key] === undefined ? theirs[key] : taken(theirs[key], ours[key]));
    }
    store.set(all);
  }

  function settle(): void {
    if (changed.size > 0) save();
    takeOthers();
  }

  if (typeof window !== 'undefined') {
    // A page that is left may not live those milliseconds.
    window.addEventListener('pagehide', () => changed.size > 0 && save());
    window.addEventListener('storage', ({ key }) => key === `payvand.${name}` && takeOthers());
  }
  return { get: store.get, subscribe: store.subscribe, change, settle };
}

function withOne<T>(all: All<T>, key: string, value: T | undefined): All<T> {
  const { [key]: _old, ...rest } = all;
  return value === undefined ? rest : { ...rest, [key]: value };
}
