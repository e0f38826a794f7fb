import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { static as files, type RequestHandler, Router } from 'express';
import { LOCALES } from '../../server/contract/index.js';
import { AppError } from '../../server/platform/index.js';
import type { VoiceNeeds } from './needs.js';

const SOUNDS = join(fileURLToPath(new URL('.', import.meta.url)), 'sounds');
/** Longer than this nobody waits for the store to say whether there is a recording: the machine's voice is at hand. */
const ASK_STORE_MS = 1_000;
/** Whoever keeps a copy asks whether it is still the one. */
const ASK_AGAIN = 'public, no-cache';

/** What is played to callers: what was recorded for a phrase, else the sound that was made of it. */
export function soundRoutes({ sounds, files: kept, log }: Pick<VoiceNeeds, 'sounds' | 'files' | 'log'>): Router {
  const recording: RequestHandler = async (req, res, next) => {
    const { locale, file } = req.params as Record<string, string>;
    const spoken = LOCALES.find((one) => one === locale);
    const key = /^([A-Za-z0-9.]{1,40})\.wav$/.exec(file ?? '')?.[1];
    if (!spoken || !key) return next();
    const recorded = await inTime(sounds.recordedOf(key, spoken)).catch((error: unknown) => {
      log.warn({ error }, 'nothing could be learned of a recording');
      return null;
    });
    const stream = recorded && (await inTime(kept.streamOf(recorded.fileId)).catch(() => null));
    if (!stream) return next();
    res.set({ 'content-type': recorded.type, 'cache-control': ASK_AGAIN, etag: `"${recorded.fileId}"` });
    if (req.fresh) return void res.status(304).end();
    await pipeline(stream, res);
  };
  return Router()
    .get('/hooks/voice/sounds/:locale/:file', recording)
    .use(
      '/hooks/voice/sounds',
      files(SOUNDS, { index: false, setHeaders: (res) => res.set('cache-control', ASK_AGAIN) }),
    );
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AppError('store.unavailable', 'The store did not answer.')), ASK_STORE_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
