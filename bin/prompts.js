#!/usr/bin/env node
// Makes a sound of every phrase that callers hear, with espeak-ng: 8 kHz, G.711 µ-law, which a telephone line carries as it is.
// Only what is new or reads differently is made; `node bin/prompts.js all` makes them all.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sounds = join(root, 'channels/voice/sounds');
const VOICES = { en: 'en-us', fa: 'fa' };
const WORDS_PER_MINUTE = '145';
const LINE_HZ = 8_000;

await build(['server']);
const { PROMPTS } = await import('../dist/channels/voice/prompts.js');
const list = join(sounds, 'texts.json');
const made = existsSync(list) && process.argv[2] !== 'all' ? JSON.parse(readFileSync(list, 'utf8')) : {};
const texts = {};
for (const locale of Object.keys(VOICES)) {
  const folder = join(sounds, locale);
  mkdirSync(folder, { recursive: true });
  for (const { name, spoken } of PROMPTS) {
    const key = `${locale}/${name}.wav`;
    const file = join(sounds, key);
    texts[key] = createHash('sha256').update(spoken[locale]).digest('hex').slice(0, 16);
    if (made[key] === texts[key] && existsSync(file)) continue;
    writeFileSync(file, telephoneWav(speak(spoken[locale], VOICES[locale])));
    console.log(`spoke ${key}`);
  }
  for (const file of readdirSync(folder)) if (!texts[`${locale}/${file}`]) rmSync(join(folder, file));
}
if (!existsSync(join(sounds, 'music.wav'))) writeFileSync(join(sounds, 'music.wav'), telephoneWav(tune()));
writeFileSync(list, `${JSON.stringify(texts, null, 2)}\n`);

/** @returns {{ rate: number, samples: Int16Array }} */
function speak(text, voice) {
  const wav = execFileSync('espeak-ng', ['-v', voice, '-s', WORDS_PER_MINUTE, '--stdout', text], {
    maxBuffer: 1 << 26,
  });
  const at = wav.indexOf('data', 12, 'latin1') + 8; // a stream's header does not know its length
  const samples = new Int16Array((wav.length - at) >> 1);
  for (let i = 0; i < samples.length; i += 1) samples[i] = wav.readInt16LE(at + 2 * i);
  return { rate: wav.readUInt32LE(24), samples };
}

/** What is heard while waiting: plucked notes of a pentatonic scale, that repeat without a seam. Ours, so nobody else's to ask for. */
function tune() {
  const notes = [0, 4, 7, 12, 9, 7, 4, 2, 0, 7, 9, 14, 12, 9, 7, 4];
  const beat = 0.55;
  const samples = new Int16Array(Math.round(notes.length * beat * LINE_HZ));
  notes.forEach((semitones, i) => {
    const hertz = 262 * 2 ** (semitones / 12);
    for (let k = 0; k < 2.5 * LINE_HZ; k += 1) {
      const t = k / LINE_HZ;
      const at = (Math.round(i * beat * LINE_HZ) + k) % samples.length;
      const tone = Math.sin(2 * Math.PI * hertz * t) + 0.3 * Math.sin(4 * Math.PI * hertz * t);
      samples[at] += 3_500 * tone * Math.exp(-2.2 * t) * Math.min(1, t * 200);
    }
  });
  return { rate: LINE_HZ, samples };
}

function telephoneWav({ rate, samples }) {
  const bytes = Buffer.from(rate === LINE_HZ ? Array.from(samples) : trimmed(resampled(samples, rate)).map(muLaw));
  const head = Buffer.alloc(58);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(50 + bytes.length + (bytes.length % 2), 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(18, 16);
  head.writeUInt16LE(7, 20); // µ-law
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(LINE_HZ, 24);
  head.writeUInt32LE(LINE_HZ, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('fact', 38, 'latin1');
  head.writeUInt32LE(4, 42);
  head.writeUInt32LE(bytes.length, 46);
  head.write('data', 50, 'latin1');
  head.writeUInt32LE(bytes.length, 54);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
}

/** Windowed sinc, cut off below half of the line's rate: what lies above would come back as noise. */
function resampled(samples, rate) {
  const step = rate / LINE_HZ;
  const reach = Math.ceil(16 * step);
  const cut = 0.45 / step;
  return Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const centre = i * step;
    let sum = 0;
    let weight = 0;
    for (let k = Math.ceil(centre - reach); k <= centre + reach; k += 1) {
      const away = k - centre;
      const x = 2 * Math.PI * cut * away;
      const w = (away === 0 ? 1 : Math.sin(x) / x) * (0.5 + 0.5 * Math.cos((Math.PI * away) / reach));
      sum += w * (samples[k] ?? 0);
      weight += w;
    }
    return Math.max(-32_000, Math.min(32_000, Math.round(sum / weight)));
  });
}

/** Without silence around, but for a tenth of a second after. */
function trimmed(samples) {
  const loud = (value) => Math.abs(value) > 200;
  const from = Math.max(0, samples.findIndex(loud) - 80);
  const to = samples.findLastIndex(loud) + LINE_HZ / 10;
  return samples.slice(from, to);
}

/** ITU-T G.711 */
function muLaw(sample) {
  const sign = sample < 0 ? 0x80 : 0;
  const size = Math.min(32_635, Math.abs(sample)) + 0x84;
  const exponent = Math.max(0, 31 - Math.clz32(size) - 7);
  return ~(sign | (exponent << 4) | ((size >> (exponent + 3)) & 0xf)) & 0xff;
}
