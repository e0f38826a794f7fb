import { type Request, Router } from 'express';
import { callIdOf, type MadeAnswer } from '../../server/calls/index.js';
import type { CallRecord } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { AppError } from '../../server/platform/index.js';
import { type HookForm, type HookHandler, makeCheckedHook } from '../twilio/index.js';
import { type Asked, type Found, makeAnswering } from './answering.js';
import {
  callIdOfConference,
  comingIn,
  inTrouble,
  leaveLine,
  music,
  type Speaking,
  thanks,
  waiting,
} from './answers.js';
import type { makeControl } from './control.js';
import { isHelpedOtherwise } from './helped.js';
import type { VoiceNeeds } from './needs.js';
import { soundRoutes } from './sounds.js';

/** The carrier's line took nobody. */
const TURNED_AWAY = ['queue-full', 'error', 'system-error'];
const isTurnedAway = ({ QueueResult = '' }: HookForm): boolean => TURNED_AWAY.includes(QueueResult);
/** Else they hung up, or `redirected`: that is our own doing, and by then they are in the talk. */
const hearsMore = (form: HookForm): boolean => form.QueueResult === 'leave' || isTurnedAway(form);

const asked = (req: Request, name: string): string => String(req.query[name] ?? '').slice(0, 100);

type Make<T> = (found: T, form: HookForm, asked: Asked) => Promise<MadeAnswer>;

/** Who is in the carrier's line for so long and in none of ours can be helped by nobody there. */
const COMES_IN_WITHIN_SECONDS = 60;

/** What the carrier asks and tells of calls. Every answer is kept: the same question, asked again, gets the same bytes. */
export function voiceRoutes(needs: VoiceNeeds, control: ReturnType<typeof makeControl>): Router {
  const { calls, conversations, numbers, publicUrl } = needs;
  const answering = makeAnswering(needs, control.callingBack);
  const { byText } = control;
  const checked = makeCheckedHook({ publicUrl, accountBySid: numbers.accountBySid });
  /** What an account has signed says something of its own numbers alone. */
  const hook = (handle: HookHandler) =>
    checked(async (form, about) => {
      if (!(await isOfAccount(form, about))) throw new AppError('number.missing', 'No such number of this account.');
      return handle(form, about);
    });
  const speaking = ({ _id: callId, locale }: CallRecord): Speaking => ({ publicUrl, locale, callId });

  async function callOf(req: Request, { CallSid }: HookForm): Promise<Found | null> {
    const call = await calls.byId(asked(req, 'call'));
    const number = call && call.sid === CallSid ? await numbers.byId(call.numberId) : null;
    return call && number && { call, number };
  }

  async function isOfAccount(form: HookForm, { account, req }: Parameters<HookHandler>[1]): Promise<boolean> {
    if (!(await numbers.hasSeveralAccounts())) return true;
    const { CallSid = '', FriendlyName = '', To = '' } = form;
    const call = await calls.byId(asked(req, 'call') || callIdOfConference(FriendlyName) || callIdOf(CallSid));
    const number = call ? await numbers.byId(call.numberId) : await numbers.byNumber(To);
    return !number || number.carrierAccountId === account.id;
  }

  async function wait(req: Request, form: HookForm): Promise<string> {
    const found = await callOf(req, form);
    if (!found) return music({ publicUrl });
    if (found.call.left === 'text' || found.call.left === 'callback') return leaveLine();
    if (!found.call.conversationId)
      return Number(form.QueueTime ?? 0) < COMES_IN_WITHIN_SECONDS ? comingIn(speaking(found.call)) : leaveLine();
    const conversation = await conversations.byId(found.call.conversationId);
    if (conversation && isHelpedOtherwise(found.call, conversation)) return leaveLine();
    const place = needs.placeOf(found.call.conversationId);
    const { voicemailSeconds, callbacks } = found.number.voice;
    return waiting(speaking(found.call), {
      place: place?.position ?? null,
      foreseenSeconds: place?.forecast?.toSeconds ?? null,
      voicemail: voicemailSeconds > 0,
      callback: callbacks && control.callingBack.mayBeCalled(found.call, found.number),
      text: await byText.mayGo(found.call, found.number),
      music: found.number.voice.music,
    });
  }

  /** While no other is in the talk, and for whoever is held. */
  async function hold(req: Request): Promise<string> {
    const call = await calls.byId(asked(req, 'call'));
    const number = call && (await numbers.byId(call.numberId));
    return call && number ? music(speaking(call), number.voice.music) : music({ publicUrl });
  }

  /** While waiting. */
  async function choose(req: Request, form: HookForm): Promise<string | undefined> {
    const found = ['1', '2', '3'].includes(form.Digits ?? '') ? await callOf(req, form) : null;
    return found && (await mayLeave(found, form.Digits)) ? leaveLine() : undefined;
  }

  /** To leave a message, or to go and keep their place. */
  async function mayLeave({ call, number }: Found, digit: string | undefined): Promise<boolean> {
    if (digit === '2') return number.voice.voicemailSeconds > 0;
    if (digit === '3') return byText.ask(call, number);
    return number.voice.callbacks && control.callingBack.ask(call);
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

  /** Whatever the carrier repeats is answered by the same parameters. */
  const once =
    <T>(look: (req: Request, form: HookForm) => Promise<T>, make: Make<T>): HookHandler =>
    async (form, { req }) => {
      const key = `${form.CallSid}:${req.path}:${asked(req, 'turn')}`;
      const of = (name: string) => asked(req, name);
      const text = await control.answerOnce(
        key,
        () => look(req, form),
        (found) => make(found, form, of),
      );
      return text || undefined;
    };

  const hearsWhatIsLeft = once(callOf, (found, form, of) => answering.left(found, isTurnedAway(form), of));
  const left: HookHandler = (form, about) =>
    hearsMore(form) ? hearsWhatIsLeft(form, about) : control.lineTold(form, asked(about.req, 'call'));

  return Router()
    .use(soundRoutes(needs))
    .post(
      '/hooks/voice/in',
      hook(
        once(
          (_req, form) => answering.whoCalls(form),
          (found, form) => answering.takeCall(form, found),
        ),
      ),
    )
    .post('/hooks/voice/menu', hook(once(callOf, answering.takeChoice)))
    .post(
      '/hooks/voice/wait',
      hook((form, { req }) => wait(req, form)),
    )
    .post(
      '/hooks/voice/choice',
      hook((form, { req }) => choose(req, form)),
    )
    .post('/hooks/voice/left', hook(left))
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
