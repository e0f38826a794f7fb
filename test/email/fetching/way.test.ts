import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TouchpointRecord } from '../../../server/contract/index.js';
import { type Booted, bootApp } from '../../boot.js';
import { aCompany } from '../../company.js';
import { eventually } from '../../eventually.js';
import { type Dovecot, PASSWORD, startDovecot } from '../dovecot.js';
import { anOutsideServer } from '../outgoing/mail-server.js';
import { startPostfix } from '../postfix.js';
import { withMailServers } from '../servers.js';

withMailServers('the whole way of mail', () => {
  let dovecot: Dovecot;
  let customers: Awaited<ReturnType<typeof anOutsideServer>>;
  let postfix: Awaited<ReturnType<typeof startPostfix>>;
  let app: Booted;
  let admin = '';
  let mailboxId = '';
  const timeline: TouchpointRecord[] = [];
  const told = (kind: TouchpointRecord['kind']): TouchpointRecord => {
    const found = timeline.find((touchpoint) => touchpoint.kind === kind);
    if (!found) throw new Error(`not yet told: ${kind}`);
    return found;
  };

  beforeAll(async () => {
    [dovecot, customers, app] = await Promise.all([startDovecot(), anOutsideServer(), bootApp()]);
    postfix = await startPostfix({ lmtpPort: dovecot.lmtpPort, customersPort: customers.port });
    app.parts.bus.on('touchpoint.appended', ({ touchpoint }) => void timeline.push(touchpoint));
    const company = await aCompany(app);
    admin = company.admin;
    const signIn = { kind: 'password', user: 'support', password: PASSWORD };
    const made = await app.call('mailboxes.create', {
      cookie: admin,
      body: {
        ...{ name: 'Support', address: 'support@company.example', queueId: company.queueId },
        incoming: { kind: 'imap', host: dovecot.host, port: dovecot.imapPort, security: 'none', signIn },
        outgoing: { kind: 'smtp', host: '127.0.0.1', port: postfix.port, security: 'none', signIn: { kind: 'none' } },
      },
    });
    mailboxId = made.body.id;
    await eventually(async () => {
      const { body } = await app.call('mailboxes.list', { cookie: admin });
      expect(body[0]?.status).toMatchObject({ incoming: 'connected', problem: null });
    });
  });
  afterAll(async () => {
    await app?.close();
    await postfix?.close();
    await dovecot?.close();
    await customers?.close();
  });

  it('brings a mail through Postfix, LMTP, Dovecot and IMAP onto the timeline', async () => {
    const outside = createTransport({ host: '127.0.0.1', port: postfix.port, ignoreTLS: true });
    const to = 'Support <Support+anything@company.example>';
    const subject = 'سفارش ۴۸۲۱ کجاست؟';
    await outside.sendMail({ from: 'Mina <mina@customer.example>', to, subject, text: 'سلام، سفارشم نرسیده است.' });
    outside.close();
    const message = await eventually(() => told('message'));
    const { conversationId } = message;
    const { body } = await app.call('conversations.show', { cookie: admin, params: { id: conversationId as string } });
    expect(body).toMatchObject({ subject });
    expect(message).toMatchObject({ channel: 'email', direction: 'in', text: 'سلام، سفارشم نرسیده است.' });
    expect(message.details).toMatchObject({ mail: { mailboxId, from: [{ address: 'mina@customer.example' }] } });
    await eventually(async () => expect(await dovecot.count('support', 'SEEN')).toBe(1));
  });
});
