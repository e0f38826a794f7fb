import { createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailboxView } from '../../server/contract/index.js';
import { type Booted, bootApp } from '../boot.js';
import { aCertificate } from '../email/certificate.js';

let app: Booted;
let cookie: string;
let queueId: string;
const closing: (() => void)[] = [];
beforeAll(async () => {
  app = await bootApp();
  cookie = await app.signIn();
  queueId = (await app.call('queues.create', { cookie, body: { name: 'Mail' } })).body.id;
});
afterAll(async () => {
  for (const close of closing) close();
  await app.close();
});

/** A mail server outside, which lets in `support` with `right`. @returns its port */
async function aServer(options: SMTPServerOptions = {}): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'support' && password === 'right' ? done(null, { user: username }) : done(new Error('no, support')),
    ...options,
  });
  server.on('error', () => {}); // a client that goes away when it knows enough
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closing.push(() => server.close());
  return (listening.address() as AddressInfo).port;
}

/** What answers, but is no mail server. */
async function aWebServer(): Promise<number> {
  const server = createServer((socket) => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Nobody listens there any more. */
async function aDeadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const signIn = (password?: string) => ({ kind: 'password', user: 'support', ...(password && { password }) });
const smtp = (port: number, about: object = {}) => ({
  ...{ kind: 'smtp', host: '127.0.0.1', port, security: 'none', signIn: { kind: 'none' } },
  ...about,
});
const imap = (port: number, about: object = {}) => ({ ...smtp(port, about), kind: 'imap' });
const none = { incoming: { kind: 'none' }, outgoing: { kind: 'installation' } };
const test = (body: object) => app.call('mailboxes.test', { cookie, body: { ...none, ...body } });

describe('a connection test', () => {
  it.each<{ says: string; outgoing: () => Promise<object>; is: string }>([
    { says: 'a server that asks for nothing', outgoing: async () => smtp(await aServer()), is: 'ok' },
    {
      says: 'the right password',
      outgoing: async () => smtp(await aServer(), { signIn: signIn('right') }),
      is: 'ok',
    },
    {
      says: 'a wrong password',
      outgoing: async () => smtp(await aServer(), { signIn: signIn('wrong') }),
      is: 'signInFailed',
    },
    {
      says: 'a server without STARTTLS',
      outgoing: async () => smtp(await aServer(), { security: 'starttls' }),
      is: 'noStarttls',
    },
    {
      says: 'no TLS where TLS was meant',
      outgoing: async () => smtp(await aServer(), { security: 'tls' }),
      is: 'tlsFailed',
    },
    { says: 'nobody there', outgoing: async () => smtp(await aDeadPort()), is: 'refused' },
    { says: 'a web server', outgoing: async () => smtp(await aWebServer()), is: 'notMail' },
  ])('of outgoing mail tells of $says', async ({ outgoing, is }) => {
    const { body } = await test({ outgoing: await outgoing() });
    expect(body).toEqual({ incoming: 'notTried', outgoing: is, certificates: {} });
  });

  it('of incoming mail tells of nobody there', async () => {
    const { body } = await test({ incoming: imap(await aDeadPort()) });
    expect(body).toEqual({ incoming: 'refused', outgoing: 'notTried', certificates: {} });
  });

  it('takes the stored password of the same account, and of no other', async () => {
    const [port, other] = [
      await aServer(),
      await aServer({ onAuth: (_auth, _session, done) => done(null, { user: 'x' }) }),
    ];
    const outgoing = smtp(port, { signIn: signIn('right') });
    const body = { name: 'Support', address: 'support@kilim.example', queueId, outgoing };
    const { id } = (await app.call('mailboxes.create', { cookie, body })).body as MailboxView;
    const outcome = async (about: object) =>
      (await test({ mailboxId: id, outgoing: { ...outgoing, ...about } })).body.outgoing;
    expect(await outcome({ signIn: signIn() })).toBe('ok');
    // It would let in anybody who has any password.
    expect(await outcome({ host: 'localhost', port: other, signIn: signIn() })).toBe('signInFailed');
    const audit = await app.call('audit.list', { cookie, query: { limit: '50' } });
    const entry = audit.body.items.find(({ action }) => action === 'mailbox.tested');
    expect(entry).toMatchObject({ target: id, details: { incoming: null, outgoing: `localhost:${other}` } });
    expect(JSON.stringify(audit.body)).not.toContain('right"');
  });

  it('shows a certificate that nobody vouches for, and takes it once it stands in the settings', async () => {
    const { key, cert } = aCertificate({ name: 'mail.kilim.example' });
    const outgoing = smtp(await aServer({ key, cert, disabledCommands: [] }), { security: 'starttls' });
    const { body } = await test({ outgoing });
    const { fingerprint256: fingerprint, validTo } = new X509Certificate(cert);
    const subject = 'CN=mail.kilim.example';
    const shown = { pem: cert, subject, issuer: subject, fingerprint, validTo: new Date(validTo).toISOString() };
    expect(body).toEqual({
      ...{ incoming: 'notTried', outgoing: 'certificateUnknown' },
      certificates: { outgoing: shown },
    });
    const trusting = { ...outgoing, certificate: body.certificates.outgoing?.pem };
    expect((await test({ outgoing: trusting })).body).toMatchObject({ outgoing: 'ok', certificates: {} });
    const about = { name: 'Self-made', address: 'self@kilim.example', queueId };
    const kept = await app.call('mailboxes.create', { cookie, body: { ...about, outgoing: trusting } });
    expect(kept.body.outgoing).toMatchObject({ certificate: cert });
    const none = { ...outgoing, certificate: cert.replace(/MII./, 'AAAA') };
    for (const refused of [
      await test({ outgoing: none }),
      await app.call('mailboxes.change', { cookie, params: { id: kept.body.id }, body: { outgoing: none } }),
    ])
      expect(refused.error).toMatchObject({ code: 'input.invalid' });
  });

  it('of a mailbox that nobody has is missing', async () => {
    expect((await test({ mailboxId: 'f'.repeat(24) })).error?.code).toBe('record.missing');
  });
});

describe('rules on a pasted mail', () => {
  const text = [
    'Delivered-To: sales@kilim.example',
    'From: =?UTF-8?B?2LPYp9ix2Kc=?= <sara@shop.example>',
    'To: Kilim <info@kilim.example>',
    'Subject: =?UTF-8?B?2YHYp9qp2KrZiNix?=',
    ' 1405',
    'X-Spam: yes',
    '',
    'Subject: not this one',
  ].join('\n');
  const tryRules = async (...rules: object[]) =>
    (
      await app.call('mailboxes.tryRules', {
        cookie,
        body: { text, rules: rules.map((rule) => ({ queueId, ...rule })) },
      })
    ).body;

  it('say which one fits first, and what was read', async () => {
    const told = await tryRules(
      { field: 'subject', contains: 'not this one' },
      { field: 'header', header: 'x-spam', contains: 'YES' },
      { field: 'to', contains: 'sales@' },
    );
    expect(told).toEqual({
      from: [{ name: 'سارا', address: 'sara@shop.example' }],
      recipients: ['sales@kilim.example', 'info@kilim.example'],
      subject: 'فاکتور 1405',
      rule: 1,
    });
    expect((await tryRules({ field: 'subject', contains: 'refund' })).rule).toBeNull();
  });
});

describe('a key to sign with', () => {
  it('is made, and shown as the record that others check it by', async () => {
    const { privateKey } = (await app.call('mailboxes.newDkimKey', { cookie })).body;
    const dkim = { domain: 'kilim.example', selector: 'payvand', privateKey };
    const body = { name: 'Signed', address: 'signed@kilim.example', queueId, dkim };
    const mailbox = (await app.call('mailboxes.create', { cookie, body })).body;
    expect(mailbox.dkim).toEqual({ domain: 'kilim.example', selector: 'payvand' });
    const [, shown = ''] = /^v=DKIM1; k=rsa; p=(.+)$/.exec(mailbox.dkimRecord ?? '') ?? [];
    const key = createPublicKey({ key: Buffer.from(shown, 'base64'), format: 'der', type: 'spki' });
    expect(verify('sha256', Buffer.from('mail'), key, sign('sha256', Buffer.from('mail'), privateKey))).toBe(true);
  });
});
