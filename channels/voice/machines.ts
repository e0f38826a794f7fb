import type { HookForm } from '../twilio/index.js';
import type { VoiceNeeds } from './needs.js';

/** Who took a call of ours, as the carrier heard it: a person, or a machine. @returns a function that takes its word */
export function makeMachines({ calls }: Pick<VoiceNeeds, 'calls'>) {
  return async function machineTold({ CallSid: sid = '', AnsweredBy }: HookForm, callId: string): Promise<void> {
    const call = AnsweredBy ? await calls.byId(callId) : null;
    // Under the key by which a leg's own word tells it: once, whichever comes first.
    if (call && AnsweredBy) await calls.step(call, 'amd.result', `${sid}:amd`, { answeredBy: AnsweredBy });
  };
}
