import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { minutesPrompt, PROMPT_NAMES, PROMPTS, placePrompt } from '../../channels/voice/prompts.js';
import { LOCALES } from '../../server/contract/index.js';

const sounds = fileURLToPath(new URL('../../channels/voice/sounds/', import.meta.url));
const texts = JSON.parse(readFileSync(join(sounds, 'texts.json'), 'utf8'));

describe.each(LOCALES)('the phrases in %s', (locale) => {
  it('are each a sound of what they say now', () => {
    const now = PROMPTS.map(({ name, spoken }) => [
      `${locale}/${name}.wav`,
      createHash('sha256').update(spoken[locale]).digest('hex').slice(0, 16),
    ]);
    const made = Object.entries(texts).filter(([file]) => file.startsWith(`${locale}/`));
    expect(Object.fromEntries(made)).toEqual(Object.fromEntries(now)); // else: npm run prompts
    expect(readdirSync(join(sounds, locale)).sort()).toEqual(now.map(([file]) => file!.slice(3)).sort());
  });

  it('are sounds that a telephone line carries as they are, between half a second and fifteen long', () => {
    for (const { name } of PROMPTS) {
      const wav = readFileSync(join(sounds, locale, `${name}.wav`));
      expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
      expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual([7, 1, 8_000]);
      const seconds = wav.readUInt32LE(54) / 8_000;
      expect(seconds, name).toBeGreaterThan(0.4);
      expect(seconds, name).toBeLessThan(15);
      expect(wav.length).toBe(58 + Math.ceil(wav.readUInt32LE(54) / 2) * 2);
    }
  });
});

it('are read without the vowels that only the voice needs', () => {
  const { text, spoken } = PROMPTS.find(({ name }) => name === 'press.9')!;
  expect([text.fa, spoken.fa]).toEqual(['عدد نه را فشار دهید.', 'عددِ نُه را فشار دهید.']);
});

it('have names that differ', () => expect(PROMPT_NAMES.size).toBe(PROMPTS.length));

it.each([
  [1, 'place.1'],
  [9, 'place.9'],
  [10, 'place.more'],
])('say of place %d: %s', (place, name) => expect(placePrompt(place)).toBe(name));

it.each([
  [20, 'minutes.1'],
  [61, 'minutes.2'],
  [200, 'minutes.5'],
  [90_000, 'minutes.30'],
])('say of %d seconds: %s', (seconds, name) => {
  expect(minutesPrompt(seconds)).toBe(name);
  expect(PROMPT_NAMES).toContain(name);
});
