import type { Permission } from '../../../server/contract/index.js';
import { useStore } from '../base/store.js';
import type { Desk } from './desk.js';
import { desk } from './state.js';

/** The desk, or a part of it. Only below the shell, which waits until it is there. */
export function useDesk<S = Desk>(select: (desk: Desk) => S = (now) => now as unknown as S): S {
  return useStore(desk, (now) => {
    if (!now) throw new Error('the desk is used before it is read');
    return select(now);
  });
}

export function useMay(permission: Permission): boolean {
  return useDesk((now) => now.me.permissions.includes(permission));
}

/** Of no queue a member: nothing can be offered to them. */
export const isQueueless = ({ presence }: Desk): boolean => presence.queueIds.length === 0;
