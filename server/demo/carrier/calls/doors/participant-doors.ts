import { ApiError, notFound } from '../../api/api-error.js';
import { type Asked, type Doors, type Fields, gone, made, ok } from '../../api/asked.js';
import { dated, page } from '../../api/paging.js';
import type { Call } from '../call.js';
import { CALLABLE } from '../client-address.js';
import type { Conference, JoinWish, Participant } from '../conference.js';
import { makeRun, Stopped } from '../run.js';
import { methodOf } from '../verbs/attributes.js';
import type { Source, Voice } from '../voice.js';
import { tellWhoAnswered, toldIn } from './call-doors.js';
import { announcement, findConference } from './conference-doors.js';

/** Who is in a conference: bring in, mute, hold, coach, take out. */
export function participantDoors(voice: Voice): Doors {
  const found = (asked: Asked): [Conference, Participant] => {
    const conference = findConference(voice, asked);
    const { callSid } = asked.params;
    const one = [...conference.participants.values()].find(
      ({ call, label }) => call.sid === callSid || label === callSid,
    );
    if (!one) throw notFound(asked.uri);
    return [conference, one];
  };
  return {
    'GET Conferences/{sid}/Participants': (asked) => {
      const conference = findConference(voice, asked);
      const [muted, hold] = [asked.query.flag('Muted'), asked.query.flag('Hold')];
      const there = [...conference.participants.values()].filter(
        (one) => (muted === null || one.muted === muted) && (hold === null || one.hold === hold),
      );
      return page(asked, 'participants', there, (one) => participantView(conference, one));
    },
    'POST Conferences/{sid}/Participants': (asked) => made(bringIn(voice, asked)),
    'GET Conferences/{sid}/Participants/{callSid}': (asked) => ok(participantView(...found(asked))),
    'POST Conferences/{sid}/Participants/{callSid}': (asked) => {
      const [conference, one] = found(asked);
      update(voice, conference, one, asked);
      return ok(participantView(conference, one));
    },
    'DELETE Conferences/{sid}/Participants/{callSid}': (asked) => {
      found(asked)[1].remove();
      return gone;
    },
  };
}

/** Rings somebody, who joins when they answer; a conference that is named, and is not there, begins. */
function bringIn(voice: Voice, { account, form, params, uri }: Asked) {
  const { sid: key } = params;
  const [to, from] = [form.text('To'), form.text('From')];
  if (/^CF[0-9a-f]{32}$/.test(key!) && voice.conferences.get(key!)?.accountSid !== account.sid) throw notFound(uri);
  if (!CALLABLE.test(to)) throw new ApiError(400, 21_211, `Invalid 'To' Phone Number: ${to}`);
  if (voice.world.numbers.get(from)?.accountSid !== account.sid && !from.startsWith('client:'))
    throw new ApiError(400, 21_210, `'From' phone number not verified: ${from}`);
  const conference = voice.conferencing.conference(account.sid, decodeURIComponent(key!));
  if (conference.status === 'completed') throw notFound(uri);
  conference.told ??= toldIn(form, 'ConferenceStatusCallback', ['start', 'end']);
  const { call, answered } = voice.ring({
    ...{ to, from, accountSid: account.sid, direction: 'outbound-api', told: toldIn(form) },
    timeoutSeconds: form.whole('Timeout', 60, 1, 600),
    machineDetection: form.text('MachineDetection') !== '',
  });
  const wish = wishOf(form);
  const now = voice.world.time.now();
  const coming: Participant = { call, ...wish, hold: false, joinedAt: now, updatedAt: now, music: null, remove() {} };
  void answered.then((yes) => {
    if (yes) {
      tellWhoAnswered(voice, call, form.text('AmdStatusCallback'));
      return enter(voice, conference, coming, wish);
    }
    const reason = { ReasonParticipantLeft: 'participant_add_failed', ParticipantCallStatus: call.status };
    voice.conferencing.tell(conference, 'participant-leave', coming, reason);
  });
  return participantView(conference, coming);
}

function enter(voice: Voice, conference: Conference, { call }: Participant, wish: JoinWish): void {
  const run = makeRun(voice.world.time);
  call.run = run;
  voice.conferencing
    .join(conference, call, run, wish)
    .then(() => voice.end(call))
    .catch((error: unknown) => {
      if (!(error instanceof Stopped)) throw error;
    });
}

const wishOf = (form: Fields): JoinWish => ({
  muted: form.flag('Muted') ?? false,
  coaches: form.flag('Coaching') ? form.text('CallSidToCoach') : null,
  startsOnEnter: form.flag('StartConferenceOnEnter') ?? true,
  endsOnExit: form.flag('EndConferenceOnExit') ?? false,
  label: form.text('Label') || null,
  wait: sourceOf(form, 'WaitUrl', 'WaitMethod', 'conference.wait'),
  told: toldIn(form, 'ConferenceStatusCallback', ['start', 'end']),
  record: /^(true|record-from-start)$/.test(form.text('ConferenceRecord'))
    ? { told: toldIn(form, 'ConferenceRecordingStatusCallback') }
    : null,
});

const sourceOf = (form: Fields, url: string, method: string, kind: string): Source | null =>
  form.text(url) ? { url: form.text(url), method: methodOf(form.text(method)), kind } : null;

function update(voice: Voice, conference: Conference, one: Participant, asked: Asked): void {
  const { form } = asked;
  const { tell, playTo } = voice.conferencing;
  one.updatedAt = voice.world.time.now();
  const [muted, hold, coaching, endsOnExit] = ['Muted', 'Hold', 'Coaching', 'EndConferenceOnExit'].map((name) =>
    form.flag(name),
  );
  if (coaching) one.coaches = form.text('CallSidToCoach') || one.coaches;
  if (coaching === false) one.coaches = null;
  if (typeof endsOnExit === 'boolean') one.endsOnExit = endsOnExit;
  if (typeof coaching === 'boolean' || typeof endsOnExit === 'boolean') tell(conference, 'participant-modify', one);
  if (typeof muted === 'boolean' && muted !== one.muted) {
    one.muted = muted;
    tell(conference, muted ? 'participant-mute' : 'participant-unmute', one);
  }
  if (typeof hold === 'boolean' && hold !== one.hold) {
    one.hold = hold;
    void playTo(one, hold ? sourceOf(form, 'HoldUrl', 'HoldMethod', 'conference.hold') : null);
    tell(conference, hold ? 'participant-hold' : 'participant-unhold', one);
  }
  const announce = announcement(asked);
  if (announce) void playTo(one, announce, true).then(() => tell(conference, 'announcement-end', one));
}

const STATUS: Record<Call['status'], 'queued' | 'connecting' | 'ringing' | 'connected' | 'complete' | 'failed'> = {
  ...{
    queued: 'queued',
    initiated: 'connecting',
    ringing: 'ringing',
    'in-progress': 'connected',
    completed: 'complete',
  },
  ...{ busy: 'failed', failed: 'failed', 'no-answer': 'failed', canceled: 'failed' },
};

function participantView(conference: Conference, one: Participant) {
  const { call, muted, hold, coaches, endsOnExit, startsOnEnter, label, joinedAt, updatedAt } = one;
  const home = `/2010-04-01/Accounts/${conference.accountSid}/Conferences/${conference.sid}`;
  return {
    ...{ account_sid: conference.accountSid, conference_sid: conference.sid, call_sid: call.sid, label, muted, hold },
    ...{ coaching: coaches !== null, call_sid_to_coach: coaches, queue_time: '0' },
    ...{ end_conference_on_exit: endsOnExit, start_conference_on_enter: startsOnEnter },
    status: STATUS[call.status],
    date_created: dated(joinedAt),
    date_updated: dated(updatedAt),
    uri: `${home}/Participants/${call.sid}.json`,
  };
}
