import { createHash } from 'node:crypto';
import { callIdOf } from '../../server/calls/index.js';
import type { AttachmentRecord, CallRecord } from '../../server/contract/index.js';
import { fetchMedia, type HookForm } from '../twilio/index.js';
import { timeOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';

const MOST_FETCHES = 8;
const FETCH_AGAIN_MS = 5_000;

/** What was recorded of calls: fetched from the carrier, and kept with us. */
export function makeRecordings(needs: VoiceNeeds) {
  const { clock, log, calls, conversations, files, numbers, carrierBase } = needs;

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
      const file = await files.keepOwn({ id, owner: 'voice', name: 'message.wav', bytes, type: 'audio/wav' });
      await kept(call, number.voice.queueId, { sid, file, lengthMs });
    } catch (error) {
      log.warn({ error, tries }, 'a recording could not be fetched');
      if (tries + 1 >= MOST_FETCHES) return calls.notFetched(call._id, sid);
      const dueAt = new Date(+clock.now() + FETCH_AGAIN_MS * 2 ** tries);
      return calls.fetchAgain(call._id, sid, tries + 1, dueAt);
    }
  }

  /** A message waits like a call does, and stays when its caller is gone. */
  async function kept(
    call: CallRecord,
    queueId: string | null,
    { sid, file, lengthMs }: { sid: string; file: AttachmentRecord; lengthMs: number },
  ) {
    if (!call.conversationId && queueId) await calls.enter(call, queueId);
    const now = (await calls.byId(call._id)) ?? call;
    await calls.leave(call._id, 'voicemail');
    const conversation = now.conversationId ? await conversations.byId(now.conversationId) : null;
    if (conversation?.state === 'closed')
      await conversations.requeue(conversation._id, { version: conversation.version, reason: 'resumed' });
    const told = { fileId: file.fileId, lengthMs, transcript: null };
    await calls.step(now, 'voicemail.left', `${sid}:voicemail`, told, { attachments: [file] });
    await calls.fetched(call._id, sid);
  }

  return { recordingTold, fetchDue };
}
