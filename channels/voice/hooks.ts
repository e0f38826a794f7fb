import { type Request, type RequestHandler, Router } from 'express';
import { callIdOf } from '../../server/calls/index.js';
import type { CallRecord, Locale, NumberRecord, VoiceSettings } from '../../server/contract/index.js';
import { parsePhone } from '../../server/platform/index.js';
import { type HookForm, makeCheckedHook } from '../twilio/index.js';
import { inTrouble, leaveLine, music, type Speaking, sayGoodbye, takeMessage, thanks, waiting } from './answers.js';
import type { makeControl } from './control.js';
import { answerAt, firstStation, nextStation, type Station } from './course.js';
import type { VoiceNeeds } from './needs.js';
import { soundRoutes } from './sounds.js';

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
    return goTo(call, number.voice, await firstStation(number.voice, locale, needs.isOpen), 1);
  }

  async function goTo(call: CallRecord, voice: VoiceSettings, station: Station, turn: number): Promise<string> {
    if (station.kind === 'ask') {
      await calls.at(call._id, station.step.key);
      if (station.locale !== call.locale) await calls.speak(call._id, station.locale);
    }
    if (station.kind === 'line') await calls.enter(call, station.queueId);
    if (station.kind === 'message') await calls.leave(call._id, 'voicemail');
    return answerAt(speaking(call), station, voice, turn);
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
    const station = await nextStation(number.voice, { key, attempt, locale: call.locale }, input, needs.isOpen);
    return goTo(call, number.voice, station, turn + 1);
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
      music: found.number.voice.music,
    });
  }

  /** While no other is in the talk, and for whoever is held. */
  async function hold(req: Request): Promise<string> {
    const call = await calls.byId(asked(req, 'call'));
    const number = call && (await numbers.byId(call.numberId));
    return call && number ? music(speaking(call), number.voice.music) : music({ publicUrl });
  }

  /** `redirected` is our own doing: by then they are in the talk. */
  async function left(req: Request, form: HookForm): Promise<string | undefined> {
    const found = await callOf(req, form);
    if (!found || form.QueueResult !== 'leave') return undefined;
    await calls.leave(found.call._id, 'voicemail');
    return takeMessage(speaking(found.call), found.number.voice.voicemailSeconds);
  }

  /** What was recorded is told here and by its own webhook: one of them may be lost. Nobody waits for the sound to be fetched. */
  function taken(req: Request, form: HookForm): string {
    void control
      .recordingTold({ ...form, RecordingStatus: 'completed' }, asked(req, 'call'))
      .catch((error: unknown) => needs.log.warn({ error }, 'a message is left to its own webhook'));
    return thanks(publicUrl);
  }

  /** Answers once: whatever the carrier repeats, by the same parameters. */
  const once = (make: (req: Request, form: HookForm) => Promise<string | undefined>): RequestHandler[] =>
    hook(async (form, { req }) => {
      const key = `${form.CallSid}:${req.path}:${asked(req, 'turn')}`;
      return (await calls.answerOnce(key, async () => (await make(req, form)) ?? '')) || undefined;
    });

  return Router()
    .use(soundRoutes(needs))
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
      hook((_form, { req }) => hold(req)),
    )
    .post(
      '/hooks/voice/taken',
      hook(async (form, { req }) => taken(req, form)),
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
