import { setTimeout as sleepReally } from 'node:timers/promises';
import {
  MOST_TEXT_LENGTH,
  type NumberRecord,
  type TouchpointRecord,
  textLength,
  textParts,
} from '../../server/contract/index.js';
import type { CarrierAccess, Numbers } from '../../server/numbers/index.js';
import type { Clock } from '../../server/platform/index.js';
import { ChannelError } from '../channel.js';
import { type CarrierClient, outcomeOf } from '../twilio/index.js';
import { PartModel, type PartRecord } from './models.js';
import type { makePace, Sleep } from './pace.js';
import { resolveUnknown } from './resolve.js';

export interface SendNeeds {
  clock: Clock;
  numbers: Pick<Numbers, 'byId' | 'secretsOf'>;
  pace: ReturnType<typeof makePace>;
  publicUrl: string;
  client(account: CarrierAccess): CarrierClient;
  /** The address of a file of ours, which the carrier fetches. */
  fileUrl(file: { fileId: string; name: string }): string;
  /** The carrier takes no more texts to there. */
  noteOptedOut(touchpointId: string): Promise<void>;
  sleep?: Sleep;
}

/** With pauses that double from half a second: some minutes in which one text waits for the carrier, and those behind it for that text. */
const MOST_BUSY = 8;
const FIRST_BUSY_MS = 500;
const MOST_FILES = 10;
const OPTED_OUT = 'sms.optedOut';

interface Sending {
  number: NumberRecord;
  account: CarrierAccess;
  client: CarrierClient;
  to: string;
  mediaUrl: string[];
}

/** @returns a function that hands a text to the carrier, in as many parts as it takes, each of them once */
export function makeSend({
  clock,
  numbers,
  pace,
  publicUrl,
  client,
  fileUrl,
  noteOptedOut,
  sleep = sleepReally,
}: SendNeeds) {
  /** @throws ChannelError */
  return async function send(touchpoint: TouchpointRecord<'message'>): Promise<{ providerId: string }> {
    const sending = await prepared(touchpoint);
    const bodies = textParts(touchpoint.text ?? '', MOST_TEXT_LENGTH);
    const sids: string[] = [];
    for (const [i, body] of bodies.entries()) {
      const part = await begun(touchpoint._id, i, body, sending);
      const files = i === 0 ? sending.mediaUrl : [];
      sids.push(part.sid ?? (await handOver(part, { ...sending, mediaUrl: files }, touchpoint._id)));
    }
    return { providerId: sids[0] as string };
  };

  async function prepared({ details: { sms }, attachments }: TouchpointRecord<'message'>): Promise<Sending> {
    const number = sms ? await numbers.byId(sms.numberId) : null;
    if (!sms || !number?.active || !number.sms.on) throw new ChannelError('refused', { detail: 'sms.senderWrong' });
    const account = await numbers.secretsOf(number);
    if (!account) throw new ChannelError('unreachable', { detail: 'sms.signInFailed' });
    const mediaUrl = attachments.slice(0, MOST_FILES).map((file) => publicUrl + fileUrl(file));
    return { number, account, client: client(account), to: sms.to, mediaUrl };
  }

  async function begun(touchpointId: string, i: number, body: string, { number, account, to }: Sending) {
    const _id = `${touchpointId}:${i}`;
    const about = { touchpointId, accountSid: account.sid, from: number.number, to, body, createdAt: clock.now() };
    const fresh = { ...about, askedAt: null, status: null, rank: -1, code: null, log: [] };
    await PartModel.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
    return (await PartModel.findById(_id).lean<PartRecord>()) as PartRecord;
  }

  async function handOver(part: PartRecord, sending: Sending, touchpointId: string): Promise<string> {
    const earlier = await resolveUnknown(sending.client, part, clock.now());
    if (earlier) return accepted(part, earlier);
    await pace.wait(sending.number._id, Math.max(1, textLength(part.body).segments), sending.number.sms.perSecond);
    for (let busy = 0; ; busy += 1) {
      // Written before we ask: whatever ends us now, whoever takes it up knows that the carrier may have it.
      await PartModel.updateOne({ _id: part._id }, { $set: { askedAt: clock.now() } });
      const result = await ask(part, sending);
      if (typeof result === 'string') return accepted(part, result);
      const told = await PartModel.findById(part._id).lean<PartRecord>();
      if (told?.sid) return told.sid; // its callback was quicker than the answer
      if (result.kind === 'unknown') throw new ChannelError('unreachable', { detail: 'sms.unknown' });
      await PartModel.updateOne({ _id: part._id }, { $set: { askedAt: null } });
      if (result.reason === OPTED_OUT) await noteOptedOut(touchpointId);
      if (result.kind === 'refused') throw new ChannelError('refused', { detail: result.reason });
      if (result.reason !== 'sms.busy' || busy >= MOST_BUSY)
        throw new ChannelError('unreachable', { detail: result.reason });
      await sleep(FIRST_BUSY_MS * 2 ** busy);
    }
  }

  async function ask({ _id, body, to }: PartRecord, { number, client: carrier, mediaUrl }: Sending) {
    const statusCallback = `${publicUrl}/hooks/sms/status?part=${encodeURIComponent(_id)}`;
    const sender = number.messagingServiceSid
      ? { messagingServiceSid: number.messagingServiceSid }
      : { from: number.number };
    try {
      const made = await carrier.messages.create({
        ...{ to, body, statusCallback, ...sender },
        ...(mediaUrl.length > 0 && { mediaUrl }),
      });
      return made.sid;
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async function accepted({ _id }: PartRecord, sid: string): Promise<string> {
    await PartModel.updateOne({ _id }, { $set: { sid, askedAt: null } });
    return sid;
  }
}
