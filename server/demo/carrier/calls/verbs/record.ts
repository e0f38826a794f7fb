import type { Input } from '../call.js';
import { callForm } from '../call-forms.js';
import type { Step, Verdict, Voice } from '../voice.js';
import { actionOf, flag, seconds, toldOf } from './attributes.js';

const NAMES = {
  url: 'recordingStatusCallback',
  method: 'recordingStatusCallbackMethod',
  events: 'recordingStatusCallbackEvent',
};

/** Keeps what the person says until a key, silence, the longest time, or that they hang up. */
export async function record(voice: Voice, step: Step): Promise<Verdict> {
  const { call, run, verb, document } = step;
  const { maxLength, timeout, playBeep, finishOnKey = '1234567890*#' } = verb.attributes;
  const told = toldOf(document, verb.attributes, 'completed', NAMES);
  if (flag(playBeep, true)) voice.hear(call, 'beep', '');
  const recording = voice.recordings.begin({ call, source: 'RecordVerb', told });
  let digits = '';
  try {
    digits = await run.until(
      enough(voice, step, { maxMs: seconds(maxLength, 3_600), silenceMs: seconds(timeout, 5), finishOnKey }),
    );
  } finally {
    call.listener = null;
    voice.recordings.finish(recording);
    // Who hangs up has ended it; the address hears of it, and what it answers is nobody's.
    if (run.isStopped && recording.seconds > 0) tellGone(voice, step, recording.form());
  }
  if (recording.seconds === 0) return null;
  return actionOf(step, { ...recording.form(), Digits: digits }, 'call.record') ?? null;
}

function tellGone({ world }: Voice, step: Step, form: Record<string, string>): void {
  const action = actionOf(step, { ...form, Digits: 'hangup' }, 'call.record');
  const account = world.accounts.get(step.call.accountSid);
  if (action && 'form' in action && account)
    world.webhooks.callback({ ...action, form: { ...callForm(step.call), ...action.form }, account });
}

/** @returns the key that ended it, or nothing */
function enough(
  { world: { time } }: Voice,
  { call }: Step,
  { maxMs, silenceMs, finishOnKey }: { maxMs: number; silenceMs: number; finishOnKey: string },
): Promise<string> {
  return new Promise((resolve) => {
    const end = time.now().getTime() + maxMs;
    const look = () => {
      const now = time.now().getTime();
      const quietAt = Math.max(call.talksUntil, started) + silenceMs;
      if (now >= end || now >= quietAt) return resolve('');
      time.after(Math.min(end, quietAt) - now, look);
    };
    const started = time.now().getTime();
    call.listener = (input: Input) => {
      if ('digit' in input && finishOnKey.includes(input.digit)) resolve(input.digit);
    };
    look();
  });
}
