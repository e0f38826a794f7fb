import type { Author, CallRecord } from '../../server/contract/index.js';
import type { LineOf } from './line-of.js';
import type { VoiceNeeds } from './needs.js';

export type Holding = ReturnType<typeof makeHolding>;
export type ByAgent = Author & { type: 'agent'; id: string; name: string };

/** Music instead of the talk, and silence instead of a voice. What is so already is left so, and told once. */
export function makeHolding({ calls }: Pick<VoiceNeeds, 'calls'>, lineOf: LineOf) {
  async function told(call: CallRecord, kind: 'hold.on' | 'hold.off' | 'mute.on' | 'mute.off', by: ByAgent | null) {
    if (!by) return;
    const details = { agentId: by.id, agentName: by.name };
    await calls.step(call, kind, `${call._id}:${kind}:${call.version}`, details, { author: by });
  }

  /** @param by null where nobody did it: the customer waits for somebody. @throws the SDK's error */
  async function hold(call: CallRecord, by: ByAgent | null): Promise<void> {
    const held = await calls.hold(call._id, call.sid, by?.id ?? null);
    if (!held) return;
    try {
      await (await lineOf(call))?.set(call, call.sid, { hold: true });
    } catch (error) {
      await calls.unhold(call._id, call.sid);
      throw error;
    }
    await told(held, 'hold.on', by);
  }

  /** @throws the SDK's error */
  async function unhold(call: CallRecord, by: ByAgent | null): Promise<void> {
    const before = call.holds.find(({ sid }) => sid === call.sid);
    if (!before && !by) return; // nobody held them, and nobody is told
    const freed = await calls.unhold(call._id, call.sid);
    if (!freed) return;
    try {
      await (await lineOf(call))?.set(call, call.sid, { hold: false });
    } catch (error) {
      await calls.hold(call._id, call.sid, before?.agentId ?? null);
      throw error;
    }
    await told(freed, 'hold.off', by);
  }

  /** @param sid of the agent's own leg. @throws the SDK's error */
  async function mute(call: CallRecord, sid: string, on: boolean, by: ByAgent): Promise<void> {
    const done = on ? await calls.mute(call._id, sid) : await calls.unmute(call._id, sid);
    if (!done) return;
    try {
      await (await lineOf(call))?.set(call, sid, { muted: on });
    } catch (error) {
      await (on ? calls.unmute(call._id, sid) : calls.mute(call._id, sid));
      throw error;
    }
    await told(done, on ? 'mute.on' : 'mute.off', by);
  }

  return { hold, unhold, mute };
}
