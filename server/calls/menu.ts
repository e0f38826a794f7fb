import type { Locale, Menu, MenuStep, MenuTarget } from '../contract/index.js';
import { foldText } from '../platform/index.js';

export interface MenuInput {
  digits?: string;
  speech?: string;
  /** 0 to 1; how sure the carrier is of what it heard. */
  confidence?: number;
}

/** Below this a word may have been anything. */
const SURE = 0.4;
/** So often a step is asked before somebody is asked to help. */
const MENU_TRIES = 3;

const stepOf = ({ steps }: Menu, key: string): MenuStep | null => steps.find((step) => step.key === key) ?? null;

/**
 * Where what somebody pressed or said leads.
 * @returns null when it is none of the choices
 */
export function chosen(
  { choices }: MenuStep,
  { digits, speech, confidence = 1 }: MenuInput,
  locale: Locale,
): MenuTarget | null {
  if (digits) return choices.find(({ digit }) => digit === digits)?.to ?? null;
  if (!speech || confidence < SURE) return null;
  const heard = ` ${foldText(speech.replace(/\p{P}/gu, ' '))} `;
  return choices.find(({ words }) => words[locale].some((word) => heard.includes(` ${foldText(word)} `)))?.to ?? null;
}

type MenuMove = { kind: 'again'; step: MenuStep; attempt: number } | MenuTarget;

/**
 * What comes after an answer, or after silence. Who is not understood three times, and who stands at a step that is not there any
 * more, speaks with somebody.
 * @param attempt of this step, from 1
 */
export function nextMove(menu: Menu, key: string, attempt: number, input: MenuInput, locale: Locale): MenuMove {
  const step = stepOf(menu, key);
  const target = step && chosen(step, input, locale);
  if (target) return target;
  if (!step || attempt >= MENU_TRIES) return { kind: 'queue', queueId: null };
  return { kind: 'again', step, attempt: attempt + 1 };
}
