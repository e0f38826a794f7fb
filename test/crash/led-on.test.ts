/**
 * Callers who have their answer, and a server that is killed before it has led them on, or while they go over to text or come back from it:
 * the next one does the rest, and nothing is there twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import twilio from 'twilio';
import { afterAll, expect, it } from 'vitest';
import type { TouchpointView } from '../../server/contract/index.js';
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
let cookie: string;
/** What each caller was asked. */
let questions: string[];
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
  const sms = { on: true, queueId, perSecond: 100 };
  const voice = { on: true, queueId, menu };
  const number = { number: OURS, name: 'Shop', carrierAccountId: account.body.id, voice, sms };
  const { status } = await api.call('numbers.create', { cookie, body: number });
  expect(status).toBe(201);
  return cookie;
}

const pathIn = (answer: string, hook: string): string =>
  new RegExp(`/hooks/voice/${hook}\\?[^"<]*`).exec(answer)![0].replaceAll('&amp;', '&');

/** Asks all of it at once. @returns which of it was answered before the server was killed, which the first answer does */
async function killedOver(asking: readonly (() => Promise<string>)[]): Promise<number[]> {
  const answered: number[] = [];
  let dying: Promise<unknown> | undefined;
  const run = async (ask: () => Promise<string>, i: number): Promise<void> => {
    await ask();
    dying ??= server!.kill();
    await dying;
    answered.push(i);
  };
  await Promise.allSettled(asking.map(run));
  expect(answered.length).toBeGreaterThan(0);
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

async function timelineOf(number: string): Promise<TouchpointView[]> {
  const api = apiAt(server!.url);
  const { body } = await api.call('customers.list', { cookie, query: { search: number } });
  expect(body.items.length).toBeLessThanOrEqual(1);
  return body.items[0] ? wholeTimeline(api, cookie, body.items[0].id) : [];
}

const kindsOf = async (number: string) => (await timelineOf(number)).map(({ kind }) => kind);

/** Those who press for the first time, those who have gone by text and ring again, and those who go by text: when the server dies. */
const [NEW, BACK, GOING] = [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
  [8, 9, 10, 11],
];
/** Their second calls. */
const back = forms.map((form) => ({ ...form, CallSid: form.CallSid.replace('CA0', 'CAb') }));
let inLine: string[];
let answered: number[];

const presses = (question: string, form: Record<string, string>) =>
  asks(pathIn(question, 'menu'), { ...form, Digits: '1' });
const waitOf = (i: number) => pathIn(inLine[i]!, 'wait');
const goesByText = (i: number) => asks(waitOf(i).replace('/wait?', '/choice?'), { ...forms[i]!, Digits: '3' });

async function comesIntoLine(i: number): Promise<void> {
  inLine[i] = await presses(questions[i]!, forms[i]!);
  const hears = () => asks(waitOf(i), { ...forms[i]!, QueueTime: '1' });
  await eventually(async () => expect(await hears()).toContain('for.text'), LED_WITHIN_MS);
}

it('are led on by the next process, each once', async () => {
  carrier = await bootCarrier({ time: realTime() });
  carrier.carrier.number({ accountSid: ACCOUNT.sid, number: OURS });
  const env = {
    ...{ PORT: String(await freePort()), DATA_DIR: dataDir, DEMO: 'false', LOG_LEVEL: 'warn' },
    ...{ ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
    ...{ TWILIO_API_BASE: carrier.url },
  };
  server = await startProcess(env);
  cookie = await aNumber();
  questions = await Promise.all(forms.map((form) => asks('/hooks/voice/in', form)));
  inLine = [];
  await Promise.all([...BACK, ...GOING].map(comesIntoLine));
  for (const answer of await Promise.all(BACK.map(goesByText))) expect(answer).toContain('<Leave');
  const again = await Promise.all(BACK.map((i) => asks('/hooks/voice/in', back[i]!)));
  answered = await killedOver([
    ...NEW.map((i) => () => presses(questions[i]!, forms[i]!)),
    ...BACK.map((i, n) => () => presses(again[n]!, back[i]!)),
    ...GOING.map((i) => () => goesByText(i)),
  ]);
  expect(await left()).toBeGreaterThan(0);
  server = await startProcess(env);
  for (const i of answered.filter((one) => NEW.includes(one)))
    await eventually(async () => expect(await kindsOf(forms[i]!.From)).toEqual(IN_LINE), LED_WITHIN_MS);
});

it('come back on the phone with their one matter, once', async () => {
  for (const i of BACK)
    await eventually(async () => {
      const kinds = await kindsOf(forms[i]!.From);
      const times = (kind: string) => kinds.filter((one) => one === kind).length;
      expect([times('conversation.opened'), times('message')]).toEqual([1, 1]);
      expect(times('conversation.requeued')).toBeLessThanOrEqual(1);
      if (answered.includes(i)) expect(times('conversation.requeued')).toBe(1);
    }, LED_WITHIN_MS);
});

it('go by text with one first text, or have not gone', async () => {
  for (const i of GOING) {
    await asks(waitOf(i).replace('/wait?', '/status?'), {
      ...forms[i]!,
      CallStatus: 'completed',
      CallDuration: '9',
    });
    await eventually(async () => {
      const told = await timelineOf(forms[i]!.From);
      const gone = told.filter(({ kind }) => kind === 'message').length;
      expect(gone).toBeLessThanOrEqual(1);
      if (answered.includes(i)) expect(gone).toBe(1);
      const ways = told.flatMap(({ kind, details }) => (kind === 'queue.left' ? [details] : []));
      expect(ways).toMatchObject([{ reason: gone === 1 ? 'text' : 'hungUp' }]);
      expect(told.filter(({ kind }) => kind === 'conversation.opened')).toHaveLength(1);
    }, LED_WITHIN_MS);
  }
  expect(await server!.stop()).toBe(0);
  expect(await left()).toBe(0);
});
