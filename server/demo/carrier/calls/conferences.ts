import { keepNewest } from '../keep-newest.js';
import { newSid } from '../sids.js';
import { type Call, isOver } from './call.js';
import { stamp } from './call-forms.js';
import { type Conference, hears, type JoinWish, type Participant } from './conference.js';
import type { Recording } from './recordings.js';
import { makeRun, type Run } from './run.js';
import type { Source, Voice } from './voice.js';

/** Names of events as they are asked for, by those under which they arrive. */
const ASKED: Record<string, string> = {
  'conference-start': 'start',
  'conference-end': 'end',
  'participant-join': 'join',
  'participant-leave': 'leave',
  'participant-mute': 'mute',
  'participant-unmute': 'mute',
  'participant-hold': 'hold',
  'participant-unhold': 'hold',
  'participant-modify': 'modify',
  'announcement-end': 'announcement',
};

export type Conferences = ReturnType<typeof makeConferences>;

export function makeConferences(voice: Omit<Voice, 'conferencing'>) {
  const { world, conferences } = voice;

  /** The running one of that name, else a new one. */
  function conference(accountSid: string, name: string): Conference {
    const running = [...conferences.values()].find(
      (one) => one.accountSid === accountSid && one.status !== 'completed' && (one.name === name || one.sid === name),
    );
    if (running) return running;
    const now = world.time.now();
    const made: Conference = {
      ...{ sid: newSid('CF'), accountSid, name, status: 'init', createdAt: now, updatedAt: now, sequence: 0 },
      ...{ participants: new Map(), told: null, wait: null, recording: null, record: null, endedBy: null },
    };
    return keepNewest(conferences, made.sid, made);
  }

  function tell(one: Conference, event: string, about: Participant | null, more: Record<string, string> = {}): void {
    one.updatedAt = world.time.now();
    world.log.add('call', event, { sid: one.sid });
    const account = world.accounts.get(one.accountSid);
    if (!one.told || !account || !one.told.events.includes(ASKED[event] ?? '')) return;
    const form = {
      ...{ ConferenceSid: one.sid, FriendlyName: one.name, AccountSid: one.accountSid, StatusCallbackEvent: event },
      ...{ SequenceNumber: String(one.sequence), Timestamp: stamp(world.time.now()) },
      ...(about && participantForm(about)),
      ...more,
    };
    one.sequence += 1;
    world.webhooks.callback({ ...one.told, account, form, kind: `conference.${event}` });
  }

  /** Starts as soon as two are there, or one who may begin alone. */
  function startIfDue(one: Conference): void {
    const there = [...one.participants.values()];
    if (one.status !== 'init' || there.length < 2 || !there.some(({ startsOnEnter }) => startsOnEnter)) return;
    one.status = 'in-progress';
    for (const participant of there) if (!participant.hold) quiet(participant);
    tell(one, 'conference-start', null);
    if (one.record) startRecording(one, one.record.told, 'Conference');
  }

  function startRecording(one: Conference, told: JoinWish['told'], source: Recording['source']): Recording | null {
    const [first] = one.participants.values();
    if (!first) return null;
    one.recording = voice.recordings.begin({ call: first.call, conferenceSid: one.sid, source, told });
    return one.recording;
  }

  /** Plays to one alone, again and again. */
  function playTo(participant: Participant, source: Source | null, once = false): Promise<void> {
    quiet(participant);
    if (!source) return Promise.resolve();
    const music = makeRun(world.time);
    participant.music = music;
    const playing = once
      ? voice.load(participant.call, source).then((document) => voice.perform(participant.call, music, document))
      : voice.loop(participant.call, music, () => source);
    return playing.then(
      () => {},
      () => {},
    );
  }

  /** @returns when it has left, while its call goes on. @throws Stopped when its call does not */
  async function join(one: Conference, call: Call, run: Run, wish: JoinWish): Promise<void> {
    one.told ??= wish.told;
    one.record ??= wish.record;
    let remove = () => {};
    const removed = new Promise<void>((resolve) => {
      remove = resolve;
    });
    const now = world.time.now();
    const { muted, coaches, startsOnEnter, endsOnExit, label } = wish;
    const participant: Participant = {
      ...{ call, muted, coaches, startsOnEnter, endsOnExit, label },
      ...{ hold: false, joinedAt: now, updatedAt: now, music: null, remove },
    };
    one.participants.set(call.sid, participant);
    call.reaches = () =>
      one.status === 'in-progress' ? others(one, participant).map((listener) => listener.call) : [];
    tell(one, 'participant-join', participant);
    startIfDue(one);
    if (one.status === 'init') void playTo(participant, wish.wait);
    try {
      await run.until(removed);
    } finally {
      left(one, participant);
    }
  }

  function left(one: Conference, participant: Participant): void {
    const { call } = participant;
    quiet(participant);
    if (!one.participants.delete(call.sid)) return;
    call.reaches = () => [];
    const status = isOver(call) ? call.status : 'in-progress';
    tell(one, 'participant-leave', participant, {
      ParticipantCallStatus: status,
      ReasonParticipantLeft: reasonOf(call),
    });
    if (one.status === 'completed') return;
    if (participant.endsOnExit) end(one, call.sid, 'participant-with-end-conference-on-exit-left');
    else if (one.participants.size === 0) end(one, call.sid, 'last-participant-left');
  }

  function end(one: Conference, callSid: string | null, reason: string): void {
    if (one.status === 'completed') return;
    one.status = 'completed';
    one.endedBy = { callSid, reason };
    if (one.recording) voice.recordings.finish(one.recording);
    const why = { ReasonConferenceEnded: reason, ...(callSid && { CallSidEndingConference: callSid }) };
    for (const participant of [...one.participants.values()]) {
      left(one, participant);
      participant.remove();
    }
    tell(one, 'conference-end', null, why);
  }

  return { conference, tell, playTo, join, end, startRecording };
}

const others = (one: Conference, speaker: Participant) =>
  [...one.participants.values()].filter((listener) => hears(listener, speaker));

function quiet(participant: Participant): void {
  participant.music?.stop();
  participant.music = null;
}

const reasonOf = (call: Call) => (isOver(call) ? 'participant_hung_up' : 'moderator_removed_participant_via_api');

const participantForm = (one: Participant): Record<string, string> => ({
  ...{
    CallSid: one.call.sid,
    Muted: String(one.muted),
    Hold: String(one.hold),
    Coaching: String(one.coaches !== null),
  },
  ...{ EndConferenceOnExit: String(one.endsOnExit), StartConferenceOnEnter: String(one.startsOnEnter) },
  ...(one.coaches && { CallSidToCoach: one.coaches }),
  ...(one.label && { ParticipantLabel: one.label }),
});
