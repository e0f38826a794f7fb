import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  AWAY_REASONS,
  CommonRules,
  ERROR_STATUS,
  QueueRules,
  VERDICTS,
  WAIT_REASONS,
} from '../../server/contract/index.js';
import * as requests from '../../server/contract/requests.js';

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
  it('know every action that the audit tells', () => {
    const server = fileURLToPath(new URL('../../server', import.meta.url));
    const sources = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const told = sources.flatMap((file) =>
      [...readFileSync(join(server, file), 'utf8').matchAll(/\baction: '(\w+\.\w+)'/g)].map(([, action]) => action),
    );
    expect(told).toContain('queue.changed');
    expect(told.filter((action) => !(`auditAction.${action}` in en))).toEqual([]);
  });
  it('know everything that the audit tells of an action', () => {
    const settings = [
      ...[requests.UserChangeRequest.omit({ password: true }), requests.QueueChangeRequest, requests.SiteChangeRequest],
      ...[requests.SkillChangeRequest, requests.Hours, QueueRules, CommonRules],
    ].flatMap(({ shape }) => Object.keys(shape));
    const others = ['ip', 'passwordSet', 'skills', 'shortcut', 'value', 'otherId', 'version', 'as', 'note', 'week'];
    expect([...settings, ...others].filter((key) => !(`path.${key}` in en))).toEqual([]);
  });
  it('know every reason to wait', () => {
    const known = (reason: string) => `waitsFor.${reason}` in en || `waitsFor.${reason}_other` in en;
    expect(WAIT_REASONS.filter((reason) => !known(reason))).toEqual([]);
  });
});
