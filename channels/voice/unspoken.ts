import type { CallRecord } from '../../server/contract/index.js';
import type { LineOf } from './line-of.js';
import type { VoiceNeeds } from './needs.js';

/** After so long without an answer nobody waits to be called any more. */
const LONGEST_MS = 3 * 86_400_000;

/**
 * Whoever went to leave a message and hung up before the tone: nothing was recorded, so no word of it comes, and the carrier is asked.
 * That there is none is kept as if it had been told.
 */
export function makeUnspoken(
  { calls, clock, log }: Pick<VoiceNeeds, 'calls' | 'clock' | 'log'>,
  lineOf: LineOf,
  { follow }: { follow(call: CallRecord | null): Promise<void> },
) {
  async function askDue(): Promise<void> {
    for (const call of await calls.awaitingMessages()) await ask(call).catch(failed);
  }

  const failed = (error: unknown) => log.warn({ error }, 'the carrier could not be asked for a message');

  async function ask(call: CallRecord): Promise<void> {
    if (!(await calls.askForMessage(call))) return;
    const line = +clock.now() - +call.createdAt < LONGEST_MS ? await lineOf(call) : null;
    if (line && !hasWord(call) && !(await line.hasMessage(call))) await noneIsLeft(call);
    await calls.askedForMessage(call._id);
  }

  async function noneIsLeft({ _id, sid }: CallRecord): Promise<void> {
    const fact = { kind: 'recording', sid: 'none', what: 'voicemail', state: 'absent' } as const;
    const told = { _id: `asked:${sid}:message`, source: 'asked', sequence: 0, at: clock.now(), fact } as const;
    await follow(await calls.tell(_id, told));
  }

  return { askDue };
}

/** Something was told of a message of theirs, if only that there is no sound in it. */
export const hasWord = ({ state }: Pick<CallRecord, 'state'>): boolean =>
  state.recordings.some(({ what }) => what === 'voicemail');
