import { useState } from 'react';
import type { CallTarget, CallView, Supervision, TransferWay } from '../../../server/contract/index.js';
import { call as ask } from '../base/api.js';
import { tellFailure } from '../base/tell.js';
import { takeInCall } from '../live/live.js';

type Of = Pick<CallView, 'id'>;

export const hold = ({ id }: Of, on: boolean) => ask('calls.hold', { params: { id }, body: { on } });
export const mute = ({ id }: Of, on: boolean) => ask('calls.mute', { params: { id }, body: { on } });
/** From now on, or nothing of what is said now. */
export const record = ({ id }: Of, on: boolean) => ask('calls.record', { params: { id }, body: { on } });
/** For everybody. */
export const hangUp = ({ id }: Of) => ask('calls.hangUp', { params: { id } });
export const drop = ({ id }: Of, sid: string) => ask('calls.drop', { params: { id, sid } });
export const complete = ({ id }: Of) => ask('calls.complete', { params: { id } });
export const supervise = ({ id }: Of, how: Supervision) => ask('calls.supervise', { params: { id }, body: { how } });
export const unsupervise = ({ id }: Of) => ask('calls.unsupervise', { params: { id } });
export const transfer = ({ id }: Of, body: { way: TransferWay; to: CallTarget; clientId: string }) =>
  ask('calls.transfer', { params: { id }, body });

/** Runs one act at a time; its answer is taken in, its failure told in words. @returns whether it was done */
export function useAct(): { busy: boolean; act: (asked: Promise<CallView>) => Promise<boolean> } {
  const [busy, setBusy] = useState(false);
  const act = async (asked: Promise<CallView>) => {
    setBusy(true);
    const done = await asked.then(
      (call) => {
        takeInCall(call);
        return true;
      },
      (error: unknown) => {
        tellFailure(error);
        return false;
      },
    );
    setBusy(false);
    return done;
  };
  return { busy, act };
}
