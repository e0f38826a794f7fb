import type { Media } from '../records.js';
import { newSid } from '../sids.js';
import type { World } from '../world.js';

const LARGEST = 5 * 1024 * 1024;
const PATIENCE_MS = 10_000;

/** Gets the pictures of a text from the company's server. @returns null when one of them cannot be had */
export async function collectMedia(world: World, urls: string[]): Promise<Media[] | null> {
  const media = await Promise.all(urls.map((url) => collect(world, url)));
  return media.some((one) => one === null) ? null : (media as Media[]);
}

async function collect(world: World, url: string): Promise<Media | null> {
  try {
    const answer = await world.underWay.during(world.fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }));
    const bytes = Buffer.from(await world.underWay.during(answer.arrayBuffer()));
    if (!answer.ok || bytes.length > LARGEST) return null;
    const type = answer.headers.get('content-type') ?? 'application/octet-stream';
    return newMedia(world.time.now(), { type, bytes });
  } catch {
    return null;
  }
}

export const newMedia = (
  createdAt: Date,
  picture: Pick<Media, 'type' | 'bytes' | 'missing' | 'redirectTo'>,
): Media => ({
  ...{ sid: newSid('ME'), key: newSid('st'), createdAt },
  ...picture,
});
