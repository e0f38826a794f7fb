import { LOCALES, type Locale, type MenuStep } from '../../server/contract/index.js';
import { VoiceResponse } from '../twilio/index.js';
import { minutesPrompt, placePrompt } from './prompts.js';

/** Where everything is that an answer refers to, and in which language it speaks. */
export interface Speaking {
  /** Of this server, as the carrier reaches it. */
  publicUrl: string;
  locale: Locale;
  callId: string;
}

const SPEECH = { en: 'en-US', fa: 'fa-IR' } as const;
const SILENCE_SECONDS = 5;
const QUEUE = 'payvand';

type Plays = Pick<VoiceResponse, 'play'>;

const hook = ({ publicUrl, callId }: Speaking, name: string, query: Record<string, string | number> = {}): string => {
  const asked = new URLSearchParams({
    call: callId,
    ...Object.fromEntries(Object.entries(query).map(([k, v]) => [k, String(v)])),
  });
  return `${publicUrl}/hooks/voice/${name}?${asked}`;
};

export const otherLocale = (locale: Locale): Locale => LOCALES.find((other) => other !== locale)!;

/** The phrase that offers the other language is spoken in that. */
function play(on: Plays, { publicUrl, locale }: Speaking, ...names: string[]): void {
  for (const name of names) {
    const spoken = name === 'language' ? otherLocale(locale) : locale;
    on.play(`${publicUrl}/hooks/voice/sounds/${spoken}/${name}.wav`);
  }
}

function answer(write: (response: VoiceResponse) => void): string {
  const response = new VoiceResponse();
  write(response);
  return response.toString();
}

/** `attempt` of this step, `turn` of the whole menu, both from 1: a step that is come back to is another question. */
export interface Turn {
  attempt: number;
  turn: number;
}

/**
 * Asks a question of the menu; silence counts as an answer. `before`: phrases that come first. Whoever knows the answer need not hear
 * them out, but for that they may be recorded.
 */
export const askStep = (speaking: Speaking, step: MenuStep, turn: Turn, before: string[] = []): string =>
  answer((response) => {
    const heardOut = before.lastIndexOf('consent') + 1;
    play(response, speaking, ...before.slice(0, heardOut));
    const gather = response.gather({
      input: ['dtmf', 'speech'],
      numDigits: 1,
      timeout: SILENCE_SECONDS,
      speechTimeout: 'auto',
      language: SPEECH[speaking.locale],
      hints: step.choices.flatMap(({ words }) => words[speaking.locale]).join(',') || undefined,
      actionOnEmptyResult: true,
      action: hook(speaking, 'menu', { step: step.key, locale: speaking.locale, ...turn }),
    });
    play(gather, speaking, ...before.slice(heardOut), ...step.prompts);
  });

/** Into the line. */
export const enqueue = (speaking: Speaking, before: string[] = []): string =>
  answer((response) => {
    play(response, speaking, ...before);
    response.enqueue({ waitUrl: hook(speaking, 'wait'), action: hook(speaking, 'left') }, QUEUE);
  });

/**
 * The carrier's line took them not. They keep their place in ours, where whoever takes them finds them, and hear its music until the
 * carrier is asked once more.
 * @param tries so many went before
 */
export const lineAgain = (speaking: Speaking, { tries, music: own }: { tries: number; music: string | null }): string =>
  answer((response) => {
    if (tries === 0) play(response, speaking, 'trouble', 'queue.wait');
    response.play(musicOf(speaking, own));
    response.enqueue({ waitUrl: hook(speaking, 'wait'), action: hook(speaking, 'left', { turn: tries + 1 }) }, QUEUE);
  });

export interface Waiting {
  place: number | null;
  /** Null where nobody can say. */
  foreseenSeconds: number | null;
  voicemail: boolean;
  /** Whether they may leave and be called instead. */
  callback: boolean;
  /** Whether they may leave and go on by text. */
  text: boolean;
  /** Of this number; null: what every company has. */
  music?: string | null;
}

/** What somebody hears who waits; the carrier asks again when it has ended. */
export const waiting = (
  speaking: Speaking,
  { place, foreseenSeconds, voicemail, callback, text, music: own }: Waiting,
): string =>
  answer((response) => {
    const told =
      voicemail || callback || text
        ? response.gather({ input: ['dtmf'], numDigits: 1, timeout: 1, action: hook(speaking, 'choice') })
        : response;
    play(told, speaking, ...(place ? [placePrompt(place)] : ['queue.wait']));
    if (foreseenSeconds !== null) play(told, speaking, 'forecast', minutesPrompt(foreseenSeconds));
    if (callback) play(told, speaking, 'for.callback', 'press.1');
    if (voicemail) play(told, speaking, 'for.message', 'press.2');
    if (text) play(told, speaking, 'for.text', 'press.3');
    told.play(musicOf(speaking, own));
  });

/** They are in the carrier's line, and in a moment in ours: then there is more to tell. */
export const comingIn = (speaking: Speaking): string => answer((response) => play(response, speaking, 'queue.wait'));

/** Out of the line: what comes after is asked of `left`. */
export const leaveLine = (): string => answer((response) => void response.leave());

export const takeMessage = (speaking: Speaking, seconds: number, before: string[] = []): string =>
  answer((response) => {
    play(response, speaking, ...before, 'voicemail');
    response.record({
      action: hook(speaking, 'taken'),
      maxLength: seconds,
      finishOnKey: '#',
      playBeep: true,
      recordingStatusCallback: hook(speaking, 'recording', { what: 'voicemail' }),
      recordingStatusCallbackEvent: ['completed', 'absent'],
    });
    play(response, speaking, 'goodbye');
  });

export const sayGoodbye = (speaking: Speaking, ...before: string[]): string =>
  answer((response) => {
    play(response, speaking, ...before, 'goodbye');
    response.hangup();
  });

/** Every talk is in a conference from its beginning: only there can somebody be held, join or go. When the customer goes, it ends. */
export const joinConference = (speaking: Speaking): string =>
  answer((response) => {
    play(response, speaking, 'connecting');
    response.dial().conference(
      {
        startConferenceOnEnter: true,
        endConferenceOnExit: true,
        beep: 'false',
        waitUrl: hook(speaking, 'hold'),
        statusCallback: `${speaking.publicUrl}/hooks/voice/conference`,
        statusCallbackEvent: ['start', 'end', 'join', 'leave', 'mute', 'hold'],
      },
      conferenceOf(speaking.callId),
    );
  });

const CONFERENCE = 'call-';
export const conferenceOf = (callId: string): string => `${CONFERENCE}${callId}`;
/** Empty where it is none of ours. */
export const callIdOfConference = (name: string): string =>
  name.startsWith(CONFERENCE) ? name.slice(CONFERENCE.length) : '';

type Somewhere = Pick<Speaking, 'publicUrl'> & Partial<Speaking>;

const musicOf = ({ publicUrl, locale = 'en' }: Somewhere, own?: string | null): string =>
  `${publicUrl}/hooks/voice/sounds/${own ? `${locale}/${own}` : 'music'}.wav`;

/** @param own of this number, among the sounds */
export const music = (to: Somewhere, own?: string | null): string =>
  answer((response) => void response.play({ loop: 0 }, musicOf(to, own)));

/** When nothing else answers, in both languages: needs no store and knows nobody. */
export const inTrouble = (publicUrl: string): string =>
  answer((response) => {
    for (const locale of LOCALES) play(response, { publicUrl, locale, callId: '' }, 'trouble');
    for (const locale of LOCALES) play(response, { publicUrl, locale, callId: '' }, 'voicemail');
    const action = `${publicUrl}/hooks/voice/thanks`;
    response.record({
      action,
      maxLength: 120,
      recordingStatusCallback: `${publicUrl}/hooks/voice/recording?what=voicemail`,
    });
  });

/** After a message was left: the form that brings it may come to a server that still has no store. */
export const thanks = (publicUrl: string): string =>
  answer((response) => {
    for (const locale of LOCALES) play(response, { publicUrl, locale, callId: '' }, 'voicemail.thanks');
    response.hangup();
  });
