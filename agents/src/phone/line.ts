import { call } from '../base/api.js';
import { createStore, type Store } from '../base/store.js';
import { onNotice, onReturn } from '../live/live.js';
import { makeKeeper } from './keeper.js';
import { type LineState, NO_LINE } from './line-state.js';
import { carrierLine } from './lines/carrier.js';
import { simulatedLine } from './lines/simulated.js';
import { makeTabs } from './tabs.js';

export type { Device, LineCall, LineReason, LineState, Said } from './line-state.js';

/** How this page is rung and speaks: all of it, whichever line carries it. */
export const line: Store<LineState> = createStore(NO_LINE);

const keeper = makeKeeper({
  store: line,
  askToken: () => call('softphone.token'),
  lines: { carrier: carrierLine(), simulated: simulatedLine() },
  tabs: makeTabs(globalThis.navigator?.locks),
  pause: untilLaterOrOnline,
});

/** From signing in to signing out. @returns ends the line */
export function startLine(): () => void {
  const stop = keeper.start();
  const unhear = onNotice(({ name }) => name === 'settings:changed' && keeper.again());
  const unreturn = onReturn(keeper.again);
  return () => {
    unhear();
    unreturn();
    stop();
  };
}

export const setMuted = keeper.mute;
export const chooseInput = keeper.chooseInput;
export const chooseOutput = keeper.chooseOutput;
/** Takes the line away from another page of this agent. */
export const useLineHere = keeper.useHere;
/** After the microphone was allowed, say. */
export const retryLine = keeper.again;

function untilLaterOrOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      window.removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, ms);
    window.addEventListener('online', go);
  });
}
