/**
 * `npm run bench:console [-- --touchpoints 5000 --rounds 5]`
 * The console with one customer's whole past loaded, in Chromium: what the page holds, and how long the hands wait: for the command
 * bar, for a letter in the composer, for the way up. Medians over the rounds; the most of the letters.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoMemoryServer } from 'mongodb-memory-server';
import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { apiAt } from '../api.js';
import { aLongPast } from '../browser/support/long-past.js';
import { startBrowser } from '../chromium.js';
import { at } from '../process-figures.js';
import { freePort, startProcess } from '../server-process.js';

const { values } = parseArgs({
  options: { touchpoints: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '5' } },
});
const count = Number(values.touchpoints);
const rounds = Number(values.rounds);
const LETTERS = 20;
const LIMIT_MS = 300_000;

const ADMIN = { email: 'admin@bench.example', password: 'bench password long' };
const dataDir = mkdtempSync(join(tmpdir(), 'payvand-bench-'));
const store = await MongoMemoryServer.create({ instance: { args: ['--no-sync'] } });
const MONGODB_URI = Object.assign(new URL(store.getUri()), { pathname: '/bench' }).href;
const server = await startProcess({
  PORT: String(await freePort()),
  DATA_DIR: dataDir,
  MONGODB_URI,
  DEMO: 'false',
  LOG_LEVEL: 'warn',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
});
const api = apiAt(server.url);
const app = { ...api, signIn: (email = ADMIN.email, password = ADMIN.password) => api.signIn(email, password) };
await mongoose.connect(MONGODB_URI, { autoIndex: false, autoCreate: false });
const past = await aLongPast(app, mongoose.connection.db!, count);

const browser = await startBrowser();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
const page = await context.newPage();
page.setDefaultTimeout(LIMIT_MS);
const [name, value] = past.agent.cookie.split('=') as [string, string];
await context.addCookies([{ name, value, url: server.url }]);
const inspector = await context.newCDPSession(page);
await inspector.send('Performance.enable');

/** A search leads to the very first touchpoint: all that came after it is loaded. */
const began = performance.now();
await page.goto(`${server.url}/console/inbox/${past.conversationId}?seq=1`);
await page.locator('[data-seq="1"]').waitFor();
const loadedMs = performance.now() - began;
const commandBar = [];
for (let round = 0; round < rounds; round += 1) commandBar.push(await timeOf(openCommandBar));
const letters = [];
await page.getByTestId('composer-text').click();
for (let letter = 0; letter < LETTERS; letter += 1) letters.push(await timeOf(typeLetter));
const { nodes, heapMb } = await held(page);
const lines = await page.locator('[data-testid="message"], [data-testid="note"], [data-testid="system-line"]').count();

const ms = (figure: number): string => `${Math.round(figure)} ms`;
console.log(`${count} touchpoints, all loaded in ${ms(loadedMs)}; ${lines} lines in the document`);
console.log(`nodes ${nodes}, JavaScript heap ${heapMb} MB`);
console.log(`command bar to its field: p50 ${ms(at(commandBar, 0.5))}`);
console.log(`a letter to its being painted: p50 ${ms(at(letters, 0.5))}, most ${ms(Math.max(...letters))}`);

await browser.close();
past.close();
await mongoose.disconnect();
await server.stop();
await store.stop();
rmSync(dataDir, { recursive: true, force: true });

async function openCommandBar(): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('command-input').waitFor();
  await painted(page);
}

async function typeLetter(): Promise<void> {
  await page.keyboard.press('a');
  await painted(page);
}

async function timeOf(act: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await act();
  const took = performance.now() - start;
  if (act === openCommandBar) {
    await page.keyboard.press('Escape');
    await page.getByTestId('command-input').waitFor({ state: 'detached' });
  }
  return took;
}

/** Two frames on: what was done is on the screen. */
function painted(of: Page): Promise<void> {
  return of.evaluate(
    () => new Promise<void>((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen()))),
  );
}

async function held(of: Page): Promise<{ nodes: number; heapMb: number }> {
  await inspector.send('HeapProfiler.collectGarbage');
  const { metrics } = await inspector.send('Performance.getMetrics');
  const bytes = metrics.find(({ name: metric }) => metric === 'JSHeapUsedSize')?.value ?? Number.NaN;
  const nodes = await of.evaluate(() => document.getElementsByTagName('*').length);
  return { nodes, heapMb: Math.round(bytes / 1_048_576) };
}
