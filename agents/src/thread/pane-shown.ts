import { keep, kept } from '../base/keep.js';
import { createStore } from '../base/store.js';

/** Whether the customer pane stands beside the thread; the same for every conversation. */
export const paneShown = createStore(kept('pane') !== 'hidden');
paneShown.subscribe(() => keep('pane', paneShown.get() ? null : 'hidden'));
