import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AWAY_REASONS, ERROR_STATUS, VERDICTS, WAIT_REASONS } from '../../server/contract/index.js';

const read = (locale: string): Record<string, string> =>
  flat(JSON.parse(readFileSync(new URL(`../../agents/src/locales/${locale}.json`, import.meta.url), 'utf8')));

function flat(node: object, under = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(node).map(([name, value]) =>
      typeof value === 'string' ? { [under + name]: value } : flat(value as object, `${under}${name}.`),
    ),
  );
}
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1] ?? '').sort();

describe('the texts of the console', () => {
  const en = read('en');
  const fa = read('fa');

  it('are the same in both languages', () => expect(Object.keys(fa).sort()).toEqual(Object.keys(en).sort()));
  it('fill in the same values', () => {
    const differing = Object.keys(en).filter(
      (key) => placeholders(en[key] ?? '').join() !== placeholders(fa[key] ?? '').join(),
    );
    expect(differing).toEqual([]);
  });
  it('leave nothing empty', () => {
    expect([...Object.entries(en), ...Object.entries(fa)].filter(([, text]) => !text.trim())).toEqual([]);
  });
  it('write Persian with Persian letters and digits', () => {
    const wrong = Object.entries(fa).filter(([, text]) => /[يك0-9٠-٩]/.test(text.replace(/\{\{.*?\}\}/g, '')));
    expect(wrong.map(([key]) => key)).toEqual([]);
  });
  it.each([
    ['error', Object.keys(ERROR_STATUS)],
    ['verdict', VERDICTS],
    ['away', AWAY_REASONS],
  ])('know every %s', (group, names) => {
    expect(names.filter((name) => !(`${group}.${name}` in en))).toEqual([]);
  });
  it('know every reason to wait', () => {
    const known = (reason: string) => `waitsFor.${reason}` in en || `waitsFor.${reason}_other` in en;
    expect(WAIT_REASONS.filter((reason) => !known(reason))).toEqual([]);
  });
});
