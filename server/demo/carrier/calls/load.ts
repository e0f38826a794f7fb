import { parseTwiml, TwimlError } from '../twiml.js';
import type { Outcome } from '../webhooks.js';
import type { World } from '../world.js';
import type { Call } from './call.js';
import { callForm } from './call-forms.js';
import type { Document, Source } from './voice.js';

/** A document of more is not read. */
const LONGEST = 64 * 1_024;

/** Neither the document nor its replacement can be had: the caller hears an apology and the line goes dead. */
export class NoDocument extends Error {
  override readonly name = 'NoDocument';
}

/** Gets a document; where that fails, the replacement that the number names, told what went wrong. @throws NoDocument */
export async function load(world: World, call: Call, source: Source): Promise<Document> {
  const first = 'twiml' in source ? read(source.twiml) : await fetched(world, call, source);
  if (typeof first !== 'number') return { verbs: first, url: source.url };
  world.log.add('call', 'document.broken', { code: first });
  const { fallback } = call;
  if (!fallback?.url) throw new NoDocument();
  const form = { ErrorCode: String(first), ErrorUrl: source.url };
  const second = await fetched(world, call, { ...fallback, form, kind: 'call.fallback' });
  if (typeof second === 'number') throw new NoDocument();
  return { verbs: second, url: fallback.url };
}

async function fetched(world: World, call: Call, source: Exclude<Source, { twiml: string }>) {
  const account = world.accounts.get(call.accountSid)!;
  const { url, method, kind, form = {} } = source;
  const outcome = await world.webhooks.ask({ url, method, kind, account, form: { ...callForm(call), ...form } });
  return codeOf(outcome) ?? read('body' in outcome ? outcome.body : '');
}

/** @returns what is wrong with it, as the provider numbers it */
function codeOf(outcome: Outcome): number | null {
  if (outcome.status === 0) return 'failed' in outcome && outcome.failed === 'ct' ? 11_205 : 11_200;
  if (outcome.status < 200 || outcome.status > 299) return 11_200;
  if ('body' in outcome && outcome.body.length > LONGEST) return 11_750;
  return 'type' in outcome && !/xml|text\/html/.test(outcome.type) ? 12_300 : null;
}

function read(twiml: string) {
  try {
    return parseTwiml(twiml);
  } catch (error) {
    if (error instanceof TwimlError) return error.code;
    throw error;
  }
}
