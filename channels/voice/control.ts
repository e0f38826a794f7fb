import { createHash } from 'node:crypto';
import { agentOf, callIdOf } from '../../server/calls/index.js';
import {
  type CallRecord,
  type ConversationRecord,
  LEG_ENDED,
  LEG_RANK,
  type LegRole,
} from '../../server/contract/index.js';
import { fetchMedia, type HookForm } from '../twilio/index.js';
import { legState, linesOf, timeOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';

const PARTS: Record<string, 'join' | 'leave' | 'hold' | 'unhold' | 'mute' | 'unmute'> = {
  'participant-join': 'join',
  'participant-leave': 'leave',
  'participant-hold': 'hold',
  'participant-unhold': 'unhold',
  'participant-mute': 'mute',
  'participant-unmute': 'unmute',
};
const MOST_FETCHES = 8;
const FETCH_AGAIN_MS = 5_000;

/** What happens to calls: what the carrier tells of them, and what follows from it. Everything may be told twice. */
export function makeControl(needs: VoiceNeeds) {
  const { clock, log, calls, conversations, files, numbers, publicUrl, carrierBase } = needs;

  async function lines(call: CallRecord) {
    const number = await numbers.byId(call.numberId);
    const account = number && (await numbers.secretsOf(number));
    return account ? linesOf(account, carrierBase(), publicUrl) : null;
  }

  /** One of a call's legs is somewhere else now. */
  async function legTold(form: HookForm, named: string, role: string): Promise<void> {
    const { CallSid: sid = '', CallStatus, CallDuration, SipResponseCode, From, To } = form;
    const state = legState(CallStatus);
    if (!state || !sid) return;
    const ofAgent = role === 'agent';
    const seconds = CallDuration === undefined ? undefined : Number(CallDuration);
    const fact = {
      ...{ kind: 'leg' as const, sid, state, role: (ofAgent ? 'agent' : 'customer') as LegRole },
      ...{ address: (ofAgent ? To : From) ?? '' },
      ...(seconds !== undefined && { seconds }),
      ...(SipResponseCode && { sip: Number(SipResponseCode) }),
    };
    const event = { _id: `call:${sid}:${state}`, source: 'call', sequence: Number(form.SequenceNumber ?? 0) } as const;
    const at = timeOf(form, clock.now());
    await follow(await calls.tell(named || callIdOf(sid), { ...event, at, fact }));
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

  /** A message, or a talk, was recorded; one without a sound is nothing to listen to. */
  async function recordingTold(form: HookForm, named: string): Promise<void> {
    const { RecordingSid: sid = '', RecordingStatus, RecordingUrl: url = '', RecordingDuration, CallSid = '' } = form;
    const seconds = Number(RecordingDuration ?? 0);
    const state = RecordingStatus === 'completed' && seconds > 0 ? 'completed' : 'absent';
    const callId = named || callIdOf(CallSid);
    const at = timeOf(form, clock.now());
    const fact = { kind: 'recording', sid, state, seconds } as const;
    const call = await calls.tell(callId, {
      _id: `recording:${sid}:${state}`,
      source: 'recording',
      sequence: 0,
      at,
      fact,
    });
    if (!call || state === 'absent') return;
    await calls.fetchLater(callId, { sid, url, lengthMs: seconds * 1_000 });
    await fetchDue();
  }

  /** What the state of a call asks for: legs to hang up, somebody to free. */
  async function follow(call: CallRecord | null): Promise<void> {
    if (!call) return;
    const conversation = call.conversationId ? await conversations.byId(call.conversationId) : null;
    if (call.state.endedAt) return customerGone(call, conversation);
    const agents = call.state.legs.filter(({ role }) => role === 'agent');
    const last = agents.at(-1);
    const alone = last && agents.every(({ endedAt }) => endedAt) && conversation?.state === 'active';
    if (!alone || conversation.agentId !== agentOf(last.address)) return;
    if (last.answeredAt) await hangUp(call, call.sid);
    else await waitAgain(conversation);
  }

  async function customerGone(call: CallRecord, conversation: ConversationRecord | null): Promise<void> {
    await calls.leave(call._id, call.ringing ? 'bridged' : 'hungUp');
    for (const { sid, endedAt } of call.state.legs) if (!endedAt) await hangUp(call, sid);
    if (!conversation || call.freed) return;
    // Who was about to leave a message may have left none; if one comes, the matter is opened again.
    if (!call.state.recordings.some(({ state }) => state === 'completed')) await needs.endByCustomer(conversation);
    await calls.free(call._id);
  }

  /** Nobody answered for the agent: the customer goes on waiting, at their place. */
  async function waitAgain({ _id, version, agentId }: ConversationRecord): Promise<void> {
    const fromAgentName = agentId ? await needs.agentName(agentId) : '';
    await conversations.requeue(_id, {
      version,
      reason: 'agentLost',
      fromAgentId: agentId ?? '',
      fromAgentName,
      passBy: true,
    });
  }

  async function hangUp(call: CallRecord, sid: string): Promise<void> {
    // It may have ended a moment before; the sweep sees to the rest.
    await (await lines(call))?.hangUp(sid).catch((error: unknown) => log.warn({ error }, 'a leg could not be hung up'));
  }

  /** Somebody took the conversation: both into one conference. The same assignment is carried out once. */
  async function connect({ _id, agentId, version }: ConversationRecord): Promise<void> {
    const call = await calls.byConversation(_id);
    if (!call || !agentId || call.left === 'voicemail' || !(await calls.ring(call._id, agentId, version))) return;
    const line = await lines(call);
    if (!line) return;
    await calls.leave(call._id, 'bridged');
    const isIn = call.state.legs.some((leg) => leg.sid === call.sid && leg.inConference);
    if (!isIn) await line.toConference(call);
    const sid = await line.ringAgent(call, agentId);
    const fact = { kind: 'leg', sid, role: 'agent', state: 'queued', address: `client:agent_${agentId}` } as const;
    const event = { _id: `call:${sid}:queued`, source: 'call', sequence: -1, at: clock.now(), fact } as const;
    await follow(await calls.tell(call._id, event));
  }

  async function onConversation(conversation: ConversationRecord): Promise<void> {
    if (conversation.channel !== 'voice') return;
    if (conversation.state === 'active') return connect(conversation);
    if (conversation.state !== 'closed' && conversation.state !== 'wrapUp') return;
    const call = await calls.byConversation(conversation._id);
    if (call && !call.state.endedAt) await hangUp(call, call.sid);
  }

  async function fetchDue(): Promise<void> {
    for (const call of await calls.toFetch())
      for (const due of call.fetching) if (due.dueAt <= clock.now()) await fetchOne(call, due);
  }

  async function fetchOne(
    call: CallRecord,
    { sid, url, lengthMs, tries }: CallRecord['fetching'][number],
  ): Promise<void> {
    const number = await numbers.byId(call.numberId);
    const account = number && (await numbers.secretsOf(number));
    try {
      if (!account || !number) throw new Error('no account');
      const bytes = await fetchMedia(`${url}.wav`, account, carrierBase());
      const id = createHash('sha256').update(`recording:${sid}`).digest('hex').slice(0, 24);
      const { fileId } = await files.keepOwn({ id, owner: 'voice', name: 'message.wav', bytes, type: 'audio/wav' });
      await kept(call, number.voice.queueId, { sid, fileId, lengthMs });
    } catch (error) {
      log.warn({ error, tries }, 'a recording could not be fetched');
      if (tries + 1 >= MOST_FETCHES) return calls.fetched(call._id, sid);
      const dueAt = new Date(+clock.now() + FETCH_AGAIN_MS * 2 ** tries);
      return calls.fetchAgain(call._id, sid, tries + 1, dueAt);
    }
  }

  /** A message waits like a call does, and stays when its caller is gone. */
  async function kept(
    call: CallRecord,
    queueId: string | null,
    { sid, fileId, lengthMs }: { sid: string; fileId: string; lengthMs: number },
  ) {
    if (!call.conversationId && queueId) await calls.enter(call, queueId);
    const now = (await calls.byId(call._id)) ?? call;
    await calls.leave(call._id, 'voicemail');
    const conversation = now.conversationId ? await conversations.byId(now.conversationId) : null;
    if (conversation?.state === 'closed')
      await conversations.requeue(conversation._id, { version: conversation.version, reason: 'resumed' });
    await calls.step(now, 'voicemail.left', `${sid}:voicemail`, { fileId, lengthMs, transcript: null });
    await calls.fetched(call._id, sid);
  }

  /** Asks the carrier about calls that were silent for long, and carries out what was left undone. */
  async function sweep(): Promise<void> {
    await fetchDue();
    for (const call of await calls.silent())
      await reconcile(call).catch((error: unknown) => log.warn({ error }, 'a call could not be asked about'));
  }

  async function reconcile(call: CallRecord): Promise<void> {
    const line = await lines(call);
    let now: CallRecord | null = call;
    for (const { sid, role, address } of line ? call.state.legs.filter(({ endedAt }) => !endedAt) : []) {
      const found = await line!.look(sid);
      const state = found ? found.state : 'failed';
      if (LEG_RANK[state] !== LEG_ENDED) continue;
      const fact = { kind: 'leg', sid, role, state, address: address ?? '', seconds: found?.seconds ?? 0 } as const;
      const event = {
        _id: `asked:${sid}:${state}`,
        source: 'asked',
        sequence: 0,
        at: found?.endedAt ?? clock.now(),
        fact,
      } as const;
      now = await calls.tell(call._id, event);
    }
    await calls.askedNow(call._id);
    await follow(now);
  }

  return { legTold, conferenceTold, recordingTold, onConversation, sweep };
}
