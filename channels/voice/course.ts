import { type MenuInput, nextMove } from '../../server/calls/index.js';
import type { Locale, MenuStep, MenuTarget, VoiceSettings } from '../../server/contract/index.js';
import { askStep, enqueue, inTrouble, otherLocale, type Speaking, sayGoodbye, takeMessage } from './answers.js';

/** Into a line, or to be called from it. */
export type LineStation = { before: string[]; kind: 'line' | 'callback'; queueId: string };

/** Where a call comes to, and what it hears before. */
export type Station = { before: string[] } & (
  | { kind: 'ask'; step: MenuStep; locale: Locale; attempt: number }
  | { kind: 'line' | 'callback'; queueId: string }
  | { kind: 'message' | 'goodbye' | 'trouble' }
);

type Course = Pick<VoiceSettings, 'menu' | 'queueId' | 'voicemailSeconds' | 'consent'>;
type IsOpen = (queueId: string) => Promise<boolean>;

/**
 * Where a choice leads. A step that is not there any more leads to somebody who can help.
 * @param locale in which the call was answered so far
 */
export async function stationOf(voice: Course, target: MenuTarget, locale: Locale, isOpen: IsOpen): Promise<Station> {
  const before: string[] = [];
  if (target.kind === 'hangUp') return { kind: 'goodbye', before };
  if (target.kind === 'step' || target.kind === 'language') {
    const step = voice.menu?.steps.find(({ key }) => key === target.step);
    if (!step) return stationOf(voice, { kind: 'queue', queueId: null }, locale, isOpen);
    const spoken = target.kind === 'language' ? (target.locale ?? otherLocale(locale)) : locale;
    return { kind: 'ask', step, locale: spoken, attempt: 1, before };
  }
  const queueId = (target.kind === 'queue' && target.queueId) || voice.queueId;
  if (!queueId) return { kind: 'trouble', before };
  if (target.kind === 'callback') return { kind: 'callback', queueId, before };
  if (target.kind === 'queue') {
    if (await isOpen(queueId)) return { kind: 'line', queueId, before };
    before.push('closed');
  }
  return { kind: voice.voicemailSeconds > 0 ? 'message' : 'goodbye', before };
}

/** Where a call begins. */
export async function firstStation(voice: Course, locale: Locale, isOpen: IsOpen): Promise<Station> {
  const step = voice.menu?.steps[0];
  const target: MenuTarget = step ? { kind: 'step', step: step.key } : { kind: 'queue', queueId: null };
  const station = await stationOf(voice, target, locale, isOpen);
  return { ...station, before: ['welcome', ...(voice.consent ? ['consent'] : []), ...station.before] };
}

/** Where an answer leads, or silence. @param at the step that asked, and how often it has asked, from 1 */
export async function nextStation(
  voice: Course,
  at: { key: string; attempt: number; locale: Locale },
  input: MenuInput,
  isOpen: IsOpen,
): Promise<Station> {
  const move = nextMove(voice.menu ?? { steps: [] }, at.key, at.attempt, input, at.locale);
  if (move.kind !== 'again') return stationOf(voice, move, at.locale, isOpen);
  const { step, attempt } = move;
  return { kind: 'ask', step, locale: at.locale, attempt, before: ['notUnderstood'] };
}

/** What the carrier is told to do there. @param turn of the whole menu, from 1 */
export function answerAt(speaking: Speaking, station: Station, { voicemailSeconds }: Course, turn: number): string {
  const { before } = station;
  switch (station.kind) {
    case 'ask':
      return askStep({ ...speaking, locale: station.locale }, station.step, { attempt: station.attempt, turn }, before);
    case 'line':
      return enqueue(speaking, before);
    case 'callback':
      return sayGoodbye(speaking, ...before, 'callback.kept');
    case 'message':
      return takeMessage(speaking, voicemailSeconds, before);
    case 'goodbye':
      return sayGoodbye(speaking, ...before);
    case 'trouble':
      return inTrouble(speaking.publicUrl);
  }
}
