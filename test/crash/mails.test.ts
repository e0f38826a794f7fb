/**
 * Mails come in and go out while the server is killed, by SIGKILL in the middle of both. `npm run test:crash` kills more often
 * (CRASH_ROUNDS); CRASH_SEED repeats the chances of an earlier run.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TouchpointView } from '../../server/contract/index.js';
import { type Api, apiAt } from '../api.js';
import { aCompany } from '../company.js';
import { aCarrier, aLetter } from '../email/incoming/post.js';
import { anOutsideServer } from '../email/outgoing/mail-server.js';
import { eventually } from '../eventually.js';
import { freePort, type ServerProcess, startProcess } from '../server-process.js';
import { chanceFrom, pause } from './chance.js';
import { wholeTimeline } from './proof.js';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 1);
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const PEOPLE = 8;
/** The first person, and two who only read. */
const THREE = ['p0@home.example', 'two@away.example', 'three@away.example'] as const;
const ADMIN = { email: 'admin@company.example', password: 'correct horse battery' };
/** What a dead process held is free again after a while, and the time to take a letter back must pass. */
const LIMIT_MS = 120_000;

const chance = chanceFrom(SEED);
const dataDir = mkdtempSync(join(tmpdir(), 'payvand-crash-'));
const state = { paused: true, over: false };
let env: Record<string, string>;
let server: ServerProcess;
let outside: Awaited<ReturnType<typeof anOutsideServer>>;
let api: Api;
let admin: string;
let mailboxId: string;

/** Somebody outside, whose mail server brings each of their mails until it was told that it is taken. */
function aPerson(i: number, mailPort: number) {
  const [address, carrier] = [`p${i}@home.example`, aCarrier(mailPort)];
  const taken: string[] = [];
  const person = { address, taken, quiet: true, written: Promise.resolve() };

  async function bring(raw: string): Promise<void> {
    for (;;) {
      const isTaken = await carrier.post(raw, { from: address }).then(
        () => true,
        () => false,
      );
      if (isTaken) return;
      await pause(50);
    }
  }

  async function write(): Promise<void> {
    while (!state.over) {
      person.quiet = state.paused;
      if (state.paused) await pause(10);
      else {
        const text = `P${i} ${taken.length}`;
        const headers = taken.length > 0 ? { References: `<p${i}-0@home.example>` } : undefined;
        const id = `<p${i}-${taken.length}@home.example>`;
        const raw = aLetter({ from: `P${i} <${address}>`, id, body: text, ...(headers && { headers }) });
        await bring(raw);
        taken.push(text);
        if (chance.is(0.2)) await bring(raw); // the answer was lost on its way
      }
    }
    carrier.close();
  }
  person.written = write();
  return person;
}

let people: ReturnType<typeof aPerson>[] = [];
const letters: { customerId: string; text: string }[] = [];

beforeAll(async () => {
  outside = await anOutsideServer();
  const [port, mailPort] = [await freePort(), await freePort()];
  env = {
    ...{ PORT: String(port), DATA_DIR: dataDir, DEMO: 'false', LOG_LEVEL: 'warn', EMBEDDED_STORE_SYNC: 'true' },
    ...{ ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password, OUTBOX_SWEEP_SECONDS: '300' },
    ...{ MAIL_LISTEN_PORT: String(mailPort), MAIL_LISTEN_PER_MINUTE: '100000' },
    SMTP_URL: `smtp://127.0.0.1:${outside.port}`,
  };
  server = await startProcess(env);
  api = apiAt(server.url);
  const company = await aCompany({ ...api, signIn: () => api.signIn(ADMIN.email, ADMIN.password) }, { agents: [] });
  admin = company.admin;
  const acknowledgement = { en: 'We have it.', fa: 'رسید.' };
  const about = { name: 'Support', address: 'support@shop.example', acknowledgement, incoming: { kind: 'listener' } };
  const made = await api.call('mailboxes.create', { cookie: admin, body: { ...about, queueId: company.queueId } });
  mailboxId = made.body.id;
  people = Array.from({ length: PEOPLE }, (_, i) => aPerson(i, mailPort));
});
afterAll(async () => {
  state.over = true;
  await server?.kill();
  await outside?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Of everybody who writes from this address. */
async function timelineOf(address: string): Promise<TouchpointView[]> {
  const { body } = await api.call('customers.list', { cookie: admin, query: { search: address } });
  return (await Promise.all(body.items.map(({ id }) => wholeTimeline(api, admin, id)))).flat();
}

const messages = (all: TouchpointView[], direction: 'in' | 'out') =>
  all.filter((t) => t.kind === 'message' && t.direction === direction);

/** Until so many more were taken and the first of them answered: a slow machine is not killed before it has done anything. */
async function someWork(much: number): Promise<void> {
  const taken = () => people.reduce((sum, one) => sum + one.taken.length, 0);
  const enough = taken() + much;
  await eventually(() => expect(taken()).toBeGreaterThanOrEqual(enough), LIMIT_MS);
}

const customerAt = (address: string) =>
  eventually(async () => {
    const { body } = await api.call('customers.list', { cookie: admin, query: { search: address } });
    expect(body.items).toHaveLength(1);
    return body.items[0]!.id;
  }, LIMIT_MS);

/** An agent's letter, which waits to be taken back when the server is killed. */
async function writeLetter(): Promise<void> {
  const { address } = chance.of(people)!;
  const customerId = await customerAt(address);
  const text = `Letter ${letters.length}.`;
  const body = { clientId: randomUUID(), text, mail: { mailboxId, subject: 'Order' } };
  const { status } = await api.call('conversations.write', { cookie: admin, params: { id: customerId }, body });
  expect(status).toBe(201);
  letters.push({ customerId, text });
}

/** A letter to three, one of them in a blind copy. @returns once the server is about to be told to whom the second copy goes */
async function writeToThree(): Promise<void> {
  const second = new Promise<void>((resolve) => {
    outside.next({ at: 'rcpt', address: THREE[1], silent: true, after: resolve });
  });
  const [to, cc, bcc] = THREE;
  const mail = { mailboxId, subject: 'Order', to: [to], cc: [cc], bcc: [bcc] };
  const body = { clientId: randomUUID(), text: 'To three.', mail };
  const id = await customerAt(THREE[0]);
  const { status } = await api.call('conversations.write', { cookie: admin, params: { id }, body });
  expect(status).toBe(201);
  letters.push({ customerId: id, text: body.text });
  await second;
}

/** All copies of one mail that reached the outside are the same mail. */
function expectOneMail(says: string, to: string): void {
  const copies = outside.arrived.filter((one) => one.to.includes(to) && one.mail.text?.includes(says));
  expect(new Set(copies.map(({ mail }) => mail.messageId)).size, `${says} to ${to}`).toBe(1);
}

async function prove(): Promise<void> {
  for (const { address, taken } of people) {
    const all = await eventually(async () => {
      const timeline = await timelineOf(address);
      const texts = messages(timeline, 'in').map(({ text }) => text);
      expect(texts.toSorted()).toEqual(taken.toSorted());
      const ours = messages(timeline, 'out').filter(({ channel }) => channel === 'email');
      expect(ours.filter(({ delivery }) => delivery?.state !== 'sent')).toEqual([]);
      return timeline;
    }, LIMIT_MS);
    const acknowledged = messages(all, 'out').filter(({ author }) => author.type === 'system');
    expect(acknowledged.length).toBeLessThanOrEqual(1);
    if (acknowledged.length > 0) expectOneMail('We have it.', address);
    for (const { text } of messages(all, 'out').filter(({ author }) => author.type === 'agent'))
      expectOneMail(text!, address);
  }
  const written = await Promise.all(
    [...new Set(letters.map((one) => one.customerId))].map((id) => wholeTimeline(api, admin, id)),
  );
  const texts = messages(written.flat(), 'out').flatMap(({ text, author }) => (author.type === 'agent' ? text : []));
  expect(texts.toSorted()).toEqual(letters.map(({ text }) => text).toSorted());
}

it(`loses no mail and doubles none in ${ROUNDS} kills, in and out (seed ${SEED})`, {
  timeout: ROUNDS * 300_000,
}, async () => {
  state.paused = false;
  await someWork(1);
  state.paused = true;
  await writeToThree(); // the first kill falls between the first of them and the second
  for (let round = 0; round < ROUNDS; round += 1) {
    state.paused = false;
    await someWork(chance.between(20, 60));
    await writeLetter();
    await someWork(chance.between(1, 20));
    await server.kill();
    await pause(chance.between(0, 300));
    server = await startProcess(env);
    await someWork(10);
    state.paused = true;
    await eventually(() => expect(people.every(({ quiet }) => quiet)).toBe(true), LIMIT_MS);
    await prove();
  }
  const toThree = () => outside.arrived.filter(({ mail }) => mail.text?.includes('To three.'));
  await eventually(
    () =>
      expect(
        toThree()
          .flatMap(({ to }) => to)
          .toSorted(),
      ).toEqual([...THREE].toSorted()),
    LIMIT_MS,
  );
  expect(new Set(toThree().map(({ raw }) => raw)).size).toBe(1);
  state.over = true;
  await Promise.all(people.map(({ written }) => written));
  expect(await server.stop()).toBe(0);
});
