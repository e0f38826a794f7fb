import { describe, expect, it } from 'vitest';
import { addressesOf, plainAddress } from '../../../channels/email/reading/addresses.js';
import { authenticationBlocks } from '../../../channels/email/reading/authentication.js';
import { calendarCard } from '../../../channels/email/reading/calendar.js';
import { calendarTime } from '../../../channels/email/reading/calendar-time.js';
import { headFields } from '../../../channels/email/reading/head-fields.js';
import { mailDate } from '../../../channels/email/reading/mail-date.js';
import { readHead } from '../../../channels/email/reading/mail-head.js';
import { messageIds } from '../../../channels/email/reading/message-ids.js';

describe('Authentication-Results', () => {
  it.each([
    {
      says: 'verdicts with what they are about',
      value: 'mx.shop.example; spf=pass smtp.mailfrom=a@b.example; dmarc=pass (p=none) header.from=B.example',
      results: [
        { method: 'spf', result: 'pass', from: null },
        { method: 'dmarc', result: 'pass', from: 'b.example' },
      ],
    },
    { says: 'none', value: 'mx.shop.example 1; none', results: [] },
    {
      says: 'no verdict that stands in a comment',
      value: 'mx.shop.example (dmarc=pass; (x) dmarc=pass); dmarc=fail (dmarc=pass) header.from=b.example',
      results: [{ method: 'dmarc', result: 'fail', from: 'b.example' }],
    },
    {
      says: 'no verdict that stands in quotes',
      value: 'mx.shop.example; dmarc=fail reason="x; dmarc=pass header.from=a.example" header.from=b.example',
      results: [{ method: 'dmarc', result: 'fail', from: 'b.example' }],
    },
    {
      says: 'the first of two domains',
      value: 'mx.shop.example; dmarc/1 = PASS header.from=b.example header.from=bank.example',
      results: [{ method: 'dmarc', result: 'pass', from: 'b.example' }],
    },
  ])('says $says', ({ value, results }) => {
    expect(authenticationBlocks([value])).toEqual([{ authservId: 'mx.shop.example', results }]);
  });

  it('keeps the order of the servers, and passes over what names none', () => {
    const ids = authenticationBlocks(['MX.a; none', 'dmarc=pass', 'b; none']).map(({ authservId }) => authservId);
    expect(ids).toEqual(['mx.a', 'b']);
  });
});

it.each([
  { value: '<a@b> <c@d>', ids: ['a@b', 'c@d'] },
  { value: '<a@b><c@d><a@b>', ids: ['a@b', 'c@d'] },
  { value: '< a @ b >', ids: ['a@b'] },
  { value: 'a@b', ids: ['a@b'] },
  { value: '<>', ids: [] },
  { value: '', ids: [] },
  { value: 'your mail of today', ids: [] },
])('finds the ids of "$value"', ({ value, ids }) => expect(messageIds(value)).toEqual(ids));

it('keeps, of references that are longer than what is read, the first and the newest, whole', () => {
  const ids = Array.from({ length: 2_000 }, (_, i) => `${'x'.repeat(i % 7)}${i}@home.example`);
  const raw = Buffer.from(`References: ${ids.map((id) => `<${id}>`).join('\r\n ')}\r\n\r\n`);
  const { references, signs } = readHead(raw);
  expect(references[0]).toBe(ids[0]);
  expect(references.slice(1)).toEqual(ids.slice(-199));
  expect(signs).toContain('cut');
  const [long] = headFields(raw).fields.map(({ value }) => value);
  expect(messageIds(long!).filter((id) => !ids.includes(id))).toEqual([]);
});

it.each([
  { value: 'Sat, 28 Nov 2026 10:30:00 +0330', at: '2026-11-28T07:00:00.000Z' },
  { value: '28 Nov 26 10:30 EST', at: '2026-11-28T15:30:00.000Z' },
  { value: 'Sat, 28 Nov 2026 10:30:00 GMT (Coordinated)', at: '2026-11-28T10:30:00.000Z' },
  { value: 'tomorrow 1', at: null },
  { value: '۷ آذر ۱۴۰۵', at: null },
  { value: '45 Nov 2026 10:30:00 +0000', at: null },
  { value: '', at: null },
])('reads the date "$value"', ({ value, at }) => expect(mailDate(value)?.toISOString() ?? null).toBe(at));

it.each([
  { given: 'Ali@Example.ORG', address: 'ali@example.org' },
  { given: 'ali@müller.example', address: 'ali@xn--mller-kva.example' },
  { given: 'ali', address: null },
  { given: 'a b@example.org', address: null },
  { given: `${'a'.repeat(250)}@example.org`, address: null },
])('writes "$given" in one way', ({ given, address }) => expect(plainAddress(given)).toBe(address));

it('dissolves groups', () => {
  const found = addressesOf('Team: a@x.example, "B, C" <b@x.example>; d@x.example');
  expect(found.map(({ name, address }) => [name, address])).toEqual([
    ['', 'a@x.example'],
    ['B, C', 'b@x.example'],
    ['', 'd@x.example'],
  ]);
});

describe('times of invitations', () => {
  const explained = ['BEGIN:VTIMEZONE', 'TZID:Our place', 'BEGIN:STANDARD', 'TZOFFSETTO:+0430', 'END:STANDARD'];
  it.each([
    { value: '20261201T100000Z', zone: null, at: '2026-12-01T10:00:00.000Z' },
    { value: '20261201T100000', zone: 'Asia/Tehran', at: '2026-12-01T06:30:00.000Z' },
    { value: '20260701T100000', zone: 'W. Europe Standard Time', at: '2026-07-01T08:00:00.000Z' },
    { value: '20261201T100000', zone: 'Our place', at: '2026-12-01T05:30:00.000Z' },
    { value: '20261201', zone: null, at: '2026-12-01' },
    { value: 'soon', zone: null, at: undefined },
  ])('$value in $zone', ({ value, zone, at }) => expect(calendarTime(value, zone, explained)?.at).toBe(at));
});

describe('an answer to an invitation', () => {
  const answer = (method: string, attendee: string) => {
    const lines = ['BEGIN:VCALENDAR', `METHOD:${method}`, 'BEGIN:VEVENT', 'UID:a', attendee, 'END:VEVENT'];
    const content = Buffer.from(lines.join('\r\n'));
    const part = { name: '', type: 'text/calendar', method: null, content, cid: null, disposition: null };
    return calendarCard([part])?.answer;
  };
  const by = { name: 'رضایی، علی', address: 'ali@home.example' };

  it.each([
    { said: 'PARTSTAT=ACCEPTED', is: 'ACCEPTED' },
    { said: 'PARTSTAT=declined', is: 'DECLINED' },
    { said: 'PARTSTAT=DELEGATED', is: 'OTHER' },
    { said: 'ROLE=CHAIR', is: 'OTHER' },
  ])('is $is by whom it says, of $said', ({ said, is }) =>
    expect(answer('REPLY', `ATTENDEE;${said};CN="${by.name}":mailto:Ali@home.example`)).toEqual({ by, is }),
  );

  it('is none where nobody is named, or where somebody is only invited', () => {
    expect(answer('REPLY', 'SUMMARY:x')).toBeUndefined();
    expect(answer('REQUEST', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:ali@home.example')).toBeUndefined();
  });
});
