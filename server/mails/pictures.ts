import { LRUCache } from 'lru-cache';
import { isPicture, sniffType } from '../files/index.js';
import {
  AppError,
  type Clock,
  FetchFailed,
  type FetchPublic,
  makeSignedAddresses,
  tokenBucket,
} from '../platform/index.js';
import { remotePictures } from './present.js';
import { byId } from './read.js';

const MEGABYTE = 1024 * 1024;
const BOUNDS = {
  maxBytes: 5 * MEGABYTE,
  timeoutMs: 10_000,
  accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif',
};
/** Fetched once for everybody who reads the mail meanwhile; browsers keep it for longer. */
const KEPT = { maxSize: 32 * MEGABYTE, ttl: 3_600_000 };
/** Of one process: so many a second, after the first two hundred. */
const PER_SECOND = 20;
const BURST = 200;

export interface Picture {
  bytes: Buffer;
  /** By its bytes, whatever its server called it. */
  type: string;
}

interface PictureNeeds {
  clock: Clock;
  secretKey: string;
  fetchPublic: FetchPublic;
}

/**
 * Pictures of elsewhere, for whoever asks to see them. We ask for them in the reader's place, so that their owner learns that the
 * mail was read, but not by whom or where. Only what a mail of ours shows can be asked for, by an address we gave.
 */
export function makePictures({ clock, secretKey, fetchPublic }: PictureNeeds) {
  const addresses = makeSignedAddresses({ secretKey, clock, purpose: 'picture' });
  const spend = tokenBucket(PER_SECOND, BURST);
  const kept = new LRUCache<string, Picture>({
    ...KEPT,
    sizeCalculation: ({ bytes }) => bytes.length + 1,
    fetchMethod: (address) => fetchPicture(address),
  });

  async function fetchPicture(address: string): Promise<Picture> {
    spend();
    const bytes = await fetchPublic(address, BOUNDS);
    const type = await sniffType(bytes, '');
    if (!type || !isPicture(type)) throw new FetchFailed('answer');
    return { bytes, type };
  }

  return {
    pictureUrl: (mailId: string, place: number): string =>
      `/pictures/${mailId}/${place}?${addresses.queryFor(`${mailId}:${place}`)}`,

    /**
     * @param signature of the address, as it was given out
     * @throws AppError file.missing for a wrong or expired address and for what cannot be had; rate.limited
     */
    async openPicture(mailId: string, place: number, signature: { e?: unknown; s?: unknown }): Promise<Picture> {
      const mail = addresses.isGenuine(`${mailId}:${place}`, signature) ? await byId(mailId) : null;
      const address = mail && remotePictures(mail.body)[place];
      const picture = address && (await kept.fetch(unescaped(address)).catch(unlessNotHad));
      if (!picture) throw new AppError('file.missing', 'There is no such picture, or it cannot be had.');
      return picture;
    },
  };
}

function unlessNotHad(error: unknown): undefined {
  if (!(error instanceof FetchFailed)) throw error;
}

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const unescaped = (address: string): string =>
  address.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => SIGNS[name] as string);
