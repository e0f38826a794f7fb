import { describe, expect, it } from 'vitest';
import { TokenError } from '../../../channels/email/access-token.js';
import { cutMail } from '../../../channels/email/fetching/cut-mail.js';
import { reconnectDelayMs } from '../../../channels/email/fetching/pace.js';
import {
  type Cursor,
  goOnFrom,
  type Head,
  inBatches,
  isWanted,
  pastSearch,
  searchOf,
} from '../../../channels/email/fetching/plan.js';
import { isFinal, problemOf } from '../../../channels/email/fetching/problem-of.js';
import { returnPathOf } from '../../../channels/email/fetching/return-path.js';

const place = { account: 'support@imap.example', folder: 'INBOX', uidValidity: '7' };
const since = new Date('2031-02-01T10:00:00Z');
const before = new Date('2031-02-01T09:59:59Z');
const read: Cursor = { ...place, lastUid: 40, rescanBelow: 31 };
const anew: Cursor = { ...place, lastUid: 0, rescanBelow: 91 };
const aHead = (about: Partial<Head> = {}): Head => ({ uid: 41, bytes: 1_000, at: since, ...about });

describe('where to go on', () => {
  it.each([
    { says: 'where it was', now: place, goesOn: read },
    { says: 'at the beginning when the numbers are others', now: { ...place, uidValidity: '8' }, goesOn: null },
    { says: 'at the beginning of another folder', now: { ...place, folder: 'Support' }, goesOn: null },
    {
      says: 'at the beginning on another server that counts alike',
      now: { ...place, account: 'support@new.example' },
      goesOn: null,
    },
  ])('$says', ({ now, goesOn }) =>
    expect(goOnFrom(read, { ...now, uidNext: 91 })).toEqual(goesOn ?? { ...now, lastUid: 0, rescanBelow: 91 }),
  );

  it('looks through what was there by its date, then takes all that is new', () => {
    expect(searchOf(anew, since)).toEqual({ uid: '1:90', since: new Date('2031-01-30T10:00:00Z') });
    expect(searchOf(pastSearch(anew), since)).toEqual({ uid: '91:*' });
    expect(searchOf({ ...anew, rescanBelow: 1 }, since)).toEqual({ uid: '1:*' });
  });
});

describe('which mails', () => {
  it.each([
    {
      says: 'not the newest again, which every range to the end holds',
      head: aHead({ uid: 40 }),
      cursor: read,
      wanted: false,
    },
    { says: 'a new one, whatever its date', head: aHead({ at: before }), cursor: read, wanted: true },
    { says: 'not one from before the mailbox', head: aHead({ at: before }), cursor: anew, wanted: false },
    { says: 'one since then, also when it may be known', head: aHead(), cursor: anew, wanted: true },
    { says: 'one whose date the server does not say', head: aHead({ at: null }), cursor: anew, wanted: true },
  ])('$says', ({ head, cursor, wanted }) => expect(isWanted(head, cursor, since)).toBe(wanted));

  it('fetches together what does not weigh much, and by itself what may break the connection', () => {
    const heads = [1, 2, 3, 4, 5].map((uid) => aHead({ uid, bytes: uid === 4 ? 9_000_000 : 10 }));
    const uids = inBatches(heads, new Set([2])).map((batch) => batch.map(({ uid }) => uid));
    expect(uids).toEqual([[1], [2], [3], [4], [5]]);
    expect(inBatches(heads.slice(0, 3), new Set()).map((batch) => batch.length)).toEqual([3]);
    expect(
      inBatches(
        Array.from({ length: 45 }, () => aHead()),
        new Set(),
      ).map((batch) => batch.length),
    ).toEqual([20, 20, 5]);
  });
});

describe('when the connection fails', () => {
  it.each([
    { failures: 1, chance: 0, ms: 1_000 },
    { failures: 1, chance: 0.999, ms: 1_999 },
    { failures: 4, chance: 0.5, ms: 12_000 },
    { failures: 60, chance: 0.999, ms: 299_850 },
  ])('after $failures it waits $ms ms', ({ failures, chance, ms }) =>
    expect(reconnectDelayMs(failures, chance)).toBe(ms),
  );

  it.each([
    [{ code: 'ENOTFOUND' }, 'hostUnknown'],
    [{ code: 'ECONNREFUSED' }, 'refused'],
    [{ code: 'CONNECT_TIMEOUT' }, 'timedOut'],
    [{ code: 'GREETING_TIMEOUT' }, 'notMail'],
    [{ code: 'ParserError3' }, 'notMail'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'certificateUnknown'],
    [{ tlsFailed: true, message: 'Server does not support STARTTLS' }, 'noStarttls'],
    [{ authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' }, 'signInFailed'],
    [{ authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }, 'broken'],
    [{ mailboxMissing: true }, 'folderMissing'],
    [new TokenError(false), 'tokenFailed'],
    [new TokenError(true), 'tokenRefused'],
    [{ code: 'EConnectionClosed' }, 'broken'],
  ])('%o is %s', (error, problem) => expect(problemOf(error)).toBe(problem));

  it('gives up on a refused sign-in only', () => {
    expect([new TokenError(true), { authenticationFailed: true }].map(isFinal)).toEqual([true, true]);
    expect(
      [new TokenError(false), { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }].map(isFinal),
    ).toEqual([false, false]);
  });
});

describe('what stands in for a mail that is not fetched', () => {
  const headers = Buffer.from(
    'From: Mina <mina@customer.example>\r\nContent-Type: multipart/mixed;\r\n boundary=x\r\nSubject: A\r\n film\r\n\r\n--x',
  );

  it('has its headers but those of the body, and says in both languages where it is', () => {
    const cut = cutMail(headers, 48_200_000).toString();
    expect(cut.split('\r\n\r\n')[0]).toBe(
      'From: Mina <mina@customer.example>\r\nSubject: A\r\n film\r\nMIME-Version: 1.0\r\n' +
        'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit',
    );
    expect(cut).toContain('48.2 MB');
    expect(cut).toContain('۴۸٫۲ مگابایت');
  });

  it('is the same for the same mail, and a mail also without any headers', () => {
    expect(cutMail(headers, 48_200_000)).toEqual(cutMail(headers, 48_200_000));
    expect(cutMail(Buffer.from('garbage'), null).toString()).toMatch(
      /^MIME-Version: 1\.0\r\n[\s\S]+\r\n\r\nThe mail server did not/,
    );
  });
});

it.each([
  ['Return-Path: <Mina@customer.example>\r\nFrom: x\r\n\r\n', 'Mina@customer.example'],
  ['Delivered-To: a\r\nReturn-Path: <>\r\n\r\n', null],
  ['From: x\r\n\r\nReturn-Path: <body@customer.example>', ''],
])('reads who sent a mail by its envelope: %j', (raw, from) => expect(returnPathOf(Buffer.from(raw))).toBe(from));
