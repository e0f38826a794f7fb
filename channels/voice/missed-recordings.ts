import type { CarrierAccess } from '../../server/numbers/index.js';
import { type HookForm, makeLooks } from '../twilio/index.js';
import { linesOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';

/** A recording is as old as its call is long. What is ours is deleted there, so the list is short. */
const LONGEST_MS = 86_400_000;

type Told = (form: HookForm, account: CarrierAccess, about: { call: string; what: string }) => Promise<void>;

/** Recordings of whose end nobody could tell us: the carrier does not repeat itself for long, and is asked. */
export function makeMissedRecordings(needs: VoiceNeeds, recordingTold: Told) {
  const { calls, carrierBase, log, numbers, publicUrl } = needs;
  const looks = makeLooks(needs);

  async function takeMissed(): Promise<void> {
    for (const account of await accountsOfCalls())
      await looks
        .look(`recordings:${account.id}`, (from, until) => takeFrom(account, from, until))
        .catch((error: unknown) => log.warn({ error }, 'the carrier could not be asked for recordings'));
  }

  async function accountsOfCalls(): Promise<CarrierAccess[]> {
    const answered = (await numbers.all()).filter(({ active, voice }) => active && voice.on);
    const first = answered.filter(
      ({ carrierAccountId: id }, n) => answered.findIndex(({ carrierAccountId }) => carrierAccountId === id) === n,
    );
    return (await Promise.all(first.map(numbers.secretsOf))).filter((account) => account !== null);
  }

  async function takeFrom(account: CarrierAccess, from: Date, until: Date): Promise<void> {
    const line = linesOf(account, carrierBase(), publicUrl);
    for (const { sid, callSid, url, seconds, status, endedAt, what } of await line.recordedSince(
      new Date(+from - LONGEST_MS),
    )) {
      if (endedAt > until) continue;
      const call = await calls.bySid(callSid);
      if (call?.state.recordings.some((known) => known.sid === sid)) continue;
      const told = { RecordingSid: sid, RecordingStatus: status, RecordingDuration: String(seconds) };
      const form = { ...told, RecordingUrl: url, CallSid: callSid, Timestamp: endedAt.toISOString() };
      await recordingTold(form, account, { call: call?._id ?? '', what });
      log.info({ status }, 'a recording was taken in that nobody had told of');
    }
  }

  return { takeMissed };
}
