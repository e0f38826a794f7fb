import { isOver } from '../call.js';
import { callForm } from '../call-forms.js';
import type { Member, Queue } from '../queues.js';
import type { Source, Step, Verdict, Voice } from '../voice.js';
import { absolute, actionOf, methodOf } from './attributes.js';

type Result = 'bridged' | 'redirected' | 'hangup' | 'leave' | 'queue-full' | 'error';

/** Waits in a queue, hearing what its document says, until somebody takes the caller or they leave. */
export async function enqueue(voice: Voice, step: Step): Promise<Verdict> {
  const { call, run, verb } = step;
  const { queues, world } = voice;
  const queue = queues.find(call.accountSid, verb.text) ?? queues.make(call.accountSid, verb.text || 'default');
  const enter = (form: Record<string, string>, result: Result) =>
    actionOf(step, { QueueSid: queue.sid, ...form, QueueResult: result }, 'call.enqueue');
  if (queue.members.length >= queue.maxSize) return enter({ QueueTime: '0' }, 'queue-full');

  const waiting = run.inner();
  let taken: (result: 'bridged' | 'redirected') => void = () => {};
  const takenOut = new Promise<'bridged' | 'redirected'>((resolve) => {
    taken = resolve;
  });
  const member: Member = { call, since: world.time.now(), take: taken };
  queue.members.push(member);
  world.changed();
  try {
    const left = hearing(voice, step, queue, member, waiting);
    const result = await run.until(Promise.race([takenOut, left]));
    waiting.stop();
    if (result === 'bridged') await run.until(bridgeEnded(call));
    return enter(queues.form(queue, member), result);
  } finally {
    waiting.stop();
    queues.leave(queue, member);
    if (run.isStopped) tellGone(voice, step, enter(queues.form(queue, member), isOver(call) ? 'hangup' : 'redirected'));
    world.changed();
  }
}

/** What the other end of a bridge tells when it is over. */
const bridgeEnded = (call: Step['call']): Promise<void> =>
  new Promise((resolve) => {
    call.bridgeOver = resolve;
  });

/** Only a document's Leave ends it. */
function hearing(voice: Voice, { call, verb, document }: Step, queue: Queue, member: Member, run: Step['run']) {
  const { waitUrl, waitUrlMethod } = verb.attributes;
  if (!waitUrl) return new Promise<never>(() => {});
  const source = (): Source => ({
    url: absolute(document, waitUrl),
    method: methodOf(waitUrlMethod),
    form: voice.queues.form(queue, member),
    kind: 'call.wait',
  });
  // Broken off when the caller is taken: then nobody waits for this any more.
  return voice.loop(call, run, source).catch((error: unknown) => {
    if (run.isStopped) return new Promise<never>(() => {});
    throw error;
  });
}

/** What the address answers is nobody's: the caller is elsewhere. */
function tellGone({ world }: Voice, { call }: Step, action: Source | null): void {
  const account = world.accounts.get(call.accountSid);
  if (action && 'form' in action && account)
    world.webhooks.callback({ ...action, form: { ...callForm(call), ...action.form }, account });
}
