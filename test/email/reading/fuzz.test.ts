import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type ReadMail, readMail } from '../../../channels/email/reading/index.js';
import { mutated, seeded } from './mutate.js';

const folder = fileURLToPath(new URL('../../fixtures/email/', import.meta.url));
const MAILS = readdirSync(folder).flatMap((file) => (file.endsWith('.eml') ? [readFileSync(`${folder}${file}`)] : []));
/** Each is a mail of its own; `npm run test:mail-fuzz` has 20,000. */
const ROUNDS = Number(process.env.EMAIL_FUZZ ?? 200);
const SEED = Number(process.env.EMAIL_FUZZ_SEED ?? 1405);
const MOST_CPU_MS = 2_000;
/** Only against hanging: a mail takes some milliseconds of a quiet machine. */
const LIMIT_MS = 300_000 + ROUNDS * 300;

it(`reads ${ROUNDS} damaged mails: none ends it, takes long, or comes out unsafe`, { timeout: LIMIT_MS }, async () => {
  const random = seeded(SEED);
  let unreadable = 0;
  let slowestMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const raw = mutated(MAILS, random);
    const before = Buffer.from(raw);
    // Time of the processor, of all threads: how busy the machine is does not count.
    const cpu = process.cpuUsage();
    const read = await readMail(raw);
    const { user, system } = process.cpuUsage(cpu);
    slowestMs = Math.max(slowestMs, (user + system) / 1_000);
    const which = `round ${round} of seed ${SEED}`;
    expect(raw.equals(before), which).toBe(true);
    if ('unreadable' in read) {
      unreadable += 1;
      expect(read.unreadable, which).toBe('broken');
    } else expectSafe(read, which);
  }
  if (process.env.EMAIL_FUZZ)
    console.log(`${ROUNDS} mails, ${unreadable} unreadable, slowest ${Math.round(slowestMs)} ms of processor time`);
  expect(slowestMs).toBeLessThan(MOST_CPU_MS);
  expect(unreadable).toBeLessThan(ROUNDS / 4);
});

function expectSafe(read: ReadMail, which: string): void {
  const formatted = `${read.html}${read.quotedHtml}`;
  for (const [, name, attributes] of formatted.matchAll(/<\/?([^\s>]*)([^>]*)>/g)) {
    expect(name, which).not.toMatch(/^(script|style|iframe|object|form|input|svg|math|meta|link|base)$/i);
    for (const [, attribute, value] of attributes!.matchAll(/ ([^\s="]+)(?:="([^"]*)")?/g)) {
      expect(attribute, which).not.toMatch(/^(on\w+|srcset|background|class|action|data-mark)$/i);
      if (attribute === 'src') expect(value, which).toMatch(/^cid:/);
      if (attribute === 'href') expect(value, which).toMatch(/^(https?:|mailto:|tel:|#mail-)/i);
      if (attribute === 'style') expect(value, which).not.toMatch(/url\(|expression|position|behavior/i);
    }
  }
  expect(JSON.stringify([read.text, read.visible, read.subject, read.headers, formatted]), which).not.toContain(
    '\\u0000',
  );
  expect(read.attachments.length, which).toBeLessThanOrEqual(100);
  expect(read.headers.length, which).toBeLessThanOrEqual(60);
  expect(read.visible.length, which).toBeLessThanOrEqual(read.text.length);
  for (const { address } of [...read.from, ...read.to]) expect(address, which).toMatch(/^[^\s@<>]+@[^\s@<>]+$/);
}
