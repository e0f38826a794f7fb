import { callIdOf } from '../../server/calls/index.js';
import { LEG_ENDED, LEG_RANK, LEG_ROLES } from '../../server/contract/index.js';
import type { HookForm } from '../twilio/index.js';
import type { Afterwards } from './afterwards.js';
import { callIdOfConference } from './answers.js';
import { legState, timeOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';

const PARTS: Record<string, 'join' | 'leave' | 'hold' | 'unhold' | 'mute' | 'unmute'> = {
  'participant-join': 'join',
  'participant-leave': 'leave',
  'participant-hold': 'hold',
  'participant-unhold': 'unhold',
  'participant-mute': 'mute',
  'participant-unmute': 'unmute',
};

/**
 * What the carrier tells of legs and conferences. Everything may be told twice, late, and in any order. It is kept before the carrier
 * has its answer; what follows comes after, a little later where it is only to be shown: that somebody is rung, held or mute.
 */
export function makeTold({ clock, calls }: Pick<VoiceNeeds, 'clock' | 'calls'>, { soon }: Pick<Afterwards, 'soon'>) {
  /** One of a call's legs is somewhere else now. */
  async function legTold(form: HookForm, named: string, role: string): Promise<void> {
    const { CallSid: sid = '', CallStatus, CallDuration, SipResponseCode, From, To } = form;
    const state = legState(CallStatus);
    if (!state || !sid) return;
    const of = LEG_ROLES.find((one) => one === role) ?? 'customer';
    const seconds = CallDuration === undefined ? undefined : Number(CallDuration);
    const fact = {
      ...{ kind: 'leg' as const, sid, state, role: of },
      // What a page is told besides is no part of its address.
      address: (of === 'customer' && !named ? From : To)?.replace(/\?.*$/, '') ?? '',
      ...(seconds !== undefined && { seconds }),
      ...(SipResponseCode && { sip: Number(SipResponseCode) }),
    };
    const event = { _id: `call:${sid}:${state}`, source: 'call', sequence: Number(form.SequenceNumber ?? 0) } as const;
    const at = timeOf(form, clock.now());
    const callId = named || callIdOf(sid);
    await calls.keep(callId, { ...event, at, fact });
    if (of === 'customer') await machineTold(form, callId);
    soon(callId, state === 'queued' || state === 'ringing');
  }

  /** A person took it, or a machine. Told beside the talk or with its leg: once, whichever comes first. */
  async function machineTold({ CallSid: sid = '', AnsweredBy: answeredBy }: HookForm, callId: string): Promise<void> {
    const call = answeredBy ? await calls.byId(callId) : null;
    if (call && answeredBy) await calls.step(call, 'amd.result', `${sid}:amd`, { answeredBy });
  }

  async function conferenceTold(form: HookForm): Promise<void> {
    const { ConferenceSid: conferenceSid = '', FriendlyName = '', StatusCallbackEvent = '', CallSid: sid = '' } = form;
    const callId = callIdOfConference(FriendlyName);
    const sequence = Number(form.SequenceNumber ?? 0);
    const what = PARTS[StatusCallbackEvent];
    const began = StatusCallbackEvent === 'conference-start';
    if (!callId || (!what && !began && StatusCallbackEvent !== 'conference-end')) return;
    // Who was taken out of it is somewhere else, and who never came has not answered.
    const gone = what === 'leave' && legState(form.ParticipantCallStatus) === 'completed';
    const fact = what
      ? ({ kind: 'part', sid, conferenceSid, what, ...(gone && { gone }) } as const)
      : ({ kind: 'conference', sid: conferenceSid, what: began ? 'start' : 'end' } as const);
    const _id = `conference:${conferenceSid}:${sequence}:${StatusCallbackEvent}`;
    await calls.keep(callId, { _id, source: 'conference', sequence, at: timeOf(form, clock.now()), fact });
    soon(callId, began || (what !== undefined && what !== 'join' && what !== 'leave'));
  }

  /**
   * Somebody is in the line no more. Who hung up there is gone, even where the word of their leg is lost; when, is known by how long
   * they were in it.
   */
  async function lineTold(form: HookForm, callId: string): Promise<void> {
    const { CallSid: sid = '', CallStatus, QueueResult, QueueTime } = form;
    const state = legState(CallStatus);
    const isOver = QueueResult === 'hangup' || (state !== null && LEG_RANK[state] === LEG_ENDED);
    const call = isOver ? await calls.byId(callId) : null;
    if (!call || call.sid !== sid) return;
    // Who called before and waits on has been in the line for longer than this call is old.
    const cameIn = Math.max(+call.createdAt, +(call.queuedAt ?? 0));
    const now = clock.now();
    const at = QueueTime ? new Date(Math.min(+now, cameIn + Number(QueueTime) * 1_000)) : now;
    await calls.keep(callId, { _id: `line:${sid}`, source: 'line', sequence: 0, at, fact: { kind: 'gone', sid } });
    soon(callId);
  }

  return { legTold, machineTold, conferenceTold, lineTold };
}
