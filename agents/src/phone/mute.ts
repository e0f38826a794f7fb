import type { CallView } from '../../../server/contract/index.js';
import { tellFailure } from '../base/tell.js';
import { takeInCall } from '../live/live.js';
import { mute } from './acts.js';
import { setMuted } from './line.js';

/** Here at once, whatever the network does; then at the carrier, for everybody to see. */
export function switchMute(call: Pick<CallView, 'id'>, on: boolean): void {
  setMuted(on);
  void mute(call, on).then(takeInCall, tellFailure);
}
