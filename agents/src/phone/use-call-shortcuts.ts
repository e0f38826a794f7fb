import type { RefObject } from 'react';
import type { CallView } from '../../../server/contract/index.js';
import { useKeys } from '../base/keys.js';
import { tellFailure } from '../base/tell.js';
import { legOf } from '../live/calls.js';
import { takeInCall } from '../live/live.js';
import { useDesk } from '../live/use-desk.js';
import { usePreferences } from '../session/use-preferences.js';
import { hold } from './acts.js';
import { line } from './line.js';
import { switchMute } from './mute.js';
import { customerLeg, phaseOf } from './phase.js';
import { useWriteText } from './use-write-text.js';

/** The keys of a call, from wherever one is: to its bar, silent or not, hold or not, a text to whom one speaks with. */
export function useCallShortcuts(call: CallView, bar: RefObject<HTMLElement | null>): void {
  const { preferences } = usePreferences();
  const myId = useDesk((desk) => desk.me.id);
  const writeText = useWriteText(call);
  const mine = legOf(call, myId);
  const talks = ['talking', 'held', 'consulting'].includes(phaseOf(call, myId));
  useKeys(
    {
      'Alt+KeyP': () => bar.current?.focus(),
      'Alt+KeyM': () => switchMute(call, !(line.get().muted || mine?.muted)),
      'Alt+KeyH': () => {
        if (talks) void hold(call, !customerLeg(call)?.held).then(takeInCall, tellFailure);
      },
      'Alt+KeyT': () => writeText?.(),
    },
    preferences.shortcuts && mine?.role === 'agent',
  );
}
