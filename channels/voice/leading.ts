import type { LeadingAnswer, MadeAnswer } from '../../server/calls/index.js';
import type { CallLeads, CallRecord } from '../../server/contract/index.js';
import { inTurn } from '../../server/platform/index.js';
import type { ByText } from './by-text.js';
import type { CallingBack } from './calling-back.js';
import type { VoiceNeeds } from './needs.js';

export type Leading = ReturnType<typeof makeLeading>;

interface LeadingNeeds {
  callingBack: Pick<CallingBack, 'ask' | 'comesIn'>;
  byText: Pick<ByText, 'comesBack'>;
  /** Something was told of it that nobody has looked at. */
  soon(callId: string): void;
}

/**
 * Calls are led on after their carrier has its answer, which is kept with where it leads. Of one call one thing after the other. What
 * a dying process leaves, the sweep finds; doing it again changes nothing.
 */
export function makeLeading(
  { calls, log, inTurnOf }: Pick<VoiceNeeds, 'calls' | 'log' | 'inTurnOf'>,
  { callingBack, byText, soon }: LeadingNeeds,
) {
  const turns = inTurn();
  const under = new Map<string, Promise<void>>();
  let isStopped = false;

  /** The same question is answered the same, and its call is led on once. */
  async function answerOnce<T>(key: string, look: () => Promise<T>, make: (found: T) => Promise<MadeAnswer>) {
    const { text, leading } = await calls.answerOnce(key, look, make);
    if (leading && !isStopped) lead(leading);
    return text;
  }

  function lead(answer: LeadingAnswer): void {
    const { callId } = answer.leads;
    const led = turns(callId, () => carryOut(answer)).catch(failed);
    const done = led.then(() => void (under.get(callId) === done && under.delete(callId)));
    under.set(callId, done);
  }

  async function carryOut(answer: LeadingAnswer): Promise<void> {
    const { callId, at, begins, input } = answer.leads;
    const call = await calls.byId(callId);
    // Whoever answered died before the call was begun, and nobody heard the answer.
    if (!call) return calls.forget(answer);
    // What they said stands before what comes of it.
    if (begins) await calls.received(call);
    if (input) await said(call, input, at);
    if (input) await standsAt(call, input.turn + 1, answer.leads);
    const now = await goTo({ ...call, locale: answer.leads.locale }, answer.leads);
    await calls.led(answer);
    if (begins || now?.state.endedAt) soon(callId);
  }

  async function said(call: CallRecord, { turn, ...input }: NonNullable<CallLeads['input']>, at: Date): Promise<void> {
    await calls.step(call, 'ivr.input', `${call._id}:menu:${turn}`, input, { at });
  }

  async function standsAt(call: CallRecord, turn: number, { step, locale }: CallLeads): Promise<void> {
    if (step || locale !== call.locale) await calls.at(call._id, turn, { step, locale });
  }

  /** @returns the call as it is there */
  async function goTo(call: CallRecord, { to, at }: CallLeads): Promise<CallRecord | null> {
    if (!to) return null;
    if (to.kind === 'message') return (await calls.leave(call._id, 'voicemail', at)) ?? calls.byId(call._id);
    // Whoever led it there before may have died after it was asked for.
    const before = to.kind === 'callback' ? await calls.settleLeft(call) : call;
    if (before.left === 'callback') return before;
    const entered = await inTurnOf(before.from || before._id, async () =>
      (await goesOn(before, to.queueId)) ? calls.byId(before._id) : calls.enter(before, to.queueId),
    );
    if (to.kind === 'callback' && entered) await callingBack.ask(entered);
    return entered;
  }

  /** With what they wait for already: of one matter there are not two, however often they ring. */
  const goesOn = async (call: CallRecord, queueId: string): Promise<boolean> =>
    (await byText.comesBack(call, queueId)) || callingBack.comesIn(call);

  async function leadAgain(): Promise<void> {
    for (const left of await calls.leftToLead()) {
      const claimed = await calls.leadAgain(left);
      if (claimed) await turns(claimed.leads.callId, () => carryOut(claimed)).catch(failed);
    }
  }

  const failed = (error: unknown) => log.warn({ error }, 'a call is left to be led on by the sweep');

  /** Resolves when nothing is led on any more; `of`: of this call. */
  async function settled(of?: string): Promise<void> {
    if (of !== undefined) return under.get(of);
    while (under.size > 0) await Promise.all(under.values());
  }

  return {
    answerOnce,
    leadAgain,
    settled,
    /** What is answered from now on is only kept. */
    async stop(): Promise<void> {
      isStopped = true;
      await settled();
    },
  };
}
