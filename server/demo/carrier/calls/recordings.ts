import { keepNewest } from '../keep-newest.js';
import { newSid } from '../sids.js';
import type { World } from '../world.js';
import { type Call, isOver, type Told } from './call.js';
import { stamp } from './call-forms.js';

export type RecordingStatus = 'in-progress' | 'paused' | 'stopped' | 'completed' | 'absent';

export interface Recording {
  /** `RE…` */
  sid: string;
  accountSid: string;
  callSid: string;
  conferenceSid: string | null;
  status: RecordingStatus;
  source: 'RecordVerb' | 'StartCallRecordingAPI' | 'Conference' | 'StartConferenceRecordingAPI';
  startedAt: Date;
  /** What is in it so far, when it runs not: milliseconds before `since`. */
  keptMs: number;
  since: number | null;
  seconds: number;
  told: Told | null;
  /** Its file answers 404 that often before it is there. */
  missing: number;
  /** Whether its person said anything in it. */
  talked(): boolean;
  /** What webhooks say of it. */
  form(): Record<string, string>;
}

export interface Begin {
  call: Call;
  conferenceSid?: string | null;
  source: Recording['source'];
  told: Told | null;
}

/** How long the carrier works on a recording before its file is there. */
const WORK_MS = [500, 2_000] as const;

/** Why there is none. */
export const TOO_SHORT = 16_101;

export type Recordings = ReturnType<typeof makeRecordings>;

export function makeRecordings(world: World) {
  const kept = new Map<string, Recording>();
  let missing = 0;

  function tell(recording: Recording, status: string): void {
    const { told, accountSid } = recording;
    const account = world.accounts.get(accountSid);
    world.log.add('call', `recording.${status}`, { sid: recording.sid });
    if (!told || !account || !told.events.includes(status)) return;
    const form = {
      ...{ ...recording.form(), RecordingStatus: status, RecordingTrack: 'both' },
      ...(status === 'absent' && { ErrorCode: String(TOO_SHORT) }),
    };
    world.webhooks.callback({ ...told, account, form, kind: `recording.${status}` });
  }

  /** @returns null in a status that cannot be paused, resumed or stopped any more */
  function change(recording: Recording, to: 'paused' | 'in-progress' | 'stopped'): Recording | null {
    if (recording.since === null && recording.status !== 'paused') return null;
    const now = world.time.now().getTime();
    if (recording.since !== null) recording.keptMs += now - recording.since;
    recording.since = to === 'in-progress' ? now : null;
    recording.status = to;
    if (to === 'stopped') finish(recording);
    return recording;
  }

  function finish(recording: Recording): void {
    if (recording.status === 'completed' || recording.status === 'absent') return;
    if (recording.since !== null) recording.keptMs += world.time.now().getTime() - recording.since;
    recording.since = null;
    const spoken = recording.source !== 'RecordVerb' || recording.talked();
    recording.seconds = spoken ? Math.round(recording.keptMs / 1_000) : 0;
    const status = recording.seconds > 0 ? 'completed' : 'absent';
    recording.status = status;
    world.time.after(world.dice.between(...WORK_MS), () => tell(recording, status));
  }

  return {
    begin({ call, conferenceSid = null, source, told }: Begin): Recording {
      const startedAt = world.time.now();
      const recording: Recording = {
        ...{ sid: newSid('RE'), accountSid: call.accountSid, callSid: call.sid, conferenceSid, source, told },
        ...{ status: 'in-progress', startedAt, keptMs: 0, since: startedAt.getTime(), seconds: 0, missing },
        talked: () => call.talksUntil > startedAt.getTime(),
        form: () => formOf(world, recording),
      };
      missing = 0;
      keepNewest(kept, recording.sid, recording);
      tell(recording, 'in-progress');
      if (!isOver(call) && !conferenceSid) void call.ended.then(() => finish(recording));
      return recording;
    },
    change,
    finish,
    all: (accountSid: string) => [...kept.values()].filter((one) => one.accountSid === accountSid).reverse(),
    remove: (sid: string) => void kept.delete(sid),
    /** The file of the next recording is not there the first so many times. */
    missNext(times: number): void {
      missing = times;
    },
  };
}

function formOf(world: World, recording: Recording): Record<string, string> {
  const { sid, accountSid, callSid, conferenceSid, seconds, source, startedAt } = recording;
  return {
    ...{ AccountSid: accountSid, CallSid: callSid, RecordingSid: sid, RecordingSource: source },
    ...(conferenceSid && { ConferenceSid: conferenceSid }),
    ...{ RecordingDuration: String(seconds), RecordingChannels: '1', RecordingStartTime: stamp(startedAt) },
    RecordingUrl: `${world.apiUrl()}/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`,
  };
}
