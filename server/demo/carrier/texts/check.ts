import { ApiError } from '../api/api-error.js';
import type { Asked } from '../api/asked.js';
import type { CompanyNumber } from '../records.js';
import type { World } from '../world.js';

/** Longest body the API takes, in UTF-16 units. */
const LONGEST = 1_600;
const E164 = /^\+[1-9]\d{6,14}$/;

export interface Wanted {
  from: CompanyNumber;
  serviceSid: string | null;
  to: string;
  body: string;
  mediaUrls: string[];
  statusCallback: string | null;
}

/** Reads what shall be sent. @throws ApiError as the provider refuses it */
export function checkText(world: World, { account, form }: Asked): Wanted {
  const to = form.text('To');
  const [body, mediaUrls] = [form.text('Body'), form.all('MediaUrl')];
  if (!to) throw new ApiError(400, 21_604, "A 'To' phone number is required.");
  if (!E164.test(to)) throw new ApiError(400, 21_211, `Invalid 'To' Phone Number: ${to}`);
  if (!body && mediaUrls.length === 0) throw new ApiError(400, 21_602, 'Message body is required.');
  if (body.length > LONGEST)
    throw new ApiError(400, 21_617, 'The concatenated message body exceeds the 1600 character limit');
  if (mediaUrls.length > 10) throw new ApiError(400, 21_623, 'Number of media files exceeds allowed limit');
  for (const url of mediaUrls)
    if (!/^https?:\/\//.test(url)) throw new ApiError(400, 21_620, `Invalid media URL(s): ${url}`);
  const serviceSid = form.text('MessagingServiceSid') || null;
  const from = senderOf(world, account.sid, form.text('From'), serviceSid, to);
  if (world.optedOut.get(to)?.has(from.number))
    throw new ApiError(400, 21_610, 'Attempt to send to unsubscribed recipient');
  return { from, serviceSid, to, body, mediaUrls, statusCallback: form.text('StatusCallback') || null };
}

function senderOf(world: World, accountSid: string, from: string, serviceSid: string | null, to: string) {
  if (!from && !serviceSid) throw new ApiError(400, 21_603, "A 'From' phone number is required.");
  const pool = serviceSid ? world.services.get(serviceSid) : null;
  if (serviceSid && !pool)
    throw new ApiError(404, 21_701, `The Messaging Service resource ${serviceSid} does not exist.`);
  const number = world.numbers.get(from || stickySender(world, pool ?? [], to));
  if (number?.accountSid !== accountSid)
    throw new ApiError(
      400,
      21_606,
      `The 'From' phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`,
    );
  return number;
}

/** The one that this phone knows already, else the first. */
function stickySender({ texts }: World, pool: string[], to: string): string {
  const last = [...texts.values()].reverse().find((text) => text.to === to && pool.includes(text.from));
  return last?.from ?? pool[0] ?? '';
}
