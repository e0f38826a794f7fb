import type { MadeAnswer } from '../../server/calls/index.js';
import {
  type CallLeads,
  type CallRecord,
  type CustomerRecord,
  LOCALES,
  type NumberRecord,
  saysConsent,
} from '../../server/contract/index.js';
import { parsePhone } from '../../server/platform/index.js';
import type { HookForm } from '../twilio/index.js';
import { inTrouble, lineAgain, type Speaking, sayGoodbye, takeMessage } from './answers.js';
import { makeCallers } from './callers.js';
import type { CallingBack } from './calling-back.js';
import { answerAt, firstStation, nextStation, type Station } from './course.js';
import { isHelpedOtherwise } from './helped.js';
import type { VoiceNeeds } from './needs.js';

/** A call that the carrier asks about, and whom it came to. */
export interface Found {
  call: CallRecord;
  number: NumberRecord;
}

/** Who calls, and whom; no customer where nobody answers. */
interface Caller {
  number: NumberRecord | null;
  customer: CustomerRecord | null;
}

/** What is asked beside the form. */
export type Asked = (name: string) => string;

/** So often the carrier's line is asked to take a caller whom it turned away: some minutes. */
const MOST_LINE_TRIES = 20;

/**
 * What callers hear who are led somewhere. Nothing is done here: a call is begun beside the keeping of its answer, and what follows is
 * kept with it, so that the carrier waits for no more than that.
 */
export function makeAnswering(needs: VoiceNeeds, callingBack: Pick<CallingBack, 'ask' | 'mayBeCalled'>) {
  const { calls, conversations, numbers, publicUrl, region } = needs;
  const callerOf = makeCallers(needs);
  const speaking = ({ _id: callId, locale }: Pick<CallRecord, '_id' | 'locale'>): Speaking => ({
    ...{ publicUrl, locale, callId },
  });

  async function whoCalls({ CallSid: sid = '', From: from = '', To = '' }: HookForm): Promise<Caller> {
    const number = await numbers.byNumber(To);
    return { number, customer: number?.voice.on ? await callerOf({ sid, from }, number.locale) : null };
  }

  async function takeCall({ CallSid: sid = '', From = '', To: to = '' }: HookForm, { number, customer }: Caller) {
    if (!number || !customer)
      return { text: sayGoodbye({ publicUrl, locale: number?.locale ?? 'en', callId: '' }, 'closed') };
    const { _id: numberId, voice } = number;
    const from = parsePhone(From, region) ?? '';
    const course = { ...voice, consent: saysConsent(voice) };
    const station = await firstStation(course, customer.locale, needs.isOpen);
    const step = station.kind === 'ask' ? station.step.key : null;
    const { locale } = customer;
    const call = calls.coming({ sid, numberId, from, to, customer, locale, records: voice.records, step });
    return {
      ...goTo({ call, number }, station, { turn: 1, input: null }),
      beside: () => calls.begin(call),
    };
  }

  async function takeChoice(found: Found | null, { Digits, SpeechResult, Confidence }: HookForm, asked: Asked) {
    if (!found) return { text: inTrouble(publicUrl) };
    const { number } = found;
    const [attempt, turn] = [Number(asked('attempt')) || 1, Number(asked('turn')) || 1];
    // The question says in which language it was asked: whoever was to keep that may not have done it yet.
    const locale = LOCALES.find((one) => one === asked('locale')) ?? found.call.locale;
    const call = { ...found.call, locale };
    const step = asked('step');
    const digits = /^[\d*#]{1,20}$/.test(Digits ?? '') ? Digits : undefined;
    const speech = SpeechResult?.slice(0, 200);
    const confidence = speech ? Number(Confidence ?? 1) || 0 : undefined;
    const said = { ...(digits && { digits }), ...(speech && { speech, confidence }) };
    const station = await nextStation(number.voice, { key: step, attempt, locale }, said, needs.isOpen);
    return goTo({ call, number }, station, { turn: turn + 1, input: { turn, step, ...said } });
  }

  /** @param turn of what comes next; `input`: by what they came there */
  function goTo({ call, number }: Found, to: Station, { turn, input }: Pick<CallLeads, 'input'> & { turn: number }) {
    const station =
      to.kind === 'callback' && !callingBack.mayBeCalled(call, number) ? waitsInstead(to.queueId, to.before) : to;
    const asks = station.kind === 'ask' ? station : null;
    const { _id: callId, locale } = call;
    return {
      text: answerAt(speaking(call), station, number.voice, turn),
      leads: {
        callId,
        begins: !input,
        input,
        step: asks?.step.key ?? null,
        locale: asks?.locale ?? locale,
        to: goalOf(station),
      },
    };
  }

  /** Out of the carrier's line, or never in it. */
  async function left(found: Found | null, isTurnedAway: boolean, asked: Asked): Promise<MadeAnswer> {
    if (!found) return { text: '' };
    const { call, number } = found;
    if (call.left === 'callback') return { text: sayGoodbye(speaking(call), 'callback.kept') };
    if (call.left === 'text') return { text: sayGoodbye(speaking(call), 'text.kept') };
    const tries = Number(asked('turn')) || 0;
    const conversation = await conversations.byId(call.conversationId ?? '');
    const isHelped = conversation !== null && isHelpedOtherwise(call, conversation);
    if (isHelped && conversation.state === 'closed') return { text: sayGoodbye(speaking(call), 'closed') };
    if (!isTurnedAway || isHelped) return messageOrApology(found);
    // Active: somebody is being put through to them, out of the music.
    if (tries < MOST_LINE_TRIES || conversation?.state === 'active')
      return { text: lineAgain(speaking(call), { tries, music: number.voice.music }) };
    if (number.voice.callbacks && (await callingBack.ask(call)))
      return { text: sayGoodbye(speaking(call), 'callback.kept') };
    return messageOrApology(found);
  }

  /** Where the number takes none, an apology. */
  const messageOrApology = (found: Found): MadeAnswer =>
    found.number.voice.voicemailSeconds > 0
      ? takesMessage(found)
      : { text: sayGoodbye(speaking(found.call), 'trouble') };

  const takesMessage = ({ call, number }: Found): MadeAnswer => ({
    text: takeMessage(speaking(call), number.voice.voicemailSeconds),
    leads: { callId: call._id, begins: false, input: null, step: null, locale: call.locale, to: { kind: 'message' } },
  });

  return { whoCalls, takeCall, takeChoice, left };
}

/** Who cannot be called goes into the line, and is told so. */
const waitsInstead = (queueId: string, before: readonly string[]): Station => ({
  kind: 'line',
  queueId,
  before: [...before, 'callback.not'],
});

function goalOf(station: Station): CallLeads['to'] {
  if (station.kind === 'line' || station.kind === 'callback') return { kind: station.kind, queueId: station.queueId };
  return station.kind === 'message' ? { kind: 'message' } : null;
}
