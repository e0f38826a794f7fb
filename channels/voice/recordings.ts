import { createHash } from 'node:crypto';
import { callIdOf } from '../../server/calls/index.js';
import type {
  AttachmentRecord,
  CallRecord,
  ConversationRecord,
  Fetching,
  RecordingOf,
} from '../../server/contract/index.js';
import { isAsleep, startKeyOfCall } from '../../server/conversations/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { fetchMedia, type HookForm, MediaError } from '../twilio/index.js';
import type { Afterwards } from './afterwards.js';
import { makeFoundCalls } from './found-calls.js';
import type { LineOf } from './line-of.js';
import { timeOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';

const MOST_FETCHES = 8;
const FETCH_AGAIN_MS = 5_000;
/** Two hours as the carrier writes them: 16,000 bytes a second. */
const MOST_BYTES = 2 * 3_600 * 16_000;
const BOUNDS = { maxBytes: MOST_BYTES, timeoutMs: 5 * 60_000 };

/** What was recorded of calls: fetched from the carrier, kept with us, and deleted there. */
export function makeRecordings(needs: VoiceNeeds, lineOf: LineOf, { soon }: Pick<Afterwards, 'soon'>) {
  const { clock, log, calls, conversations, files, numbers, carrierBase } = needs;
  const findCall = makeFoundCalls(needs);

  /** A message, or a talk, was recorded; one without a sound is nothing to listen to. */
  async function recordingTold(form: HookForm, account: CarrierAccess, about: { call: string; what: string }) {
    const { RecordingSid: sid = '', RecordingStatus, RecordingUrl: url = '', RecordingDuration, CallSid = '' } = form;
    const seconds = Number(RecordingDuration ?? 0);
    const state = RecordingStatus === 'completed' && seconds > 0 ? 'completed' : 'absent';
    const what: RecordingOf = about.what === 'talk' ? 'talk' : 'voicemail';
    const callId = about.call || callIdOf(CallSid);
    const event = { _id: `recording:${sid}:${state}`, source: 'recording', sequence: 0 } as const;
    const fact = { kind: 'recording', sid, what, state, seconds } as const;
    const told = { ...event, at: timeOf(form, clock.now()), fact };
    if (state === 'absent') {
      await calls.keep(callId, told);
      return soon(callId, true);
    }
    const call = await calls.tell(callId, told);
    if (!(call ?? (await findCall(CallSid, account)))) return;
    await calls.fetchLater(callId, { sid, what, url, lengthMs: seconds * 1_000 });
    await fetchDueOf(await calls.byId(callId));
  }

  async function fetchDue(): Promise<void> {
    for (const call of await calls.toFetch()) await fetchDueOf(call);
  }

  async function fetchDueOf(call: CallRecord | null): Promise<void> {
    for (const due of call?.fetching ?? [])
      if (due.dueAt <= clock.now() && (await calls.fetchNow(call!._id, due))) await fetchOne(call!, due);
  }

  async function fetchOne(call: CallRecord, due: Fetching): Promise<void> {
    try {
      if (!due.kept) await keep(call, due);
      await (await lineOf(call))?.deleteRecording(due.sid);
      await calls.fetched(call._id, due.sid);
    } catch (error) {
      const tries = due.tries + 1;
      log.warn({ error, tries }, 'a recording could not be fetched');
      if (tries >= MOST_FETCHES || (error instanceof MediaError && error.why === 'tooLarge'))
        return calls.fetched(call._id, due.sid);
      await calls.fetchAgain(call._id, due.sid, new Date(+clock.now() + FETCH_AGAIN_MS * 2 ** due.tries));
    }
  }

  async function keep(call: CallRecord, { sid, what, url, lengthMs }: Fetching): Promise<void> {
    const number = await numbers.byId(call.numberId);
    const account = number && (await numbers.secretsOf(number));
    if (!account || !number) throw new Error('no account');
    const bytes = await fetchMedia(`${url}.wav`, account, carrierBase(), BOUNDS);
    const id = createHash('sha256').update(`recording:${sid}`).digest('hex').slice(0, 24);
    const about = { id, owner: 'voice', bytes, type: 'audio/wav', maxBytes: MOST_BYTES };
    const file = await files.keepOwn({ ...about, name: what === 'talk' ? 'call.wav' : 'message.wav' });
    const recorded = { sid, file, lengthMs };
    await (what === 'talk' ? talkKept(call, recorded) : messageKept(call, number.voice.queueId, recorded));
    await calls.fetchedHere(call._id, sid);
  }

  async function talkKept(call: CallRecord, { sid, file, lengthMs }: Kept): Promise<void> {
    const told = { fileId: file.fileId, lengthMs };
    await calls.step(call, 'recording.available', `${sid}:available`, told, { attachments: [file] });
  }

  /** A message waits like a call does, and stays when its caller is gone. */
  async function messageKept(call: CallRecord, queueId: string | null, { sid, file, lengthMs }: Kept) {
    if (!call.conversationId) await comesTo(call, queueId);
    const now = (await calls.byId(call._id)) ?? call;
    await calls.leave(call._id, 'voicemail');
    const conversation = now.conversationId ? await conversations.byId(now.conversationId) : null;
    if (conversation && isAsleep(conversation))
      await conversations.requeue(conversation._id, { version: conversation.version, reason: 'resumed' });
    const told = { fileId: file.fileId, lengthMs, transcript: null };
    const left = await calls.step(now, 'voicemail.left', `${sid}:voicemail`, told, { attachments: [file] });
    // Whoever has it would not see it there.
    if (conversation && conversation.startKey !== startKeyOfCall(call.sid))
      await conversations.noteAside(conversation, left);
  }

  /** Nobody waited with it in a line. */
  async function comesTo(call: CallRecord, queueId: string | null): Promise<void> {
    const waiting = await waitsFor(call);
    if (waiting) await calls.joins(call._id, waiting, call.left === 'voicemail' ? null : call.createdAt);
    else if (queueId) await calls.enter(call, queueId);
  }

  /** What they are written with about, or called about before: of one matter there are not two. Not what another talks about just now. */
  async function waitsFor({ from, numberId, customerId }: CallRecord): Promise<ConversationRecord | null> {
    if (from === '') return null;
    const byText = await conversations.openByText(numberId, from);
    if (byText?.channel === 'sms') return byText;
    const byPhone = await conversations.unfinished(customerId, 'voice');
    const last = byPhone && (await calls.byConversation(byPhone._id));
    return last?.state.endedAt ? byPhone : null;
  }

  return { recordingTold, fetchDue };
}

interface Kept {
  sid: string;
  file: AttachmentRecord;
  lengthMs: number;
}
