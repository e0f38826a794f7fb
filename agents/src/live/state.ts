import type { BoardView } from '../../../server/contract/index.js';
import { createStore, type Store } from '../base/store.js';
import type { Desk } from './desk.js';
import type { Thread } from './thread.js';

/** `connecting`: never connected since signing in. `lost` tells since when, on the wall clock. */
export type Connection = { state: 'connecting' | 'online' } | { state: 'lost'; since: number };

export interface Typing {
  name: string;
  who: 'customer' | 'agent';
}

export const connection: Store<Connection> = createStore<Connection>({ state: 'connecting' });
export const desk: Store<Desk | null> = createStore<Desk | null>(null);
export const board: Store<BoardView | null> = createStore<BoardView | null>(null);
/** By conversation; lapses by itself. */
export const typing: Store<Readonly<Record<string, Typing>>> = createStore({});
/** By conversation; only those on the screen. */
export const threads = new Map<string, Store<Thread>>();
/** Why the last session ended by itself, for the sign-in page to tell. */
export const sessionEnded: Store<boolean> = createStore(false);
