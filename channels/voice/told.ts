import { callIdOf } from '../../server/calls/index.js';
import { LEG_ROLES } from '../../server/contract/index.js';
import type { HookForm } from '../twilio/index.js';
import type { Following } from './following.js';
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

/** What the carrier tells of legs and conferences. Everything may be told twice, late, and in any order. */
export function makeTold({ clock, calls }: Pick<VoiceNeeds, 'clock' | 'calls'>, { follow }: Pick<Following, 'follow'>) {
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
    const call = await calls.tell(named || callIdOf(sid), { ...event, at, fact });
    if (call && of === 'customer' && form.AnsweredBy)
      await calls.step(call, 'amd.result', `${sid}:amd`, { answeredBy: form.AnsweredBy });
    await follow(call);
  }

  async function conferenceTold(form: HookForm): Promise<void> {
    const { ConferenceSid: conferenceSid = '', FriendlyName = '', StatusCallbackEvent = '', CallSid = '' } = form;
    const callId = FriendlyName.replace(/^call-/, '');
    const sequence = Number(form.SequenceNumber ?? 0);
    const what = PARTS[StatusCallbackEvent];
    const began = StatusCallbackEvent === 'conference-start';
    if (!what && !began && StatusCallbackEvent !== 'conference-end') return;
    const fact = what
      ? ({ kind: 'part', sid: CallSid, conferenceSid, what } as const)
      : ({ kind: 'conference', sid: conferenceSid, what: began ? 'start' : 'end' } as const);
    const _id = `conference:${conferenceSid}:${sequence}:${StatusCallbackEvent}`;
    await follow(
      await calls.tell(callId, { _id, source: 'conference', sequence, at: timeOf(form, clock.now()), fact }),
    );
  }

  return { legTold, conferenceTold };
}
