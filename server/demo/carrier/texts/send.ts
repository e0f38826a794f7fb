import { SegmentedMessage } from 'sms-segments-calculator';
import { keepNewest } from '../keep-newest.js';
import type { Text, TextStatus } from '../records.js';
import { newSid } from '../sids.js';
import type { World } from '../world.js';
import type { Wanted } from './check.js';
import { collectMedia } from './collect-media.js';
import type { Results } from './result.js';

/** When each state comes, in milliseconds after the one before, with chance between the two. */
const STEPS_MS = { queued: [20, 60], sending: [40, 120], sent: [150, 500], end: [300, 1_500] } as const;

export interface SendNeeds {
  world: World;
  results: Results;
}

/** Takes a text from the company and sees it to its end, telling each step. */
export function sendText({ world, results }: SendNeeds, wanted: Wanted): Text {
  const { from, serviceSid, to, body, mediaUrls, statusCallback } = wanted;
  const now = world.time.now();
  const text: Text = {
    ...{ serviceSid, to, body, statusCallback, from: from.number, accountSid: from.accountSid },
    ...{ sid: newSid(mediaUrls.length > 0 ? 'MM' : 'SM'), direction: 'outbound-api', errorCode: null, media: [] },
    status: serviceSid ? 'accepted' : 'queued',
    segments: segmentsOf(body),
    ...{ createdAt: now, updatedAt: now, sentAt: null },
  };
  keepNewest(world.texts, text.sid, text);
  world.log.add('text', 'taken', { sid: text.sid });
  void journey({ world, results }, text, mediaUrls);
  return text;
}

async function journey({ world, results }: SendNeeds, text: Text, mediaUrls: string[]): Promise<void> {
  if (text.serviceSid && !(await step(world, text, 'queued'))) return;
  if (!(await step(world, text, 'sending'))) return;
  const media = await collectMedia(world, mediaUrls);
  if (!media) return enter(world, text, 'failed', 11_200);
  text.media = media;
  const { status, code } = results.take(text.to);
  if (status !== 'failed') await step(world, text, 'sent');
  if (status === 'sent') return;
  await wait(world, STEPS_MS.end);
  enter(world, text, status, code);
}

/** @returns false when it was taken back meanwhile */
async function step(world: World, text: Text, status: 'queued' | 'sending' | 'sent'): Promise<boolean> {
  await wait(world, STEPS_MS[status]);
  if (text.status === 'canceled') return false;
  if (status === 'sent') text.sentAt = world.time.now();
  enter(world, text, status, null);
  return true;
}

const wait = ({ time, dice }: World, [from, to]: readonly [number, number]) =>
  new Promise<void>((resolve) => void time.after(dice.between(from, to), resolve));

export function enter(world: World, text: Text, status: TextStatus, code: number | null): void {
  text.status = status;
  text.errorCode = code;
  text.updatedAt = world.time.now();
  world.log.add('text', status, { sid: text.sid, code });
  const account = world.accounts.get(text.accountSid);
  if (!text.statusCallback || !account) return;
  world.webhooks.callback({
    ...{ url: text.statusCallback, method: 'POST', account, kind: 'message.status' },
    form: statusForm(text, world.time.now()),
  });
}

function statusForm({ sid, accountSid, serviceSid, from, to, status, errorCode }: Text, at: Date) {
  return {
    ...{ MessageSid: sid, SmsSid: sid, AccountSid: accountSid, From: from, To: to, ApiVersion: '2010-04-01' },
    ...{ MessageStatus: status, SmsStatus: status },
    ...(serviceSid && { MessagingServiceSid: serviceSid }),
    ...(errorCode !== null && { ErrorCode: String(errorCode) }),
    ...(status === 'delivered' && { RawDlrDoneDate: at.toISOString().replace(/[-:T]/g, '').slice(2, 12) }),
  };
}

export const segmentsOf = (body: string): number => Math.max(1, new SegmentedMessage(body).segmentsCount);
