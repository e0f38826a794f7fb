/** Mail servers over TLS, with certificates that somebody vouches for and others. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenForMail } from '../../channels/email/incoming/listener.js';
import { makeTransports } from '../../channels/email/outgoing/transports.js';
import { tryIncoming, tryOutgoing } from '../../channels/email/trying/index.js';
import { MailIncoming, MailOutgoing } from '../../server/contract/index.js';
import type { ArrivedMail } from '../../server/mails/index.js';
import { makeLog, readConfig } from '../../server/platform/index.js';
import { aCertificate, type Certificate } from './certificate.js';
import { type Dovecot, PASSWORD, startDovecot } from './dovecot.js';
import { aLetter } from './incoming/post.js';
import { anOutsideServer } from './outgoing/mail-server.js';
import { withDovecot } from './servers.js';

const clock = { now: () => new Date() };
const company = aCertificate({ name: 'Kilim root' });
const WAYS = ['tls', 'starttls'] as const;

const smtp = (port: number, security: (typeof WAYS)[number], certificate?: string, host = '127.0.0.1') =>
  MailOutgoing.parse({ ...{ kind: 'smtp', host, port, security, signIn: { kind: 'none' } }, certificate });
const aServer = (security: (typeof WAYS)[number], { key, cert }: Certificate) =>
  anOutsideServer({ key, cert, secure: security === 'tls', disabledCommands: [] });

describe.each(WAYS)('mail leaves by %s', (security) => {
  const mail = {
    ...{ from: { name: 'Kilim', address: 'support@kilim.example' }, to: [{ name: '', address: 'ali@home.example' }] },
    ...{ subject: 'Order', text: 'On its way', html: '<p>On its way</p>', messageId: '<one@kilim.example>' },
  };

  it.each([
    { says: 'to the very server of the settings, under any name', hosts: ['elsewhere.example'], signed: false },
    { says: 'to a server that the company vouches for', hosts: ['127.0.0.1'], signed: true },
  ])('$says', async ({ hosts, signed }) => {
    const own = aCertificate({ hosts, ...(signed && { by: company }) });
    const server = await aServer(security, own);
    const installation = { send: () => Promise.reject(new Error('not by this one')), close: () => {} };
    const transports = makeTransports(installation, { clock, keepRefreshToken: async () => {} });
    const outgoing = smtp(server.port, security, signed ? company.cert : own.cert);
    const about = { id: 'one', name: 'Kilim', address: 'support@kilim.example', queueId: 'q', dkim: null, outgoing };
    try {
      await transports.of({ ...about, senderName: { en: '', fa: '' }, signature: { en: '', fa: '' } }).send(mail);
      expect(server.arrived.map(({ secure, to }) => [secure, to])).toEqual([[true, ['ali@home.example']]]);
    } finally {
      transports.close();
      await server.close();
    }
  });

  it.each<{ says: string; shown: Certificate; trusted?: string; host?: string; is: string }>([
    { says: 'nobody vouches for', shown: aCertificate(), is: 'certificateUnknown' },
    {
      says: 'is not the one of the settings',
      shown: aCertificate(),
      trusted: aCertificate().cert,
      is: 'certificateUnknown',
    },
    {
      says: 'is another server’s',
      shown: aCertificate({ by: company, hosts: ['elsewhere.example'] }),
      trusted: company.cert,
      is: 'certificateName',
    },
    {
      says: 'has run out',
      shown: aCertificate({ by: company, from: -2, to: -1 }),
      trusted: company.cert,
      is: 'certificateExpired',
    },
  ])('to no server whose certificate $says, and the test says so', async ({ shown, trusted, is }) => {
    const server = await aServer(security, shown);
    expect(await tryOutgoing(smtp(server.port, security, trusted), clock, async () => {})).toBe(is);
    await server.close();
  });
});

withDovecot('mail is fetched over TLS', () => {
  const own = aCertificate({ by: company });
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ tls: own });
  });
  afterAll(() => dovecot?.close());

  const tried = async (security: (typeof WAYS)[number], certificate?: string) => {
    const port = security === 'tls' ? dovecot.imapsPort : dovecot.imapPort;
    const signIn = { kind: 'password', user: 'support', password: PASSWORD };
    const incoming = MailIncoming.parse({
      ...{ kind: 'imap', host: '127.0.0.1', port, security, signIn },
      certificate,
    });
    return (await tryIncoming(incoming, clock, async () => {})).problem;
  };

  it.each(WAYS)('by %s from a server that the company vouches for, and from no other', async (security) => {
    expect(await tried(security, company.cert)).toBeNull();
    expect(await tried(security, own.cert)).toBeNull();
    expect(await tried(security)).toBe('certificateUnknown');
    expect(await tried(security, aCertificate().cert)).toBe('certificateUnknown');
  });

  it('and the test says whose check of senders its newest mails bear, as long as all of them bear the same', async () => {
    const signIn = { kind: 'password', user: 'checked', password: PASSWORD };
    const server = { kind: 'imap', host: '127.0.0.1', port: dovecot.imapsPort, security: 'tls', signIn };
    const incoming = MailIncoming.parse({ ...server, certificate: own.cert });
    const checker = async () => (await tryIncoming(incoming, clock, async () => {})).checker;
    const check = (name: string) => `Authentication-Results: ${name};\r\n dmarc=pass header.from=home.example\r\n`;
    const [checked, forged] = [check('MX.shop.example'), check('forged.example')].map((head) => head + aLetter());
    dovecot.put('checked', [forged!, checked!, checked!]);
    expect(await checker()).toBeNull();
    dovecot.put('checked', [checked! + 1, checked! + 2, forged!.replace(/^/, check('mx.shop.example'))]);
    expect(await checker()).toBe('mx.shop.example');
    dovecot.put('checked', [aLetter()]);
    expect(await checker()).toBeNull();
    expect(await dovecot.count('checked', 'SEEN')).toBe(0);
  });
});

it('our own mail server takes mail by STARTTLS, with the certificate it was given', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'payvand-tls-'));
  const own = aCertificate({ by: company });
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  writeFileSync(key, own.key);
  writeFileSync(cert, own.cert);
  const taken: ArrivedMail[] = [];
  const files = { MAIL_LISTEN_KEY_FILE: key, MAIL_LISTEN_CERT_FILE: cert };
  const listener = await listenForMail({
    config: { ...readConfig({ NODE_ENV: 'test' }), MAIL_LISTEN_PORT: 0, ...files },
    log: makeLog('silent'),
    takeRaw: async (mail) => {
      taken.push(mail);
      return 'new';
    },
    mailboxIdAt: async () => 'support',
  });
  const server = { host: '127.0.0.1', port: listener.port as number, requireTLS: true };
  const post = async (ca: string) => {
    const carrier = createTransport({ ...server, tls: { ca } });
    const envelope = { from: 'sara@home.example', to: ['support@shop.example'] };
    await carrier.sendMail({ envelope, raw: aLetter() }).finally(() => carrier.close());
  };
  try {
    await expect(post(aCertificate().cert)).rejects.toThrow();
    expect(taken).toEqual([]);
    await post(company.cert);
    expect(taken).toHaveLength(1);
  } finally {
    await listener.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
