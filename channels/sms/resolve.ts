import { ChannelError } from '../channel.js';
import { type CarrierClient, outcomeOf } from '../twilio/index.js';
import { PartModel, type PartRecord } from './models.js';

/** So long the carrier's own word is waited for before we look for ourselves. */
const WORD_MS = 5_000;
/** Its clock may be another one. */
const SLACK_MS = 60_000;
const MOST_SEEN = 100;

/**
 * A text that we asked the carrier to take, and never heard whether it did: looked for at the carrier by its receiver and its time,
 * so that nobody gets it twice.
 * @returns the carrier's id of it; null when the carrier does not have it
 * @throws ChannelError `unreachable` while it is too early to say, or the carrier cannot be asked
 */
export async function resolveUnknown(client: CarrierClient, part: PartRecord, now: Date): Promise<string | null> {
  const { askedAt, to, body } = part;
  if (!askedAt) return null;
  if (now.getTime() - askedAt.getTime() < WORD_MS) throw new ChannelError('unreachable', { detail: 'sms.unknown' });
  const since = new Date(askedAt.getTime() - SLACK_MS);
  const found = await client.messages.list({ to, dateSentAfter: since, limit: MOST_SEEN }).catch((error: unknown) => {
    throw new ChannelError('unreachable', { detail: outcomeOf(error).reason });
  });
  const same = found.filter((m) => m.direction.startsWith('outbound') && m.body === body && m.dateCreated >= since);
  const known = await PartModel.find({ sid: { $in: same.map(({ sid }) => sid) } } as never, { sid: 1 }).lean();
  const taken = new Set(known.map(({ sid }) => sid));
  return same.filter(({ sid }) => !taken.has(sid)).at(-1)?.sid ?? null;
}
