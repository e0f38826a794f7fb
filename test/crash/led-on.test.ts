/** Callers who have their answer, and a server that is killed before it has led them on: the next one does so, and nothing is there twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import twilio from 'twilio';
import { afterAll, expect, it } from 'vitest';
import { realTime } from '../../server/demo/carrier/time.js';
import { startEmbeddedStore } from '../../server/store/embedded/index.js';
import { apiAt } from '../api.js';
import { ACCOUNT, bootCarrier } from '../carrier.js';
import { aCompany } from '../company.js';
import { eventually } from '../eventually.js';
import { freePort, type ServerProcess, startProcess } from '../server-process.js';
import { wholeTimeline } from './proof.js';

const ADMIN = { email: 'admin@company.example', password: 'correct horse battery' };
const OURS = '+982191000000';
const CALLERS = 12;
/** The next process takes over ten seconds after the answer. */
const LED_WITHIN_MS = 60_000;
const IN_LINE = ['call.received', 'ivr.input', 'conversation.opened', 'conversation.queued'];

const dataDir = mkdtempSync(join(tmpdir(), 'payvand-crash-'));
let server: ServerProcess | undefined;
let carrier: Awaited<ReturnType<typeof bootCarrier>> | undefined;
afterAll(async () => {
  await server?.kill();
  await carrier?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const forms = Array.from({ length: CALLERS }, (_, i) => ({
  ...{ CallSid: `CA${String(i).padStart(32, '0')}`, AccountSid: ACCOUNT.sid, CallStatus: 'in-progress' },
  ...{ To: OURS, From: `+98912777${String(i).padStart(4, '0')}` },
}));

async function asks(path: string, form: Record<string, string>): Promise<string> {
  const url = `${server!.url}${path}`;
  const headers = { 'x-twilio-signature': twilio.getExpectedTwilioSignature(ACCOUNT.token, url, form) };
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
  expect(answer.status).toBe(200);
  return answer.text();
}

async function aNumber(): Promise<string> {
  const api = apiAt(server!.url);
  const signIn = (email = ADMIN.email, password = ADMIN.password) => api.signIn(email, password);
  const { admin: cookie, queueId } = await aCompany({ ...api, signIn }, { agents: [] });
  const account = await api.call('carrierAccounts.create', { cookie, body: { name: 'Carrier', ...ACCOUNT } });
  const choices = [{ digit: '1', words: { en: [], fa: [] }, to: { kind: 'queue', queueId } }];
  const menu = { steps: [{ key: 'main', prompts: ['for.sales', 'press.1'], choices }] };
  const number = { number: OURS, name: 'Shop', carrierAccountId: account.body.id, voice: { on: true, queueId, menu } };
  const { status } = await api.call('numbers.create', { cookie, body: number });
  expect(status).toBe(201);
  return cookie;
}

/** @returns the callers whose answer came before the server was killed, which the first such answer does */
async function killedOver(questions: readonly string[]): Promise<string[]> {
  const answered: string[] = [];
  const presses = async (question: string, i: number): Promise<void> => {
    const path = /\/hooks\/voice\/menu\?[^"<]*/.exec(question)![0].replaceAll('&amp;', '&');
    const answer = await asks(path, { ...forms[i]!, Digits: '1' });
    await server!.kill();
    expect(answer).toContain('<Enqueue');
    answered.push(forms[i]!.From);
  };
  await Promise.allSettled(questions.map(presses));
  return answered;
}

/** What nobody leads on yet, by those who called; no process runs meanwhile. */
async function left(): Promise<number> {
  const store = await startEmbeddedStore({ directory: join(dataDir, 'store') });
  const client = await mongoose.mongo.MongoClient.connect(store.uri);
  const count = await client
    .db('payvand')
    .collection('callAnswers')
    .countDocuments({ 'leads.input': { $ne: null } });
  await client.close();
  await store.close();
  return count;
}

async function timelineOf(cookie: string, number: string): Promise<string[]> {
  const api = apiAt(server!.url);
  const { body } = await api.call('customers.list', { cookie, query: { search: number } });
  expect(body.items.length).toBeLessThanOrEqual(1);
  return body.items[0] ? (await wholeTimeline(api, cookie, body.items[0].id)).map(({ kind }) => kind) : [];
}

it('are led on by the next process, each once', async () => {
  carrier = await bootCarrier({ time: realTime() });
  const env = {
    ...{ PORT: String(await freePort()), DATA_DIR: dataDir, DEMO: 'false', LOG_LEVEL: 'warn' },
    ...{
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      TWILIO_API_BASE: carrier.url,
      API_REQUESTS_PER_SECOND: '100000',
    },
  };
  server = await startProcess(env);
  const cookie = await aNumber();
  const answered = await killedOver(await Promise.all(forms.map((form) => asks('/hooks/voice/in', form))));
  expect(answered.length).toBeGreaterThan(0);
  expect(await left()).toBeGreaterThan(0);
  server = await startProcess(env);
  for (const number of answered)
    await eventually(async () => expect(await timelineOf(cookie, number)).toEqual(IN_LINE), LED_WITHIN_MS);
  expect(await server.stop()).toBe(0);
  expect(await left()).toBe(0);
});
