import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TouchpointRecord } from '../../../server/contract/index.js';
import { IdentityModel } from '../../../server/customers/index.js';
import { TouchpointModel } from '../../../server/timeline/index.js';
import { type Booted, bootApp } from '../../boot.js';
import { aCompany, type Person } from '../../company.js';
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
  let ana: Person;
  /** How far the server's clock is ahead: the time to take a mail back passes at once. */
  let aheadMs = 0;
  let mailboxId = '';
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const timeline: TouchpointRecord[] = [];
  const told = (kind: TouchpointRecord['kind']): TouchpointRecord => {
    const found = timeline.find((touchpoint) => touchpoint.kind === kind);
    if (!found) throw new Error(`not yet told: ${kind}`);
    return found;
  };

  beforeAll(async () => {
    [dovecot, customers, app] = await Promise.all([startDovecot(), anOutsideServer(), bootApp({ clock })]);
    postfix = await startPostfix({ lmtpPort: dovecot.lmtpPort, customersPort: customers.port });
    app.parts.bus.on('touchpoint.appended', ({ touchpoint }) => void timeline.push(touchpoint));
    const company = await aCompany(app);
    admin = company.admin;
    ana = company.people.Ana!;
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

  /** Ana answers, and the time to take it back passes. @returns its touchpoint */
  async function anAnswer(to: string[]): Promise<string> {
    const conversationId = told('message').conversationId as string;
    await app.parts.routing.takeOver(ana.id, conversationId);
    const { status, body } = await app.call('conversations.reply', {
      ...{ cookie: ana.cookie, params: { id: conversationId } },
      body: {
        ...{ clientId: randomUUID(), text: 'On its way.' },
        mail: { to },
      },
    });
    expect(status).toBe(202);
    aheadMs += 11_000;
    await app.parts.outbox.sweep();
    return body.id;
  }
  const deliveryOf = async (id: string) => (await TouchpointModel.findById(id).lean())?.delivery;
  const dead = async () =>
    (await IdentityModel.find({ undeliverable: { $ne: null } } as never).lean()).map(({ value }) => value);
  const bounced = (touchpointId: string) =>
    timeline.filter(
      ({ kind, details }) =>
        kind === 'mail.bounced' && 'touchpointId' in details && details.touchpointId === touchpointId,
    );

  it('case 6: marks, by what Postfix reports, only that of three addresses that nobody is at', async () => {
    const [mina, gone, bo] = ['mina@customer.example', 'gone@customer.example', 'bo@customer.example'];
    for (const address of [gone, bo]) {
      const { _id } = await app.parts.customers.createCustomer({ name: address, locale: 'en' });
      await app.parts.customers.addIdentity(_id, 'email', address, 'agent');
    }
    customers.next({ at: 'rcpt', code: 550, text: '5.1.1 no such user', address: gone });
    const id = await anAnswer([mina, gone, bo]);
    await eventually(() => expect(customers.arrived.flatMap(({ to }) => to).sort()).toEqual([bo, mina]), 120_000);
    expect(customers.arrived[0]?.from).toMatch(/^support\+b\.[0-9a-f]{24}\.[0-9a-f]{16}@company\.example$/);
    await eventually(async () => {
      expect(bounced(id)).toMatchObject([{ details: { address: gone, bounce: 'hard', status: '5.1.1' } }]);
      expect(await deliveryOf(id)).toMatchObject({ state: 'sent', failedFor: [gone] });
      expect(await dead()).toEqual([gone]);
    }, 120_000);
    expect(bounced(id)[0]?.details).toMatchObject({ diagnostic: expect.stringContaining('no such user') });
  });

  it('case 7: takes for a note what Postfix says is late, and the mail arrives', async () => {
    customers.arrived.length = 0;
    customers.next({ at: 'rcpt', code: 451, text: '4.4.1 come again', address: 'mina@customer.example' });
    const id = await anAnswer(['mina@customer.example']);
    await eventually(() => expect(bounced(id)).toMatchObject([{ details: { bounce: 'delayed' } }]), 120_000);
    await eventually(() => expect(customers.arrived).toHaveLength(1), 120_000);
    expect(await deliveryOf(id)).toMatchObject({ state: 'sent' });
    expect(await dead()).toEqual(['gone@customer.example']);
  });
});
