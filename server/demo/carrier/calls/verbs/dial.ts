import type { Verb } from '../../twiml.js';
import { type Call, durationOf } from '../call.js';
import type { JoinWish } from '../conference.js';
import type { Run } from '../run.js';
import type { Source, Step, Verdict, Voice } from '../voice.js';
import { absolute, actionOf, flag, methodOf, seconds, toldOf } from './attributes.js';

/** Connects the leg with a conference, the front of a queue, or whoever of some numbers and clients answers first. */
export async function dial(voice: Voice, step: Step): Promise<Verdict> {
  const [part] = step.verb.children;
  if (part?.name === 'Conference') return dialConference(voice, step, part);
  if (part?.name === 'Queue') return dialQueue(voice, step, part);
  const targets =
    step.verb.children.length > 0 ? step.verb.children : [{ ...step.verb, name: 'Number', attributes: {} }];
  return dialLegs(voice, step, targets);
}

async function dialConference(voice: Voice, step: Step, part: Verb): Promise<Verdict> {
  const { call, run } = step;
  const conference = voice.conferencing.conference(call.accountSid, part.text);
  const joinedAt = voice.world.time.now().getTime();
  await voice.conferencing.join(conference, call, run, wishOf(step, part));
  const lasted = Math.round((voice.world.time.now().getTime() - joinedAt) / 1_000);
  return after(step, { DialCallStatus: 'completed', DialCallDuration: String(lasted), DialBridged: 'true' });
}

function wishOf({ document }: Step, { attributes }: Verb): JoinWish {
  const { muted, coach, startConferenceOnEnter, endConferenceOnExit, waitUrl, waitMethod, record } = attributes;
  const names = {
    url: 'recordingStatusCallback',
    method: 'recordingStatusCallbackMethod',
    events: 'recordingStatusCallbackEvent',
  };
  return {
    muted: flag(muted, false),
    coaches: coach ?? null,
    startsOnEnter: flag(startConferenceOnEnter, true),
    endsOnExit: flag(endConferenceOnExit, false),
    label: attributes.participantLabel ?? null,
    wait: waitUrl ? { url: absolute(document, waitUrl), method: methodOf(waitMethod), kind: 'conference.wait' } : null,
    told: toldOf(document, attributes, 'start end'),
    record: record === 'record-from-start' ? { told: toldOf(document, attributes, 'completed', names) } : null,
  };
}

/** The one who waits longest comes out; until somebody is there, this leg waits. */
async function dialQueue(voice: Voice, step: Step, part: Verb): Promise<Verdict> {
  const { call, run } = step;
  const front = () => voice.queues.find(call.accountSid, part.text)?.members[0];
  while (!front()) await run.wait(1_000);
  const member = front()!;
  const { url, method } = part.attributes;
  member.take('bridged');
  try {
    if (url) {
      const source: Source = { url: absolute(step.document, url), method: methodOf(method), kind: 'call.queue' };
      const document = await run.until(voice.load(member.call, source));
      await voice.perform(member.call, run, document);
    }
    const lasted = await bridge(voice, run, call, member.call);
    return after(step, { DialCallStatus: 'completed', DialCallSid: member.call.sid, ...lasted });
  } finally {
    member.call.bridgeOver?.();
  }
}

async function dialLegs(voice: Voice, step: Step, targets: Verb[]): Promise<Verdict> {
  const { call, run, verb } = step;
  const legs = targets.map((target) => ringLeg(voice, step, target));
  try {
    const taken = legs.map(async (leg) => ((await leg.answered) ? leg : Promise.reject(new Error('not answered'))));
    const winner = await run.until(Promise.any(taken).catch(() => null));
    for (const leg of legs) if (leg !== winner) voice.end(leg.call, 'canceled');
    if (!winner) {
      const { status, sid } = legs[0]!.call;
      return after(step, { DialCallStatus: status, DialCallSid: sid, DialBridged: 'false' });
    }
    const whispered = await whisper(voice, step, winner);
    const limitMs = seconds(verb.attributes.timeLimit, 14_400);
    const lasted = whispered ? await bridge(voice, run, call, winner.call, limitMs) : NOT_BRIDGED;
    return after(step, { DialCallStatus: 'completed', DialCallSid: winner.call.sid, ...lasted });
  } finally {
    for (const leg of legs) voice.end(leg.call);
  }
}

const NOT_BRIDGED = { DialBridged: 'false', DialCallDuration: '0' };

function ringLeg(voice: Voice, { call, verb, document }: Step, target: Verb) {
  const identity = target.children.find(({ name }) => name === 'Identity')?.text ?? target.text;
  const ringing = voice.ring({
    to: target.name === 'Client' ? `client:${identity}${parametersOf(target)}` : target.text,
    from: verb.attributes.callerId ?? (call.direction === 'inbound' ? call.from : call.to),
    accountSid: call.accountSid,
    direction: 'outbound-dial',
    parentSid: call.sid,
    told: toldOf(document, target.attributes, 'completed'),
    timeoutSeconds: seconds(verb.attributes.timeout, 30) / 1_000,
  });
  return { ...ringing, target };
}

/** What a client's page is told, as its address would carry it. */
function parametersOf({ children }: Verb): string {
  const given = children
    .filter(({ name }) => name === 'Parameter')
    .map(({ attributes: { name = '', value = '' } }) => [name, value]);
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

/** What only who answered hears before the two are connected. @returns false when they hung up on it */
async function whisper(voice: Voice, { document, run }: Step, leg: { call: Call; target: Verb }): Promise<boolean> {
  const { url, method } = leg.target.attributes;
  if (!url || leg.target.name === 'Conference') return !leg.call.endedAt;
  const source: Source = { url: absolute(document, url), method: methodOf(method), kind: 'call.whisper' };
  const heard = voice.load(leg.call, source).then((found) => voice.perform(leg.call, run, found));
  await run.until(Promise.race([heard, leg.call.ended]));
  return !leg.call.endedAt;
}

/** Both hear each other until the second leaves, the first is broken off, or the time is up. */
async function bridge({ world }: Voice, run: Run, first: Call, second: Call, limitMs = 14_400_000) {
  const began = world.time.now().getTime();
  first.reaches = () => [second];
  second.reaches = () => [first];
  const over = run.inner();
  try {
    await run.until(Promise.race([second.ended, over.wait(limitMs)]));
  } finally {
    over.stop();
    first.reaches = () => [];
    second.reaches = () => [];
  }
  const lasted = durationOf(second) || Math.round((world.time.now().getTime() - began) / 1_000);
  return { DialBridged: 'true', DialCallDuration: String(lasted) };
}

const after = (step: Step, form: Record<string, string>): Verdict => actionOf(step, form, 'call.dial');
