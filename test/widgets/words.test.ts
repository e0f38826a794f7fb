import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERROR_STATUS } from '../../server/contract/index.js';
import { tongueOf, type Words } from '../../widgets/src/app/i18n.js';

const source = fileURLToPath(new URL('../../widgets/src', import.meta.url));
const words = (locale: string): Words => JSON.parse(readFileSync(`${source}/locales/${locale}.json`, 'utf8'));
const [en, fa] = [words('en'), words('fa')];
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

const code = readdirSync(`${source}/app`, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => readFileSync(`${source}/app/${file}`, 'utf8'))
  .join('\n');

describe('the dictionaries', () => {
  it('have the same keys', () => expect(Object.keys(fa)).toEqual(Object.keys(en)));

  it('have the same placeholders', () => {
    for (const [key, text] of Object.entries(en)) {
      expect(placeholders(fa[key as keyof Words]), key).toEqual(placeholders(text));
    }
  });

  it('leave no key unused', () => {
    const composed = /^(error|delivery\.(pending|sent|delivered|read|failed)$|end\.score|line\.requeued|chat\.left)/;
    const unused = Object.keys(en).filter((key) => !composed.test(key) && !code.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });

  it('know every error code they name', () => {
    const ours = ['down', 'late', 'file.empty'];
    const named = Object.keys(en).flatMap((key) => (key.startsWith('error.') ? key.slice('error.'.length) : []));
    expect(named.filter((name) => !(name in ERROR_STATUS) && !ours.includes(name))).toEqual([]);
  });

  it('write Persian with its own letters and figures', () => {
    for (const [key, text] of Object.entries(fa)) expect(text, key).not.toMatch(/[يك0-9]/);
  });
});

describe('a tongue', () => {
  const english = tongueOf('en', en, ['de', 'en-US@posix', 'en']);
  const persian = tongueOf('fa', fa, ['en-GB']);
  const monday = new Date(2030, 0, 7, 12);
  const at = (day: number, hour: number): string => new Date(2030, 0, day, hour).toISOString();

  it('counts', () => {
    expect(english.count('chat.left', 1)).toBe('1 character left');
    expect(english.count('chat.left', 12)).toBe('12 characters left');
    expect(persian.count('chat.left', 12)).toBe('۱۲ نویسه مانده');
  });

  it('names days as people do', () => {
    expect(english.day(at(7, 1), monday)).toBe('Today');
    expect(persian.day(at(6, 23), monday)).toBe('دیروز');
    expect(persian.day(at(1, 9), monday)).toContain('دی');
  });

  it('says when we open again', () => {
    expect(english.opens(at(7, 17), monday)).toBe('We are back today at 5:00 PM.');
    expect(persian.opens(at(8, 9), monday)).toBe('فردا ساعت ۹:۰۰ برمی‌گردیم.');
    expect(english.opens(at(12, 9), monday)).toContain('Saturday');
  });

  it('writes English as the visitor does', () => {
    const timeOf = (...languages: string[]) => tongueOf('en', en, languages).time(at(7, 17));
    expect(timeOf('fa-IR', 'en-GB', 'en-US')).toBe('17:00');
    expect(timeOf('en-US')).toMatch(/^5:00\sPM$/);
  });

  it('says sizes in its own figures', () => {
    expect(persian.size(26_214_400)).toBe('۲۵ مگابایت');
    expect(english.size(1_600_000)).toBe('1.5 MB');
  });
});
