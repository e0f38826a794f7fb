/** Compares what the carrier says, and what it is asked, with what is published; whoever departs from it is named. */
import type { RequestHandler } from 'express';
import { ANSWERS, FILTERS, HOOKS, PLACES } from './published.js';

type Fields = Record<string, unknown>;

const RFC_2822 = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000$/;
const isText = (value: unknown): value is string => typeof value === 'string';
const matches = (form: RegExp) => (value: unknown) => isText(value) && form.test(value);

const KINDS: Record<string, (value: unknown) => boolean> = {
  text: isText,
  date: matches(RFC_2822),
  count: matches(/^\d+$/),
  length: matches(/^(?:-1|\d+)$/), // of a recording that goes on, -1
  currency: matches(/^[A-Z]{3}$/),
  uri: matches(/^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}.*\.json$/),
  uris: (value) => typeof value === 'object' && value !== null && Object.values(value).every(KINDS.uri!),
  whole: Number.isInteger,
  flag: (value) => typeof value === 'boolean',
  bool: matches(/^(?:true|false)$/),
  leg: matches(/^(?:queued|initiated|ringing|in-progress|completed|busy|failed|no-answer|canceled)$/),
  any: () => true,
};

const isOf = (kind: string) => (value: unknown) =>
  /^[A-Z]{2}$/.test(kind) && kind !== 'GET'
    ? isText(value) && new RegExp(`^${kind}[0-9a-f]{32}$`).test(value)
    : (KINDS[kind]?.(value) ?? value === kind);

const wordsOf = (text: string): string[] => text.trim().split(/\s+/).filter(Boolean);
const kindsOf = (table: string) =>
  new Map(wordsOf(table).map((word): [string, string] => [word.split(':')[0]!, word.slice(word.indexOf(':') + 1)]));

function fits(kind: string, value: unknown): boolean {
  if (value === null) return kind.endsWith('?');
  return kind
    .replace(/\?$/, '')
    .split('|')
    .some((one) => isOf(one)(value));
}

/** @returns what of these fields is missing, unknown, or of another kind */
function compared(where: string, said: Fields, always: string, sometimes = ''): string[] {
  const needed = kindsOf(always);
  const known = new Map([...kindsOf(sometimes), ...needed]);
  const missing = [...needed.keys()].filter((name) => !(name in said)).map((name) => `${where} lacks ${name}`);
  const wrong = Object.entries(said).flatMap(([name, value]) => {
    const kind = known.get(name);
    if (kind === undefined) return [`${where} has ${name}, which is not published`];
    return fits(kind, value) ? [] : [`${where} has ${name} ${JSON.stringify(value)}, which is not ${kind}`];
  });
  return [...missing, ...wrong];
}

const unknownIn = (where: string, given: object, known: string) => {
  const names = new Set(wordsOf(known));
  return Object.keys(given)
    .filter((name) => !names.has(name))
    .map((name) => `${where} is asked with ${name}, which it does not know`);
};

function placeOf(path: string) {
  const below = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}(?:\/(.*?))?(?:\.json)?$/.exec(path);
  return below ? PLACES.find((one) => one.path.test(decodeURIComponent(below[1] ?? ''))) : undefined;
}

function askedOf(method: string, path: string, { body, query }: { body: object; query: object }): string[] {
  const place = placeOf(path);
  if (!place) return [`nobody is known at ${path}`];
  const where = `${method} ${place.answer}`;
  if (method === 'GET')
    return unknownIn(where, query, place.list ? `PageSize Page PageToken ${FILTERS[place.answer] ?? ''}` : '');
  if (method === 'POST') return unknownIn(where, body, (place.list ? place.create : place.update) ?? '');
  return [];
}

export function answerOf(method: string, path: string, status: number, said: Fields): string[] {
  if (status >= 400) {
    const wrong = compared(`error ${said.code}`, said, ANSWERS.error!);
    return said.status === status ? wrong : [...wrong, `error ${said.code} says ${said.status} and is ${status}`];
  }
  const place = placeOf(path);
  if (!place) return [];
  const where = `${method} ${place.answer}`;
  if (method !== 'GET' || !place.list) return compared(where, said, ANSWERS[place.answer]!);
  const { [place.list]: rows = [], ...page } = said;
  const each = (rows as Fields[]).flatMap((row) => compared(`${where} row`, row, ANSWERS[place.answer]!));
  return [...compared(`${where} page`, page, ANSWERS.page!), ...each];
}

/** By what it says: each kind has fields that no other has. */
function kindOfHook(form: Fields): string {
  if ('MessageStatus' in form) return 'receipt';
  if ('MessageSid' in form) return 'text';
  if ('RecordingStatus' in form) return 'recording';
  if ('StatusCallbackEvent' in form) return 'conference';
  if ('CallbackSource' in form) return 'progress';
  return 'CallStatus' in form ? 'document' : 'amd';
}

const PLACE = /^(?:From|To|Caller|Called)(?:City|State|Zip|Country)$/;
const MEDIA = /^Media(?:Url|ContentType)\d$/;

export function hookOf(form: Fields): string[] {
  const kind = kindOfHook(form);
  const { always, sometimes } = HOOKS[kind]!;
  const told = Object.entries(form).filter(([name]) => !PLACE.test(name) && !(kind === 'text' && MEDIA.test(name)));
  return compared(`webhook ${kind}`, Object.fromEntries(told), always, sometimes);
}

/** Of one that comes by GET. Its address may have fields of its own: they stand before the first that is published. */
export function hookInQuery(address: string): string[] {
  const fields = [...new URL(address).searchParams];
  const { always, sometimes } = HOOKS[kindOfHook(Object.fromEntries(fields))]!;
  const known = kindsOf(`${always} ${sometimes}`);
  const first = fields.findIndex(([name]) => known.has(name));
  return hookOf(Object.fromEntries(fields.slice(Math.max(0, first))));
}

/** Watches a carrier: put `watch` before its API, and let its webhooks go out by `tell`. */
export function makeDepartures(fetch: typeof globalThis.fetch) {
  const found = new Set<string>();
  const note = (departures: string[]) => departures.forEach((one) => void found.add(one));
  const watch: RequestHandler = (req, res, next) => {
    const { json } = res;
    res.json = (said: Fields) => {
      const { method, path, query, body = {} } = req;
      note([...(res.statusCode < 400 ? askedOf(method, path, { body, query }) : [])]);
      note(answerOf(method, path, res.statusCode, JSON.parse(JSON.stringify(said))));
      return json.call(res, said);
    };
    next();
  };
  const tell: typeof globalThis.fetch = (to, options) => {
    if (new Headers(options?.headers).has('x-twilio-signature'))
      note(
        options?.method === 'POST'
          ? hookOf(Object.fromEntries(new URLSearchParams(String(options.body))))
          : hookInQuery(String(to)),
      );
    return fetch(to, options);
  };
  return { found: (): string[] => [...found], watch, tell };
}
