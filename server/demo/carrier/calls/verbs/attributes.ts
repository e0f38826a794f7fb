import type { Method } from '../../records.js';
import type { Told } from '../call.js';
import type { Document, Source, Step } from '../voice.js';

/** An address as it stands in a document, which may be relative to it. */
export const absolute = ({ url }: Document, address: string): string => new URL(address, url).href;

/** @returns milliseconds */
export const seconds = (value: string | undefined, usual: number): number => {
  const given = Number(value ?? usual);
  return (Number.isFinite(given) && given >= 0 ? given : usual) * 1_000;
};

export const methodOf = (value: string | undefined): Method => (value?.toUpperCase() === 'GET' ? 'GET' : 'POST');

export const flag = (value: string | undefined, usual: boolean): boolean => (value ? value === 'true' : usual);

/** Where a verb goes when it is done, with what it found; null when it names no address. */
export function actionOf({ verb, document }: Step, form: Record<string, string>, kind: string): Source | null {
  const { action, method } = verb.attributes;
  return action ? { url: absolute(document, action), method: methodOf(method), form, kind } : null;
}

/** In documents the names of events stand in one attribute, with spaces between. */
export function toldOf(
  document: Document,
  attributes: Record<string, string>,
  usual: string,
  names = { url: 'statusCallback', method: 'statusCallbackMethod', events: 'statusCallbackEvent' },
): Told | null {
  const url = attributes[names.url];
  if (!url) return null;
  const events = (attributes[names.events] ?? usual).split(/\s+/).filter(Boolean);
  return { url: absolute(document, url), method: methodOf(attributes[names.method]), events };
}
