import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig, SETTING_NAMES } from '../../server/platform/index.js';

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const documented = new Map([...example.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

describe('settings', () => {
  it('are all in .env.example, and nothing else is', () => {
    expect([...documented.keys()].sort()).toEqual([...SETTING_NAMES].sort());
  });

  it('have the defaults that .env.example tells', () => {
    const defaults = readConfig({}) as unknown as Record<string, unknown>;
    const told = [...documented].filter(([, value]) => value !== '');
    expect(told.length).toBeGreaterThan(10);
    for (const [name, value] of told) expect(`${name}=${defaults[name as string]}`).toBe(`${name}=${value}`);
  });

  it('can all be set to what .env.example tells', () => {
    const told = Object.fromEntries([...documented].filter(([, value]) => value !== ''));
    expect(readConfig(told)).toEqual(readConfig({}));
  });

  it.each([
    { says: 'a port that is none', env: { PORT: '70000' }, tells: 'PORT' },
    { says: 'a number that is none', env: { SESSION_HOURS: 'many' }, tells: 'SESSION_HOURS' },
    { says: 'a negative time', env: { PRESENCE_GRACE_SECONDS: '-1' }, tells: 'PRESENCE_GRACE_SECONDS' },
    { says: 'a flag that is neither', env: { DEMO: 'yes' }, tells: 'DEMO' },
    { says: 'a short secret', env: { SECRET_KEY: 'short' }, tells: 'SECRET_KEY' },
    { says: 'a role nobody plays', env: { ROLE: 'cook' }, tells: 'ROLE' },
  ])('refuse $says, by name', ({ env, tells }) => {
    expect(() => readConfig(env)).toThrow(new RegExp(`The settings cannot be used:\\n  ${tells}: `));
  });

  it('are refused together, one line each', () => {
    expect(() => readConfig({ PORT: 'x', ROLE: 'x' })).toThrow(/PORT.*\n.*ROLE/);
  });

  it('name an address that can be opened', () => {
    expect(readConfig({ HOST: '0.0.0.0' }).PUBLIC_URL).toBe('http://localhost:3000');
    expect(readConfig({ HOST: '::1', PORT: '80' }).PUBLIC_URL).toBe('http://[::1]:80');
  });

  it('refuse one process of several without what they share', () => {
    expect(() => readConfig({ ROLE: 'web', MONGODB_URI: 'mongodb://a/b' })).toThrow('ROLE=web');
  });

  it('have no default for secrets in production', () => {
    expect(() => readConfig({ NODE_ENV: 'production' })).toThrow('PUBLIC_URL, SECRET_KEY');
    const env = { NODE_ENV: 'production', PUBLIC_URL: 'https://a.example/', SECRET_KEY: 'x'.repeat(32) };
    expect(readConfig(env)).toMatchObject({ DEMO: false, PUBLIC_URL: 'https://a.example' });
  });
});
