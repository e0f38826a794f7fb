import { useEffect, useRef } from 'react';
import type { CallView } from '../../../server/contract/index.js';
import { tellDone } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { onNotice } from '../live/live.js';
import { desk } from '../live/state.js';
import { apart } from '../thread/apart.js';
import { customerLeg } from './phase.js';

/** Says why a call that one placed came to nothing: its bar is gone by then. */
export function useCallNews(): void {
  const { t, f } = useTexts();
  const words = useRef({ t, f });
  words.current = { t, f };
  useEffect(() => {
    const told = new Set<string>();
    return onNotice((notice) => {
      if (notice.name !== 'call:changed' || told.has(notice.data.id) || !cameToNothing(notice.data)) return;
      told.add(notice.data.id);
      const { customerName, number } = notice.data;
      const state = customerLeg(notice.data)?.state;
      const how = state === 'busy' || state === 'failed' ? state : 'noAnswer';
      const { t, f } = words.current;
      tellDone(t(`phone.missing.${how}`, { name: apart(f.phone(customerName || number || t('phone.hidden'))) }));
    });
  }, []);
}

/** One of ours, placed by this agent, that nobody took. */
function cameToNothing(call: CallView): boolean {
  const { state, direction, legs } = call;
  const mine = legs.some(({ role, agentId }) => role === 'agent' && agentId === desk.get()?.me.id);
  return state === 'ended' && direction === 'out' && mine && !customerLeg(call)?.answeredAt;
}
