import { ApiError, notFound } from '../../api/api-error.js';
import { type Asked, type Doors, gone, made, ok, type Reply } from '../../api/asked.js';
import { dated, page } from '../../api/paging.js';
import { type Recording, TOO_SHORT } from '../recordings.js';
import type { Voice } from '../voice.js';
import { wavOf } from '../wav.js';
import { findCall, toldIn } from './call-doors.js';

/** Recordings: by themselves, of a call, of a conference. */
export function recordingDoors(voice: Voice): Doors {
  const { recordings } = voice;
  const found = ({ account, params, uri }: Asked): Recording => {
    const one = recordings.all(account.sid).find(({ sid }) => sid === params.recordingSid);
    if (!one) throw notFound(uri);
    return one;
  };
  const list = (asked: Asked, of: (one: Recording) => boolean, view: View = recordingView) =>
    page(asked, 'recordings', recordings.all(asked.account.sid).filter(of), view);
  const remove = (asked: Asked): Reply => {
    recordings.remove(found(asked).sid);
    return gone;
  };
  const change =
    (view: View) =>
    (asked: Asked): Reply => {
      const status = asked.form.text('Status');
      if (status !== 'paused' && status !== 'in-progress' && status !== 'stopped')
        throw new ApiError(400, 20_001, `Invalid Status: ${status}`);
      const changed = recordings.change(found(asked), status);
      if (!changed) throw new ApiError(400, 21_220, 'Recording is not active. Cannot update.');
      return ok(view(changed));
    };
  return {
    'GET Recordings': (asked) => list(asked, () => true),
    'GET Recordings/{recordingSid}': (asked) => {
      const recording = found(asked);
      return asked.format === 'json' ? ok(recordingView(recording)) : fileOf(recording, asked);
    },
    'DELETE Recordings/{recordingSid}': remove,
    'GET Calls/{sid}/Recordings': (asked) =>
      list(asked, ({ callSid }) => callSid === findCall(voice, asked).sid, ofCallView),
    'POST Calls/{sid}/Recordings': (asked) => {
      const call = findCall(voice, asked);
      if (call.status !== 'in-progress')
        throw new ApiError(400, 21_220, 'Requested resource is not eligible for recording');
      const told = toldIn(asked.form, 'RecordingStatusCallback');
      return made(ofCallView(recordings.begin({ call, source: 'StartCallRecordingAPI', told })));
    },
    'GET Calls/{sid}/Recordings/{recordingSid}': (asked) => ok(ofCallView(found(asked))),
    'POST Calls/{sid}/Recordings/{recordingSid}': change(ofCallView),
    'DELETE Calls/{sid}/Recordings/{recordingSid}': remove,
    'GET Conferences/{sid}/Recordings': (asked) =>
      list(asked, ({ conferenceSid }) => conferenceSid === asked.params.sid, commonView),
    'GET Conferences/{sid}/Recordings/{recordingSid}': (asked) => ok(commonView(found(asked))),
    'POST Conferences/{sid}/Recordings/{recordingSid}': change(commonView),
    'DELETE Conferences/{sid}/Recordings/{recordingSid}': remove,
  };
}

/** As WAV only: nothing here makes MP3. */
function fileOf(recording: Recording, { format, uri }: Asked): Reply {
  if (recording.status !== 'completed' || format === 'mp3') throw notFound(uri);
  if (recording.missing > 0) {
    recording.missing -= 1;
    throw notFound(uri);
  }
  return { status: 200, bytes: wavOf(recording.seconds), type: 'audio/x-wav' };
}

type View = (one: Recording) => object;

/** What is said of it wherever it is asked for. */
function commonView({ sid, accountSid, callSid, conferenceSid, status, source, startedAt, seconds }: Recording) {
  const isDone = status === 'completed' || status === 'absent';
  return {
    ...{ sid, account_sid: accountSid, call_sid: callSid, conference_sid: conferenceSid, status, source },
    ...{ channels: 1, duration: isDone ? String(seconds) : '-1', error_code: status === 'absent' ? TOO_SHORT : null },
    ...{ price: null, price_unit: 'USD', api_version: '2010-04-01', encryption_details: null },
    ...{ start_time: dated(startedAt), date_created: dated(startedAt), date_updated: dated(startedAt) },
    uri: `/2010-04-01/Accounts/${accountSid}/Recordings/${sid}.json`,
  };
}

const ofCallView: View = (one) => ({ ...commonView(one), track: 'both' });

const recordingView: View = (one) => ({
  ...commonView(one),
  media_url: `${one.form().RecordingUrl}`,
  subresource_uris: {},
});
