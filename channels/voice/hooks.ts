import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { static as files, type Request, type RequestHandler, Router } from 'express';
import { callIdOf, nextMove } from '../../server/calls/index.js';
import type { CallRecord, Locale, MenuTarget, NumberRecord } from '../../server/contract/index.js';
import { parsePhone } from '../../server/platform/index.js';
import { type HookForm, makeCheckedHook } from '../twilio/index.js';
import {
  askStep,
  enqueue,
  inTrouble,
  leaveLine,
  music,
  otherLocale,
  type Speaking,
  sayGoodbye,
  takeMessage,
  thanks,
  waiting,
} from './answers.js';
import type { makeControl } from './control.js';
import type { VoiceNeeds } from './needs.js';

const SOUNDS = join(fileURLToPath(new URL('.', import.meta.url)), 'sounds');
const asked = (req: Request, name: string): string => String(req.query[name] ?? '').slice(0, 100);

/** What the carrier asks and tells of calls. Every answer is kept: the same question, asked again, gets the same bytes. */
export function voiceRoutes(needs: VoiceNeeds, control: ReturnType<typeof makeControl>): Router {
  const { calls, customers, numbers, publicUrl, region } = needs;
  const hook = makeCheckedHook({ publicUrl, accountBySid: numbers.accountBySid });
  const speaking = ({ _id: callId, locale }: CallRecord): Speaking => ({ publicUrl, locale, callId });
  const gone = () => inTrouble(publicUrl);

  async function callOf(
    req: Request,
    { CallSid }: HookForm,
  ): Promise<{ call: CallRecord; number: NumberRecord } | null> {
    const call = await calls.byId(asked(req, 'call'));
    const number = call && call.sid === CallSid ? await numbers.byId(call.numberId) : null;
    return call && number && { call, number };
  }

  /** @param locale of those of whom nothing is known */
  function caller({ From = '', CallSid = '' }: HookForm, locale: Locale) {
    const number = parsePhone(From, region);
    if (number) return customers.callerAt({ number, locale, vouched: true });
    return customers.createCustomer({ id: callIdOf(`${CallSid}:customer`), name: '', locale });
  }

  async function takeCall(form: HookForm): Promise<string> {
    const { CallSid: sid = '', From = '', To = '' } = form;
    const number = await numbers.byNumber(To);
    if (!number?.voice.on) return sayGoodbye({ publicUrl, locale: number?.locale ?? 'en', callId: '' }, 'closed');
    const customer = await caller(form, number.locale);
    const { locale } = customer;
    const from = parsePhone(From, region) ?? '';
    const call = await calls.begin({ sid, numberId: number._id, from, to: To, customer, locale });
    const first = ['welcome', ...(number.voice.consent ? ['consent'] : [])];
    const step = number.voice.menu?.steps[0];
    if (!step) return goTo(call, number, { kind: 'queue', queueId: null }, first);
    await calls.at(call._id, step.key);
    return askStep(speaking(call), step, { attempt: 1, turn: 1 }, first);
  }

  async function goTo(
    call: CallRecord,
    number: NumberRecord,
    target: MenuTarget,
    before: string[] = [],
    turn = 1,
  ): Promise<string> {
    const { voice } = number;
    if (target.kind === 'hangUp') return sayGoodbye(speaking(call), ...before);
    if (target.kind === 'step' || target.kind === 'language') {
      const step = voice.menu?.steps.find(({ key }) => key === target.step);
      if (!step) return goTo(call, number, { kind: 'queue', queueId: null }, before);
      await calls.at(call._id, step.key);
      const locale = target.kind === 'language' ? (target.locale ?? otherLocale(call.locale)) : call.locale;
      if (locale !== call.locale) await calls.speak(call._id, locale);
      return askStep({ ...speaking(call), locale }, step, { attempt: 1, turn }, before);
    }
    const queueId = (target.kind === 'queue' && target.queueId) || voice.queueId;
    if (!queueId) return gone();
    const open = target.kind === 'queue' && (await needs.isOpen(queueId));
    if (open) {
      await calls.enter(call, queueId);
      return enqueue(speaking(call), before);
    }
    const why = target.kind === 'queue' ? [...before, 'closed'] : before;
    return voice.voicemailSeconds > 0
      ? takeMessage(speaking(call), voice.voicemailSeconds, why)
      : sayGoodbye(speaking(call), ...why);
  }

  async function takeChoice(req: Request, form: HookForm): Promise<string> {
    const found = await callOf(req, form);
    if (!found) return gone();
    const { call, number } = found;
    const key = asked(req, 'step');
    const [attempt, turn] = [Number(asked(req, 'attempt')) || 1, Number(asked(req, 'turn')) || 1];
    const { Digits: digits, SpeechResult, Confidence } = form;
    const speech = SpeechResult?.slice(0, 200);
    const confidence = speech ? Number(Confidence ?? 1) : undefined;
    const input = { ...(digits && { digits }), ...(speech && { speech, confidence }) };
    await calls.step(call, 'ivr.input', `${call._id}:menu:${turn}`, { step: key, ...input });
    const menu = number.voice.menu ?? { steps: [] };
    const move = nextMove(menu, key, attempt, input, call.locale);
    if (move.kind !== 'again') return goTo(call, number, move, [], turn + 1);
    return askStep(speaking(call), move.step, { attempt: move.attempt, turn: turn + 1 }, ['notUnderstood']);
  }

  async function wait(req: Request, form: HookForm): Promise<string> {
    const found = await callOf(req, form);
    const place = found?.call.conversationId ? needs.placeOf(found.call.conversationId) : null;
    if (!found) return music({ publicUrl });
    const voicemail = found.number.voice.voicemailSeconds > 0;
    return waiting(speaking(found.call), {
      place: place?.position ?? null,
      foreseenSeconds: place?.forecast?.toSeconds ?? null,
      voicemail,
    });
  }

  /** `redirected` is our own doing: by then they are in the talk. */
  async function left(req: Request, form: HookForm): Promise<string | undefined> {
    const found = await callOf(req, form);
    if (!found || form.QueueResult !== 'leave') return undefined;
    await calls.leave(found.call._id, 'voicemail');
    return takeMessage(speaking(found.call), found.number.voice.voicemailSeconds);
  }

  /** Answers once: whatever the carrier repeats, by the same parameters. */
  const once = (make: (req: Request, form: HookForm) => Promise<string | undefined>): RequestHandler[] =>
    hook(async (form, { req }) => {
      const key = `${form.CallSid}:${req.path}:${asked(req, 'turn')}`;
      return (await calls.answerOnce(key, async () => (await make(req, form)) ?? '')) || undefined;
    });

  return Router()
    .use('/hooks/voice/sounds', files(SOUNDS, { index: false, maxAge: '1d' }))
    .post(
      '/hooks/voice/in',
      once((_req, form) => takeCall(form)),
    )
    .post('/hooks/voice/menu', once(takeChoice))
    .post(
      '/hooks/voice/wait',
      hook((form, { req }) => wait(req, form)),
    )
    .post(
      '/hooks/voice/choice',
      hook(async ({ Digits }) => (Digits === '2' ? leaveLine() : undefined)),
    )
    .post('/hooks/voice/left', once(left))
    .post(
      '/hooks/voice/hold',
      hook(async () => music({ publicUrl })),
    )
    .post('/hooks/voice/thanks', (_req, res) => void res.type('text/xml').send(thanks(publicUrl)))
    .post('/hooks/voice/fallback', (_req, res) => void res.type('text/xml').send(inTrouble(publicUrl)))
    .post(
      '/hooks/voice/status',
      hook((form, { req }) => control.legTold(form, asked(req, 'call'), asked(req, 'role'))),
    )
    .post(
      '/hooks/voice/conference',
      hook((form) => control.conferenceTold(form)),
    )
    .post(
      '/hooks/voice/recording',
      hook((form, { req }) => control.recordingTold(form, asked(req, 'call'))),
    );
}
