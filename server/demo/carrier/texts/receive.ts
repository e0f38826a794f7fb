import { keepNewest } from '../keep-newest.js';
import type { CompanyNumber, Picture, Text } from '../records.js';
import { newSid } from '../sids.js';
import { parseTwiml, TwimlError } from '../twiml.js';
import type { Hook, Outcome } from '../webhooks.js';
import type { World } from '../world.js';
import { newMedia } from './collect-media.js';
import { OWN_ANSWER, optOutType } from './opt-out.js';
import { segmentsOf } from './send.js';

export interface Received {
  from: string;
  to: string;
  body: string;
  pictures: Picture[];
}

/**
 * A phone texts the company.
 * @returns null when nobody has that number
 */
export function receiveText(world: World, { from, to, body, pictures }: Received): Text | null {
  const number = world.numbers.get(to);
  if (!number) return null;
  const now = world.time.now();
  const media = pictures.map((picture) => newMedia(now, picture));
  const text: Text = {
    ...{ sid: newSid(media.length > 0 ? 'MM' : 'SM'), accountSid: number.accountSid, serviceSid: serviceOf(world, to) },
    ...{ from, to, body, media, direction: 'inbound', status: 'received', errorCode: null },
    ...{ segments: segmentsOf(body), statusCallback: null, createdAt: now, updatedAt: now, sentAt: now },
  };
  keepNewest(world.texts, text.sid, text);
  world.log.add('text', 'received', { sid: text.sid });
  const type = takeOptOut(world, text);
  void tellCompany(world, number, {
    ...formOf(world, text),
    ...(number.advancedOptOut && type && { OptOutType: type }),
  });
  return text;
}

const serviceOf = ({ services }: World, number: string) =>
  [...services].find(([, numbers]) => numbers.includes(number))?.[0] ?? null;

/** The carrier keeps its own list, and answers such words itself. */
function takeOptOut(world: World, { from, to, body }: Text) {
  const type = optOutType(body);
  if (!type) return null;
  const stopped = world.optedOut.get(from) ?? new Set();
  world.optedOut.set(from, stopped);
  if (type === 'STOP') stopped.add(to);
  if (type === 'START') stopped.delete(to);
  ownText(world, { from: to, to: from, body: OWN_ANSWER[type] });
  world.log.add('text', `optOut.${type}`, {});
  return type;
}

/** A text that comes from the carrier, or from an answer to a webhook: nobody hears of its journey. */
export function ownText(world: World, { from, to, body }: { from: string; to: string; body: string }): void {
  const accountSid = world.numbers.get(from)?.accountSid ?? '';
  const now = world.time.now();
  const text: Text = {
    ...{ sid: newSid('SM'), accountSid, from, to, body, serviceSid: null, media: [] },
    ...{ direction: 'outbound-reply', status: 'delivered', errorCode: null, segments: segmentsOf(body) },
    ...{ statusCallback: null, createdAt: now, updatedAt: now, sentAt: now },
  };
  keepNewest(world.texts, text.sid, text);
}

function formOf(world: World, text: Text): Record<string, string> {
  const at = (sid: string) =>
    `${world.apiUrl()}/2010-04-01/Accounts/${text.accountSid}/Messages/${text.sid}/Media/${sid}`;
  return {
    ...{ ToCountry: '', ToState: '', ToCity: '', ToZip: '', FromCountry: '', FromState: '', FromCity: '', FromZip: '' },
    ...{ MessageSid: text.sid, SmsSid: text.sid, SmsMessageSid: text.sid, AccountSid: text.accountSid },
    ...{ From: text.from, To: text.to, Body: text.body, SmsStatus: 'received', ApiVersion: '2010-04-01' },
    ...{ NumSegments: String(text.segments), NumMedia: String(text.media.length) },
    ...(text.serviceSid && { MessagingServiceSid: text.serviceSid }),
    ...Object.fromEntries(
      text.media.flatMap(({ sid, type }, n) => [
        [`MediaUrl${n}`, at(sid)],
        [`MediaContentType${n}`, type],
      ]),
    ),
  };
}

async function tellCompany(world: World, number: CompanyNumber, form: Record<string, string>): Promise<void> {
  const account = world.accounts.get(number.accountSid)!;
  const ask = (url: string, method: Hook['method'], more = {}) =>
    world.webhooks.ask({ url, method, account, kind: 'message.incoming', form: { ...form, ...more } });
  if (!number.smsUrl) return;
  const outcome = await ask(number.smsUrl, number.smsMethod);
  if (answered(outcome)) return followAnswer(world, form, outcome);
  if (!number.smsFallbackUrl) return;
  const why = { ErrorCode: outcome.status === 0 ? '11205' : '11200', ErrorUrl: number.smsUrl };
  await ask(number.smsFallbackUrl, number.smsFallbackMethod, why);
}

/** A document may text back; nobody is told how that goes. */
function followAnswer(world: World, { From, To, MessageSid }: Record<string, string>, outcome: Outcome): void {
  try {
    const verbs = 'body' in outcome && outcome.body.trim() ? parseTwiml(outcome.body) : [];
    for (const { name, text, children } of verbs)
      if (name === 'Message')
        ownText(world, { from: To!, to: From!, body: children.find((part) => part.name === 'Body')?.text ?? text });
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    world.log.add('text', 'document.broken', { sid: MessageSid!, code: error.code });
  }
}

const answered = ({ status }: Outcome) => status >= 200 && status < 300;
