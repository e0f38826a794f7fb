// Reads mails in a thread of its own, one after the other; see reader.ts.
import { parentPort } from 'node:worker_threads';
import { parseMail } from './parse-mail.js';
import type { ReadMail } from './read-mail.types.js';

/** Without a mail where nothing could parse it. */
export interface ReadDone {
  mail?: ReadMail;
}

const port = parentPort!;

port.on('message', async (raw: Uint8Array) => {
  const mail = await parseMail(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)).catch(() => undefined);
  port.postMessage({ mail } satisfies ReadDone);
});
