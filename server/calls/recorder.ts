import type { CallRecord, Recorder, Recording } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import type { ChangeCall } from './change.js';
import { CallModel } from './models.js';

/** Whoever is to see to a recording has done it after so long, or is dead: longer than the carrier's slowest answer, asked again. */
const SEEN_TO_WITHIN_MS = 60_000;

/** What is wanted of a call's recording, and how far it is. One at a time: of two at once, one is told `null`. */
export function makeRecorderActs({ clock, change }: { clock: Clock; change: ChangeCall }) {
  const soon = () => new Date(+clock.now() + SEEN_TO_WITHIN_MS);
  /** While nobody else took it over. */
  const mine = ({ recorder }: CallRecord) => ({ 'recorder.dueAt': recorder.dueAt });

  return {
    record: (callId: string, to: Recording, by: Recorder['by']) =>
      change(
        callId,
        {
          'state.endedAt': null,
          $or: [{ 'recorder.dueAt': null, recording: { $ne: to } }, { 'recorder.dueAt': { $lte: clock.now() } }],
        },
        {
          $set: {
            recording: to,
            'recorder.by': by,
            'recorder.since': clock.now(),
            'recorder.dueAt': soon(),
          },
        },
      ),
    recordAgain: (call: CallRecord) => change(call._id, mine(call), { $set: { 'recorder.dueAt': soon() } }),
    /** The carrier has it so. */
    recorded: (call: CallRecord, sid: string | null) =>
      change(call._id, mine(call), {
        $set: { 'recorder.sid': sid, 'recorder.state': call.recording, 'recorder.dueAt': null },
      }),
    /** The carrier did not do it, or did and did not say so: it is to be as it was, and that is seen to at once. */
    notRecorded: (call: CallRecord) =>
      change(call._id, mine(call), { $set: { recording: call.recorder.state, 'recorder.dueAt': clock.now() } }),
    /** Of which the carrier's recording may not be as it is to be. */
    toRecord: () =>
      CallModel.find({
        open: true,
        $or: [
          { 'recorder.dueAt': { $lte: clock.now() } },
          { freed: false, records: 'always', recording: 'off', 'state.conferenceOpen': true },
          { freed: true, recording: { $ne: 'off' }, 'state.endedAt': null },
        ],
      })
        .limit(50)
        .lean<CallRecord[]>(),
  };
}
