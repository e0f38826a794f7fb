import { type CallRecord, isRecorded, type Recording } from '../../server/contract/index.js';
import { AppError } from '../../server/platform/index.js';
import type { ByAgent } from './holding.js';
import type { LineOf } from './line-of.js';
import type { Line } from './lines.js';
import type { VoiceNeeds } from './needs.js';

export type Recorder = ReturnType<typeof makeRecorder>;

/**
 * Talks are recorded as their callers were told. What is wanted is claimed on the call before the carrier hears of it, and told once the
 * carrier has done it; what it may or may not have done is made as it is to be by the sweep.
 */
export function makeRecorder({ calls, log }: Pick<VoiceNeeds, 'calls' | 'log'>, lineOf: LineOf) {
  /** @param by null: the number's settings. @throws AppError `record.moved`, else the SDK's error */
  async function record(call: CallRecord, to: Recording, by: ByAgent | null): Promise<void> {
    const claimed = await calls.record(call._id, to, by && { id: by.id, name: by.name });
    if (claimed) return carryOut(claimed);
    const now = await calls.byId(call._id);
    if (now?.recording !== to)
      throw new AppError('record.moved', 'Somebody else changed the recording in this moment.');
  }

  async function carryOut(call: CallRecord): Promise<void> {
    try {
      const sid = await carrierDoes(call);
      await told(call);
      await calls.recorded(call, sid);
    } catch (error) {
      await calls.notRecorded(call);
      throw error;
    }
  }

  /** @returns what the carrier records now */
  async function carrierDoes(call: CallRecord): Promise<string | null> {
    const { recording: to, recorder } = call;
    const line = await lineOf(call);
    if (!line) throw new Error('the number of a call, or its account, is gone');
    const running = recorder.sid ?? (await line.recordingOf(call));
    if (running) await line.setRecording(call, running, to);
    else if (to === 'on') return begin(line, call);
    return to === 'off' ? null : running;
  }

  /** What was begun and not answered runs all the same. */
  async function begin(line: Line, call: CallRecord): Promise<string> {
    try {
      return await line.startRecording(call);
    } catch (error) {
      const running = await line.recordingOf(call).catch(() => null);
      if (!running) throw error;
      return running;
    }
  }

  async function told(call: CallRecord): Promise<void> {
    const { recording: to, recorder } = call;
    const { by, since, state: before } = recorder;
    if (to === before || to === 'off' || !since) return;
    const kind = to === 'paused' ? 'recording.paused' : before === 'off' ? 'recording.started' : 'recording.resumed';
    const author = by ? ({ type: 'agent', ...by } as const) : ({ type: 'system' } as const);
    await calls.step(call, kind, `${call._id}:${kind}:${+since}`, {}, { author });
  }

  /** What the state of a call asks for: recorded from its beginning where it is always, and no longer when none of us has a part in it. */
  async function follow(before: CallRecord | null): Promise<void> {
    if (!before || before.state.endedAt || !isRecorded(before)) return;
    // What followed already may have left it to others.
    const call = (await calls.byId(before._id)) ?? before;
    const to = call.freed ? 'off' : call.records === 'always' && isTalk(call) ? 'on' : null;
    const isDue = to === 'off' ? call.recording !== 'off' : to === 'on' && call.recording === 'off';
    if (isDue) await record(call, to!, null).catch(failed);
  }

  /** Whoever was to see to it died over it, or the carrier did not answer. */
  async function finish(): Promise<void> {
    for (const call of await calls.toRecord()) await finishOne(call).catch(failed);
  }

  async function finishOne(call: CallRecord): Promise<void> {
    const claimed = call.recorder.dueAt && !call.state.endedAt ? await calls.recordAgain(call) : null;
    if (claimed) await carryOut(claimed);
    await follow(call);
  }

  const failed = (error: unknown) => log.warn({ error }, 'a recording is not as it is to be');

  return { record, follow, finish };
}

/** Somebody speaks with the customer. */
function isTalk({ state }: CallRecord): boolean {
  const there = state.legs.filter(({ inConference }) => inConference);
  return there.some(({ role }) => role === 'customer') && there.some(({ role }) => role === 'agent');
}
