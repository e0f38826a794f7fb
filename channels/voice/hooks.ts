import { type Request, type RequestHandler, Router } from 'express';
import { type CallRecord, type NumberRecord, saysConsent, type VoiceSettings } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { parsePhone } from '../../server/platform/index.js';
import { type HookForm, makeCheckedHook } from '../twilio/index.js';
import {
  inTrouble,
  leaveLine,
  lineAgain,
  music,
  type Speaking,
  sayGoodbye,
  takeMessage,
  thanks,
  waiting,
} from './answers.js';
import { makeCallers } from './callers.js';
import type { makeControl } from './control.js';
import { answerAt, firstStation, type LineStation, nextStation, type Station } from './course.js';
import type { VoiceNeeds } from './needs.js';
import { soundRoutes } from './sounds.js';

/** The carrier's line took nobody. */
const TURNED_AWAY = ['queue-full', 'error', 'system-error'];
const isTurnedAway = ({ QueueResult = '' }: HookForm): boolean => TURNED_AWAY.includes(QueueResult);
/** Else they hung up, or `redirected`: that is our own doing, and by then they are in the talk. */
const hearsMore = (form: HookForm): boolean => form.QueueResult === 'leave' || isTurnedAway(form);

const asked = (req: Request, name: string): string => String(req.query[name] ?? '').slice(0, 100);

/** What the carrier asks and tells of calls. Every answer is kept: the same question, asked again, gets the same bytes. */
export function voiceRoutes(needs: VoiceNeeds, control: ReturnType<typeof makeControl>): Router {
  const { calls, numbers, publicUrl, region } = needs;
  const callerOf = makeCallers(needs);
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

  async function takeCall(form: HookForm): Promise<string> {
    const { CallSid: sid = '', From = '', To = '' } = form;
    const number = await numbers.byNumber(To);
    if (!number?.voice.on) return sayGoodbye({ publicUrl, locale: number?.locale ?? 'en', callId: '' }, 'closed');
    const { _id: numberId, voice } = number;
    const customer = await callerOf({ sid, from: From }, number.locale);
    const { locale } = customer;
    const from = parsePhone(From, region) ?? '';
    const course = { ...voice, consent: saysConsent(voice) };
    const station = await firstStation(course, locale, needs.isOpen);
    const step = station.kind === 'ask' ? station.step.key : null;
    const call = await calls.begin({ sid, numberId, from, to: To, customer, locale, records: voice.records, step });
    control.soon(call._id);
    return goTo(call, voice, station, 1);
  }

  async function goTo(call: CallRecord, voice: VoiceSettings, station: Station, turn: number): Promise<string> {
    if (station.kind === 'ask') {
      if (station.step.key !== call.step) await calls.at(call._id, station.step.key);
      if (station.locale !== call.locale) await calls.speak(call._id, station.locale);
    }
    if (station.kind === 'line') await calls.enterUnless(call, station.queueId, control.callingBack.comesIn(call));
    if (station.kind === 'callback') return callBack(call, voice, station, turn);
    if (station.kind === 'message') await calls.leave(call._id, 'voicemail');
    return answerAt(speaking(call), station, voice, turn);
  }

  /** Who cannot be called goes into the line, and is told so. */
  async function callBack(call: CallRecord, voice: VoiceSettings, station: LineStation, turn: number) {
    const { _id: conversationId } = await calls.enter(call, station.queueId);
    const isKept = await control.callingBack.ask({ ...call, conversationId });
    const waits: Station = { ...station, kind: 'line', before: [...station.before, 'callback.not'] };
    return answerAt(speaking(call), isKept ? station : waits, voice, turn);
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
    const station = await nextStation(number.voice, { key, attempt, locale: call.locale }, input, needs.isOpen);
    // What they said stands before what comes of it: a timeline is written in the order of the asking.
    const told = calls.step(call, 'ivr.input', `${call._id}:menu:${turn}`, { step: key, ...input });
    const [answer] = await Promise.all([goTo(call, number.voice, station, turn + 1), told]);
    return answer;
  }

  async function wait(req: Request, form: HookForm): Promise<string> {
    const found = await callOf(req, form);
    const place = found?.call.conversationId ? needs.placeOf(found.call.conversationId) : null;
    if (!found) return music({ publicUrl });
    const { voicemailSeconds, callbacks } = found.number.voice;
    return waiting(speaking(found.call), {
      place: place?.position ?? null,
      foreseenSeconds: place?.forecast?.toSeconds ?? null,
      voicemail: voicemailSeconds > 0,
      callback: callbacks && control.callingBack.mayBeCalled(found.call, found.number),
      music: found.number.voice.music,
    });
  }

  /** While no other is in the talk, and for whoever is held. */
  async function hold(req: Request): Promise<string> {
    const call = await calls.byId(asked(req, 'call'));
    const number = call && (await numbers.byId(call.numberId));
    return call && number ? music(speaking(call), number.voice.music) : music({ publicUrl });
  }

  async function left(req: Request, form: HookForm): Promise<string | undefined> {
    const found = await callOf(req, form);
    if (!found) return undefined;
    if (found.call.left === 'callback') return sayGoodbye(speaking(found.call), 'callback.kept');
    if (isTurnedAway(form))
      return lineAgain(speaking(found.call), {
        tries: Number(asked(req, 'turn')) || 0,
        music: found.number.voice.music,
      });
    await calls.leave(found.call._id, 'voicemail');
    return takeMessage(speaking(found.call), found.number.voice.voicemailSeconds);
  }

  /** While waiting. */
  async function choose(req: Request, form: HookForm): Promise<string | undefined> {
    if (form.Digits === '2') return leaveLine();
    const found = form.Digits === '1' ? await callOf(req, form) : null;
    const isKept = found?.number.voice.callbacks && (await control.callingBack.ask(found.call));
    return isKept ? leaveLine() : undefined;
  }

  /** What was recorded is told here and by its own webhook: one of them may be lost. Nobody waits for the sound to be fetched. */
  function taken(req: Request, form: HookForm, account: CarrierAccess): string {
    void control
      .recordingTold({ ...form, RecordingStatus: 'completed' }, account, {
        call: asked(req, 'call'),
        what: 'voicemail',
      })
      .catch((error: unknown) => needs.log.warn({ error }, 'a message is left to its own webhook'));
    return thanks(publicUrl);
  }

  type Answer = (req: Request, form: HookForm) => Promise<string | undefined>;

  /** Whatever the carrier repeats is answered by the same parameters. */
  async function answerOnce(req: Request, form: HookForm, make: Answer): Promise<string | undefined> {
    const key = `${form.CallSid}:${req.path}:${asked(req, 'turn')}`;
    return (await calls.answerOnce(key, async () => (await make(req, form)) ?? '')) || undefined;
  }

  const once = (make: Answer): RequestHandler[] => hook((form, { req }) => answerOnce(req, form, make));

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
      hook((form, { req }) => choose(req, form)),
    )
    .post(
      '/hooks/voice/left',
      hook(async (form, { req }) =>
        hearsMore(form) ? answerOnce(req, form, left) : control.lineTold(form, asked(req, 'call')),
      ),
    )
    .post(
      '/hooks/voice/hold',
      hook((_form, { req }) => hold(req)),
    )
    .post(
      '/hooks/voice/taken',
      hook(async (form, { account, req }) => taken(req, form, account)),
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
      hook((form, { account, req }) =>
        control.recordingTold(form, account, { call: asked(req, 'call'), what: asked(req, 'what') }),
      ),
    )
    .post(
      '/hooks/voice/machine',
      hook((form, { req }) => control.machineTold(form, asked(req, 'call'))),
    );
}
