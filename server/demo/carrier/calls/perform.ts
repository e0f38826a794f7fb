import type { Call } from './call.js';
import type { Run } from './run.js';
import { absolute, methodOf } from './verbs/attributes.js';
import { dial } from './verbs/dial.js';
import { enqueue } from './verbs/enqueue.js';
import { gather } from './verbs/gather.js';
import { record } from './verbs/record.js';
import { pause, play, say } from './verbs/speak.js';
import type { Document, Step, Verdict, Voice } from './voice.js';

type Follow = (voice: Voice, step: Step) => Promise<Verdict> | Verdict;

/** A word of the language and what it does. Message belongs to texts; on a call it does nothing. */
const VERBS: Record<string, Follow> = {
  Say: say,
  Play: play,
  Pause: pause,
  Gather: gather,
  Record: record,
  Enqueue: enqueue,
  Dial: dial,
  Redirect: (_voice, { verb, document }) => ({
    url: absolute(document, verb.text || document.url),
    method: methodOf(verb.attributes.method),
    kind: 'call.redirect',
  }),
  Leave: () => 'leave',
  Hangup: () => 'end',
  Reject: (voice, { call, verb }) => {
    voice.end(call, verb.attributes.reason === 'busy' ? 'busy' : 'no-answer');
    return 'end';
  },
};

/** Follows one document until a verb says to go elsewhere, or to its end. */
export async function perform(voice: Voice, call: Call, run: Run, document: Document): Promise<Verdict> {
  for (const verb of document.verbs) {
    if (verb.name !== 'Reject' && call.status === 'ringing' && call.direction === 'inbound')
      voice.enter(call, 'in-progress');
    const verdict = await VERBS[verb.name]?.(voice, { call, run, verb, document });
    if (verdict) return verdict;
  }
  return null;
}
