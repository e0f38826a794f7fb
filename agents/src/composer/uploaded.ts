import type { AttachmentView } from '../../../server/contract/index.js';
import { keptByKey } from '../base/kept-by-key.js';
import { useStore } from '../base/store.js';

export interface Uploaded {
  file: AttachmentView;
  at: number;
}

/** The server keeps what nobody has sent for a day. */
const FRESH_MS = 20 * 3_600_000;
const NONE: readonly Uploaded[] = [];
const isFresh = ({ at }: Uploaded): boolean => Date.now() - at < FRESH_MS;

/** What is up and not sent yet, by what it is written for; like the words beside it, it is there again after a look elsewhere. */
const uploaded = keptByKey<readonly Uploaded[]>('uploads', {
  isWorthKeeping: (files) => files.length > 0 && files.every(isFresh),
});

export function changeUploaded(key: string, to: (files: readonly Uploaded[]) => readonly Uploaded[]): void {
  uploaded.change(key, to(uploaded.get()[key] ?? NONE));
}

export const useUploaded = (place: string): readonly Uploaded[] => useStore(uploaded, (all) => all[place] ?? NONE);
