import express from 'express';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchMedia, type HookForm, makeCheckedHook } from '../../channels/twilio/index.js';
import { makeLog, onError } from '../../server/platform/index.js';
import { serve } from '../carrier.js';

const ACCOUNT = { id: 'a', sid: `AC${'1'.repeat(32)}`, token: '12345', tokens: ['12345'], apiKey: null };
/** What everybody outside sees; a proxy with a certificate stands before us. */
const PUBLIC = 'https://support.example';

let server: Awaited<ReturnType<typeof serve>>;
const taken: HookForm[] = [];
beforeAll(async () => {
  const hook = makeCheckedHook({
    publicUrl: PUBLIC,
    accountBySid: async (sid) => (sid === ACCOUNT.sid ? ACCOUNT : null),
  });
  const app = express();
  app.post(
    '/hooks/{*any}',
    hook(async (form) => void taken.push(form)),
  );
  app.get('/away', (_req, res) => res.redirect(`http://localhost:${new URL(server.url).port}/elsewhere`));
  app.get('/inward', (_req, res) => res.redirect('http://169.254.169.254/latest/meta-data'));
  app.get('/asks', (req, res) => void res.send(req.get('authorization') ?? 'nothing'));
  app.get('/moved', (_req, res) => res.redirect('/asks'));
  app.use(onError(makeLog('silent')));
  server = await serve(app);
});
afterAll(() => server.close());

const post = (path: string, form: Record<string, string>, signature: string) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    body: new URLSearchParams(form).toString(),
  });

describe('a webhook of the carrier', () => {
  const form = { AccountSid: ACCOUNT.sid, Body: 'سلام [1]=a&b', 'odd[key]': 'x', To: '+1 (202)' };
  const path = '/hooks/in?a=%D8%B3%20%7e&b=1+2&c';

  it('is taken where it was signed for the public address, however that is escaped', async () => {
    const answer = await post(path, form, twilio.getExpectedTwilioSignature(ACCOUNT.token, PUBLIC + path, form));
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<Response/>')]);
    expect(taken).toEqual([form]);
  });

  it.each([
    { says: 'one byte is another', path: '/hooks/in?a=%D8%B3%20%7e&b=1+3&c', about: form },
    { says: 'a field is another', path, about: { ...form, To: '+1 (203)' } },
    { says: 'the account is none of ours', path, about: { ...form, AccountSid: `AC${'2'.repeat(32)}` } },
  ])('is refused where $says', async ({ path: to, about }) => {
    const signature = twilio.getExpectedTwilioSignature(ACCOUNT.token, PUBLIC + path, form);
    expect((await post(to, about, signature)).status).toBe(403);
    expect(taken).toHaveLength(1);
  });
});

describe('a file at the carrier', () => {
  const at = (path: string) => fetchMedia(server.url + path, ACCOUNT, server.url);

  it('is asked for with our sign-in, also where the carrier moved it within its API', async () => {
    const signIn = `Basic ${Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.token}`).toString('base64')}`;
    expect(String(await at('/asks'))).toBe(signIn);
    expect(String(await at('/moved'))).toBe(signIn);
  });

  it.each(['/away', '/inward'])('is not followed to where the carrier is not: %s', async (path) => {
    await expect(at(path)).rejects.toMatchObject({ why: 'unsafe' });
  });

  it('is missing where there is none yet', () => expect(at('/nothing')).rejects.toMatchObject({ why: 'missing' }));
});
