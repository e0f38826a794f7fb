import { expect, it } from 'vitest';
import { ACCOUNT, bootCarrier } from '../../carrier.js';
import { answerOf, hookOf, makeDepartures } from './departures.js';

const HOME = `/2010-04-01/Accounts/${ACCOUNT.sid}`;
const DATE = 'Tue, 01 Jan 2030 09:00:00 +0000';
const MEDIA = {
  ...{ account_sid: ACCOUNT.sid, content_type: 'image/png', date_created: DATE, date_updated: DATE },
  ...{ parent_sid: `MM${'2'.repeat(32)}`, sid: `ME${'3'.repeat(32)}`, uri: `${HOME}/x.json` },
};
const path = `${HOME}/Messages/${MEDIA.parent_sid}/Media/${MEDIA.sid}.json`;

it.each([
  { says: 'as it is', change: {}, names: [] },
  { says: 'without a field', change: { uri: undefined }, names: ['GET media lacks uri'] },
  { says: 'with one more', change: { size: 1 }, names: ['GET media has size, which is not published'] },
  {
    says: 'with a time in another form',
    change: { date_created: '2030-01-01T09:00:00Z' },
    names: ['GET media has date_created "2030-01-01T09:00:00Z", which is not date'],
  },
  {
    says: 'with nothing where there must be something',
    change: { sid: null },
    names: ['GET media has sid null, which is not ME'],
  },
])('an answer $says is seen for what it is', ({ change, names }) => {
  expect(answerOf('GET', path, 200, JSON.parse(JSON.stringify({ ...MEDIA, ...change })))).toEqual(names);
});

it('a refusal says its status, its code, and where more is to be read', () => {
  const refusal = {
    code: 20_404,
    message: 'Not found',
    more_info: 'https://www.twilio.com/docs/errors/20404',
    status: 404,
  };
  expect(answerOf('GET', path, 404, refusal)).toEqual([]);
  expect(answerOf('GET', path, 400, refusal)).toEqual(['error 20404 says 404 and is 400']);
  expect(answerOf('GET', path, 404, { status: 404 })).toHaveLength(3);
});

it('a webhook says what it must, and nothing that is not published', () => {
  const receipt = {
    ...{ MessageSid: `SM${'4'.repeat(32)}`, SmsSid: `SM${'4'.repeat(32)}`, MessageStatus: 'sent', SmsStatus: 'sent' },
    ...{ AccountSid: ACCOUNT.sid, From: '+982191000000', To: '+989121234567', ApiVersion: '2010-04-01' },
  };
  expect(hookOf(receipt)).toEqual([]);
  expect(hookOf({ ...receipt, Colour: 'red' })).toEqual(['webhook receipt has Colour, which is not published']);
});

it.each([
  { says: 'as it is', more: {}, names: [] },
  { says: 'with one field more', more: { Colour: 'red' }, names: ['has Colour, which is not published'] },
  { says: 'with one of another kind', more: { CallStatus: 'red' }, names: ['has CallStatus "red", which is not leg'] },
  { says: 'without one', more: { To: undefined }, names: ['lacks To'] },
])('a webhook by GET, whose address has fields of its own, is held to the same: $says', async ({ more, names }) => {
  const call = { CallSid: `CA${'5'.repeat(32)}`, AccountSid: ACCOUNT.sid, From: '+989121234567', To: '+982191000000' };
  const form = { ...call, CallStatus: 'ringing', ApiVersion: '2010-04-01', ...more };
  const said = new URLSearchParams(JSON.parse(JSON.stringify(form)));
  const departures = makeDepartures(async () => new Response());
  const headers = { 'x-twilio-signature': 'any' };
  await departures.tell(new URL(`https://company.test/fallback?step=1&${said}`), { method: 'GET', headers });
  expect(departures.found()).toEqual(names.map((one) => `webhook document ${one}`));
});

it('a carrier that was asked with what it does not know says so in the end', async () => {
  const { url, close } = await bootCarrier();
  const authorization = `Basic ${Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.token}`).toString('base64')}`;
  await fetch(`${url}${HOME}/Calls.json?Colour=red`, { headers: { authorization } });
  await expect(close()).rejects.toThrow('GET call is asked with Colour, which it does not know');
});
