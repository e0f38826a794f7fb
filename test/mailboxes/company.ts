/** Mailboxes as an administrator keeps them. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type { MailboxRecord, MailboxView } from '../../server/contract/index.js';
import { MailboxModel } from '../../server/mailboxes/mailbox.model.js';
import { type Booted, bootApp } from '../boot.js';

/** A company of the test file's own, from its first test to its last. */
export function aMailCompany() {
  let app: Booted;
  let cookie: string;
  let queueId: string;
  let made = 0;
  beforeAll(async () => {
    app = await bootApp();
    cookie = await app.signIn();
    queueId = (await app.call('queues.create', { cookie, body: { name: 'Mail' } })).body.id;
  });
  afterAll(() => app.close());

  const an = (): string => {
    made += 1;
    return `box${made}@kilim.example`;
  };
  const create = (about: object) =>
    app.call('mailboxes.create', { cookie, body: { name: 'Support', queueId, ...about } });
  const change = (id: string, body: object) => app.call('mailboxes.change', { cookie, params: { id }, body });
  async function aMailbox(about: object = {}): Promise<MailboxView> {
    const { status, body, error } = await create({ address: an(), ...about });
    expect(status, error?.message).toBe(201);
    return body;
  }
  const stored = async (id: string) => (await MailboxModel.findById(id).lean<MailboxRecord>()) as MailboxRecord;
  return {
    ...{ an, create, change, aMailbox, stored },
    get app() {
      return app;
    },
    get cookie() {
      return cookie;
    },
    get queueId() {
      return queueId;
    },
  };
}

export const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
export const server = { host: 'mail.kilim.example', port: 993, security: 'tls' };
export const password = { kind: 'password', user: 'support', password: 'hunter2 گذرواژه' };
export const oauth2 = {
  kind: 'oauth2',
  user: 'support',
  tokenUrl: 'https://login.example/token',
  clientId: 'payvand',
  clientSecret: 'client secret of ours',
  refreshToken: 'refresh token of ours',
};
export const whole = {
  incoming: { kind: 'imap', ...server, signIn: password },
  outgoing: { kind: 'smtp', ...server, port: 465, signIn: oauth2 },
  dkim: { domain: 'kilim.example', selector: 'p1', privateKey },
};
/** Off, so that nobody fetches from it while a test looks. */
export const atRest = { ...whole, active: false };
export const PATHS = [
  'incoming.signIn.password',
  'outgoing.signIn.clientSecret',
  'outgoing.signIn.refreshToken',
  'dkim.privateKey',
];
export const SECRETS = [password.password, oauth2.clientSecret, oauth2.refreshToken, String(privateKey).slice(40, 90)];
