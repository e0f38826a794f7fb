import { isDeepStrictEqual } from 'node:util';
import { NumberCreateRequest, type NumberRecord } from '../contract/index.js';
import { NumberModel } from './models.js';

const { sms, voice } = NumberCreateRequest.shape;

/** Gives numbers of an earlier version the settings that came since, as a new number has them. Safe to repeat. */
export async function migrateNumbers(): Promise<void> {
  for (const stored of await NumberModel.find().lean<NumberRecord[]>()) {
    const now = { sms: sms.safeParse(stored.sms).data, voice: voice.safeParse(stored.voice).data };
    if (!now.sms || !now.voice) continue;
    if (isDeepStrictEqual(now, { sms: stored.sms, voice: stored.voice })) continue;
    // Not where another node has done it and somebody has changed it since.
    const before = { _id: stored._id as never, sms: stored.sms, voice: stored.voice };
    await NumberModel.collection.updateOne(before, { $set: now });
  }
}
