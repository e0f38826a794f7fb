import { agentAddress, numbersOf } from '../../server/calls/index.js';
import type { CallRecord, LegRole, LegState, Recording, RingReason, Supervision } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { carrierClient, fileAddress, type HookForm } from '../twilio/index.js';
import { conferenceOf, joinConference } from './answers.js';
import { makeParticipants } from './participants.js';

const RINGS_SECONDS = 25;
/** The carrier's names of states by ours. */
const STATES: Record<string, LegState> = {
  queued: 'queued',
  initiated: 'queued',
  ringing: 'ringing',
  'in-progress': 'inProgress',
  completed: 'completed',
  busy: 'busy',
  failed: 'failed',
  'no-answer': 'noAnswer',
  canceled: 'canceled',
};
export const legState = (status: string | undefined): LegState | null => STATES[status ?? ''] ?? null;

/** Looked at in one list of all recordings. */
const MOST_RECORDED = 2_000;

const RECORDING_STATUS = { on: 'in-progress', paused: 'paused', off: 'stopped' } as const;

/** When the carrier says that it happened; else now. */
export const timeOf = ({ Timestamp }: HookForm, now: Date): Date => {
  const at = Date.parse(Timestamp ?? '');
  return Number.isNaN(at) ? now : new Date(at);
};

/** Whom a call rings: the page of an agent, or a number outside. */
export type Wanted = { agentId: string; reason: RingReason } | { number: string };

export interface Ringing {
  role: Exclude<LegRole, 'customer'>;
  /** How they take part, who listen in; `coached`: the leg whose agent alone hears them. */
  as?: { how: Supervision; coached: string | null };
}

/** As participants are told to the carrier: a listener is mute, a whisperer is heard by one. */
export const partOf = ({ how, coached }: NonNullable<Ringing['as']>) => ({
  muted: how === 'monitor',
  coaching: how === 'whisper',
  ...(how === 'whisper' && coached !== null && { callSidToCoach: coached }),
});

export type Line = ReturnType<typeof linesOf>;

/** What we ask of the carrier about calls under way. */
export function linesOf(account: CarrierAccess, base: string | null, publicUrl: string) {
  const client = carrierClient(account, base);
  return {
    ...makeParticipants(client, publicUrl),
    /** Out of the line, into the talk. */
    async toConference({ _id: callId, sid, locale }: CallRecord): Promise<void> {
      await client.calls(sid).update({ twiml: joinConference({ publicUrl, locale, callId }) });
    },
    /** Rings somebody into the talk. @returns the new leg's sid */
    async ring(call: CallRecord, wanted: Wanted, { role, as }: Ringing): Promise<string> {
      const callId = call._id;
      const { callSid } = await client.conferences(conferenceOf(callId)).participants.create({
        ...{ from: numbersOf(call).ours, to: addressOf(callId, wanted), timeout: RINGS_SECONDS },
        ...{ beep: 'false', startConferenceOnEnter: true, endConferenceOnExit: false, earlyMedia: false },
        ...('agentId' in wanted && { label: `${role}_${wanted.agentId}` }),
        ...(as && partOf(as)),
        ...told(publicUrl, callId, role),
      });
      return callSid;
    },
    /**
     * The customer, into the talk where the agent is; when they go, it ends.
     * @param detects the carrier listens for a machine, and tells beside the talk who took it
     * @returns the new leg's sid
     */
    async dial(call: CallRecord, detects: boolean): Promise<string> {
      const { from, to, _id: callId } = call;
      const { callSid } = await client.conferences(conferenceOf(callId)).participants.create({
        ...{ from, to, timeout: RINGS_SECONDS, label: 'customer' },
        ...{ beep: 'false', startConferenceOnEnter: true, endConferenceOnExit: true, earlyMedia: true },
        ...(detects && {
          machineDetection: 'Enable',
          amdStatusCallback: `${publicUrl}/hooks/voice/machine?call=${callId}`,
        }),
        ...told(publicUrl, callId, 'customer'),
      });
      return callSid;
    },
    /** A leg that is being called, or is there, of whose beginning nobody left a word. @returns its sid */
    async rungAlready(call: CallRecord, address: string, since: Date): Promise<string | null> {
      const found = await client.calls.list({
        from: numbersOf(call).ours,
        startTimeAfter: dayBefore(since),
        limit: 200,
      });
      const own = found.find(
        ({ to, status, dateCreated }) =>
          to.startsWith(address) &&
          ['queued', 'ringing', 'in-progress'].includes(status) &&
          +dateCreated >= Math.floor(+since / 1_000) * 1_000,
      );
      return own?.sid ?? null;
    },
    /**
     * All that its customer says and hears, wherever it goes: what is whispered, or talked over while they are held, is in none.
     * @returns its sid
     */
    async startRecording({ _id, sid }: CallRecord): Promise<string> {
      const started = await client.calls(sid).recordings.create({
        ...{ recordingTrack: 'both', recordingChannels: 'mono' },
        recordingStatusCallback: `${publicUrl}/hooks/voice/recording?call=${_id}&what=talk`,
        recordingStatusCallbackEvent: ['completed', 'absent'],
      });
      return started.sid;
    },
    /** What is recorded of its customer now, of which nobody left a word. @returns its sid */
    async recordingOf({ sid }: CallRecord): Promise<string | null> {
      const found = await client.calls(sid).recordings.list({ limit: 50 });
      return found.find(({ status }) => status === 'in-progress' || status === 'paused')?.sid ?? null;
    },
    /** Whether a message of its caller's is, or was, recorded. */
    async hasMessage({ sid }: CallRecord): Promise<boolean> {
      const found = await client.calls(sid).recordings.list({ limit: 50 }).catch(unlessMissing);
      return found?.some(({ source }) => source === 'RecordVerb') ?? false;
    },
    /** @throws the SDK's error, unless it is so in spite of it */
    async setRecording({ sid }: CallRecord, of: string, to: Recording): Promise<void> {
      const recording = client.calls(sid).recordings(of);
      const status = RECORDING_STATUS[to];
      try {
        await recording.update({ status, ...(to === 'paused' && { pauseBehavior: 'skip' }) });
      } catch (error) {
        const now = await recording.fetch().catch(() => null);
        if (now?.status !== status) throw error;
      }
    },
    /** What was recorded since then and is done, or came to nothing, the earliest first. A caller's message is recorded by what answered them. */
    async recordedSince(since: Date) {
      const found = await client.recordings.list({ dateCreatedAfter: since, pageSize: 500, limit: MOST_RECORDED });
      const done = found.filter(
        ({ status, duration }) => status === 'absent' || (status === 'completed' && Number(duration) > 0),
      );
      return done.reverse().map(({ sid, callSid, uri, duration, source, startTime, status }) => ({
        ...{ sid, callSid, status, seconds: Number(duration) },
        url: fileAddress(base, uri),
        endedAt: new Date(+startTime + Number(duration) * 1_000),
        what: source === 'RecordVerb' ? 'voicemail' : 'talk',
      }));
    },
    async deleteRecording(of: string): Promise<void> {
      await client.recordings(of).remove().catch(unlessMissing);
    },
    async hangUp(sid: string): Promise<void> {
      await client.calls(sid).update({ status: 'completed' });
    },
    /** @returns null where the carrier knows no such call (any more) */
    async look(sid: string) {
      const found = await client.calls(sid).fetch().catch(unlessMissing);
      if (!found) return null;
      const { from, to, status, endTime, duration } = found;
      const state = legState(status);
      return state && { from, to, state, endedAt: endTime ?? null, seconds: Number(duration ?? 0) };
    },
  };
}

/** Where the carrier tells of a leg that we call. */
const told = (publicUrl: string, callId: string, role: LegRole) => ({
  statusCallback: `${publicUrl}/hooks/voice/status?call=${callId}&role=${role}`,
  statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
  conferenceStatusCallback: `${publicUrl}/hooks/voice/conference`,
  conferenceStatusCallbackEvent: ['start', 'end', 'join', 'leave', 'mute', 'hold'],
});

/** The carrier compares by whole days. */
const dayBefore = (at: Date): Date => new Date(+at - 86_400_000);

const addressOf = (callId: string, wanted: Wanted): string =>
  'number' in wanted
    ? wanted.number
    : `${agentAddress(wanted.agentId)}?${new URLSearchParams({ call: callId, reason: wanted.reason })}`;

export function unlessMissing(error: { status?: number }): null {
  if (error.status !== 404) throw error;
  return null;
}
