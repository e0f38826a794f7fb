// Reads mails in a thread of its own, one after the other; see reader.ts.
import { parentPort } from 'node:worker_threads';
import { parseMail } from './parse-mail.js';
import type { ReadMail } from './read-mail.types.js';

/** That it is there to read; then of each mail what was read, without a mail where nothing could parse it. */
export type WorkerSays = { ready: true } | { ready?: never; mail?: ReadMail };

const port = parentPort!;

port.on('message', async (raw: Uint8Array) => {
  const mail = await parseMail(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)).catch(() => undefined);
  port.postMessage({ mail } satisfies WorkerSays);
});
port.postMessage({ ready: true } satisfies WorkerSays);
