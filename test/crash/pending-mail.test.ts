/** An answer by mail that waits for its time when the server is killed. The long form only (`npm run test:crash`): it starts two processes. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { apiAt } from '../api.js';
import { aCompany } from '../company.js';
import { aCarrier, aLetter } from '../email/incoming/post.js';
import { anOutsideServer } from '../email/outgoing/mail-server.js';
import { eventually } from '../eventually.js';
import { freePort, type ServerProcess, startProcess } from '../server-process.js';

const ADMIN = { email: 'admin@company.example', password: 'correct horse battery' };
/** The time to take a mail back, and the way; the regular sweep would come after 300 s. */
const SOON_MS = 25_000;
const dataDir = mkdtempSync(join(tmpdir(), 'payvand-crash-'));
let server: ServerProcess | undefined;
let outside: Awaited<ReturnType<typeof anOutsideServer>> | undefined;
afterAll(async () => {
  await server?.kill();
  await outside?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it.skipIf(!process.env.CRASH_ROUNDS)('goes out once, seconds after the server is back', async () => {
  outside = await anOutsideServer();
  const [port, mailPort] = [await freePort(), await freePort()];
  const env = {
    ...{ PORT: String(port), DATA_DIR: dataDir, DEMO: 'false', LOG_LEVEL: 'warn', EMBEDDED_STORE_SYNC: 'true' },
    ...{ ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, OUTBOX_SWEEP_SECONDS: '300' },
    ...{ MAIL_LISTEN_PORT: String(mailPort), SMTP_URL: `smtp://127.0.0.1:${outside.port}` },
  };
  server = await startProcess(env);
  const api = apiAt(server.url);
  const signIn = (email = ADMIN.email, password = ADMIN.password) => api.signIn(email, password);
  const { admin: cookie, queueId } = await aCompany({ ...api, signIn });
  const mailbox = { name: 'Support', address: 'support@shop.example', queueId, incoming: { kind: 'listener' } };
  const { body } = await api.call('mailboxes.create', { cookie, body: mailbox });
  const carrier = aCarrier(mailPort);
  await carrier.post(aLetter());
  carrier.close();
  const customerId = await eventually(async () => {
    const { body: list } = await api.call('customers.list', { cookie });
    expect(list.items).toHaveLength(1);
    return list.items[0]!.id;
  });
  const written = await api.call('conversations.write', {
    ...{ cookie, params: { id: customerId } },
    body: { clientId: randomUUID(), text: 'It is on its way.', mail: { mailboxId: body.id, subject: 'Order' } },
  });
  expect(written.status).toBe(201);
  await server.kill();
  expect(outside.arrived).toEqual([]);
  server = await startProcess(env);
  const back = performance.now();
  await eventually(() => expect(outside?.arrived).toHaveLength(1), 120_000);
  expect(performance.now() - back).toBeLessThan(SOON_MS);
  expect(outside.arrived[0]?.mail.text).toContain('It is on its way.');
});
