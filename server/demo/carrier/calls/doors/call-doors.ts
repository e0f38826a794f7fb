import { ApiError, notFound } from '../../api/api-error.js';
import { type Asked, type Doors, type Fields, gone, made, ok } from '../../api/asked.js';
import { dated, page, within } from '../../api/paging.js';
import { type Call, durationOf, isOver, type Told } from '../call.js';
import { STIR_VERSTAT } from '../call-forms.js';
import { CALLABLE } from '../client-address.js';
import { methodOf } from '../verbs/attributes.js';
import type { Source, Voice } from '../voice.js';

export function findCall(voice: Voice, { account, params, uri }: Asked, name = 'sid'): Call {
  const call = voice.calls.get(params[name]!);
  if (call?.accountSid !== account.sid) throw notFound(uri);
  return call;
}

/** Legs: list, ring, redirect, hang up. */
export function callDoors(voice: Voice): Doors {
  const view = (call: Call) => callView(call, voice);
  return {
    'POST Calls': (asked) => made(view(place(voice, asked))),
    'GET Calls': (asked) => {
      const { account, query } = asked;
      const wanted = (name: string, value: string | null) => !query.has(name) || query.text(name) === value;
      const own = [...voice.calls.values()].filter(
        (call) =>
          call.accountSid === account.sid &&
          wanted('To', call.to) &&
          wanted('From', call.from) &&
          wanted('Status', call.status) &&
          wanted('ParentCallSid', call.parentSid),
      );
      return page(asked, 'calls', within(asked, 'StartTime', own, startOf).reverse(), view);
    },
    'GET Calls/{sid}': (asked) => ok(view(findCall(voice, asked))),
    'POST Calls/{sid}': (asked) => ok(view(update(voice, findCall(voice, asked), asked.form))),
    'DELETE Calls/{sid}': (asked) => {
      voice.calls.delete(findCall(voice, asked).sid);
      return gone;
    },
  };
}

const startOf = ({ answeredAt, createdAt }: Call) => answeredAt ?? createdAt;

function place(voice: Voice, { account, form }: Asked): Call {
  const [to, from] = [form.text('To'), form.text('From')];
  if (!CALLABLE.test(to)) throw new ApiError(400, 21_211, `Invalid 'To' Phone Number: ${to}`);
  if (voice.world.numbers.get(from)?.accountSid !== account.sid && !from.startsWith('client:'))
    throw new ApiError(400, 21_210, `'From' phone number not verified: ${from}`);
  const source = sourceIn(form);
  if (!source) throw new ApiError(400, 21_205, 'Url parameter is required.');
  const detection = form.text('MachineDetection');
  const { call, answered } = voice.ring({
    ...{ to, from, accountSid: account.sid, direction: 'outbound-api', told: toldIn(form) },
    timeoutSeconds: form.whole('Timeout', 60, 1, 600),
    machineDetection: detection !== '',
    fallback: { url: form.text('FallbackUrl'), method: methodOf(form.text('FallbackMethod')) },
  });
  void answered.then((yes) => {
    if (!yes) return;
    if (form.flag('AsyncAmd')) tellWhoAnswered(voice, call, form.text('AsyncAmdStatusCallback'));
    voice.follow(call, source);
  });
  return call;
}

/** Beside the course of the call, when that was asked for. */
export function tellWhoAnswered({ world }: Voice, call: Call, url: string): void {
  const account = world.accounts.get(call.accountSid);
  if (!url || !account) return;
  const told = { CallSid: call.sid, AccountSid: call.accountSid, AnsweredBy: call.answeredBy ?? 'unknown' };
  world.webhooks.callback({ url, method: 'POST', account, form: told, kind: 'call.amd' });
}

export function toldIn(form: Fields, name = 'StatusCallback', usual = ['completed']): Told | null {
  const url = form.text(name);
  const asked = form.all(`${name}Event`).flatMap((events) => events.split(/\s+/));
  return url ? { url, method: methodOf(form.text(`${name}Method`)), events: asked.length > 0 ? asked : usual } : null;
}

function sourceIn(form: Fields): Source | null {
  const [url, twiml] = [form.text('Url'), form.text('Twiml')];
  if (twiml) return { twiml, url: 'http://nowhere.invalid/' };
  return url ? { url, method: methodOf(form.text('Method')), kind: 'call.document' } : null;
}

function update(voice: Voice, call: Call, form: Fields): Call {
  const status = form.text('Status');
  if (status === 'canceled' && ['queued', 'initiated', 'ringing'].includes(call.status)) voice.end(call, 'canceled');
  if (status === 'completed') voice.end(call);
  if (status) return call;
  const source = sourceIn(form);
  if (isOver(call) || (source && call.status !== 'in-progress'))
    throw new ApiError(400, 21_220, 'Call is not in-progress. Cannot redirect.');
  if (source) voice.follow(call, source);
  return call;
}

function callView(call: Call, { world }: Pick<Voice, 'world'>) {
  const uri = `/2010-04-01/Accounts/${call.accountSid}/Calls/${call.sid}`;
  const isIn = call.direction === 'inbound';
  return {
    ...{ sid: call.sid, account_sid: call.accountSid, parent_call_sid: call.parentSid, api_version: '2010-04-01' },
    ...{ from: call.from, from_formatted: call.from, to: call.to, to_formatted: call.to, direction: call.direction },
    ...{ status: call.status === 'initiated' ? 'queued' : call.status, answered_by: call.answeredBy },
    ...{ caller_name: null, forwarded_from: null, group_sid: null, trunk_sid: null },
    phone_number_sid: (isIn && world.numbers.get(call.to)?.sid) || null,
    stir_verstat: isIn ? STIR_VERSTAT : null,
    ...{ price: null, price_unit: 'USD', queue_time: '0', duration: call.endedAt ? String(durationOf(call)) : null },
    start_time: dated(call.answeredAt),
    end_time: dated(call.endedAt),
    date_created: dated(call.createdAt),
    date_updated: dated(call.endedAt ?? call.answeredAt ?? call.createdAt),
    uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
  };
}
