import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { MailboxModel } from '../../server/mailboxes/mailbox.model.js';
import { makeMailboxSecrets } from '../../server/mailboxes/secrets.js';
import { makeSealer } from '../../server/platform/index.js';
import { aMailCompany, atRest, oauth2, PATHS, password, SECRETS, server, whole } from './company.js';

const company = aMailCompany();
const { aMailbox, change, stored } = company;
const opened = async (id: string) => company.app.parts.mailboxes.secretsOf(await stored(id));

describe('secrets', () => {
  it('are told to nobody, not even to the audit or in clear to the store', async () => {
    const { id, secrets, address } = await aMailbox(atRest);
    expect(secrets).toEqual(PATHS);
    await change(id, { ...whole, name: 'Other' });
    const list = await company.app.call('mailboxes.list', { cookie: company.cookie });
    expect(list.body.find((mailbox) => mailbox.id === id)?.address).toBe(address);
    const audit = await company.app.call('audit.list', { cookie: company.cookie, query: { limit: '50' } });
    expect(audit.body.items.find(({ target }) => target === id)?.details).toMatchObject({
      name: 'Other',
      newSecrets: PATHS,
    });
    const all = [list.body, audit.body, await mongoose.connection.collection('mailboxes').find().toArray()];
    for (const secret of SECRETS) expect(JSON.stringify(all)).not.toContain(secret);
  });

  it('are there in clear for who fetches and sends', async () => {
    const { id } = await aMailbox(atRest);
    expect(await opened(id)).toMatchObject({ ...whole, unreadable: [] });
  });

  it('stay when they are not sent, as long as it is the same account', async () => {
    const { id } = await aMailbox(atRest);
    const { password: _, ...signIn } = password;
    const same = { kind: 'imap', ...server, port: 143, security: 'starttls', signIn };
    expect((await change(id, { incoming: same, dkim: { domain: 'kilim.example', selector: 'p2' } })).status).toBe(200);
    const now = await opened(id);
    expect(now.incoming).toMatchObject({ port: 143, signIn: password });
    expect(now.dkim).toEqual({ ...whole.dkim, selector: 'p2' });
    expect(now.outgoing).toMatchObject(whole.outgoing);
  });

  it.each([
    { says: 'another server', part: { host: 'mail.evil.example' }, about: {} },
    { says: 'another user', part: {}, about: { user: 'other' } },
  ])('are not carried to $says', async ({ part, about }) => {
    const { id } = await aMailbox(atRest);
    const { password: _, ...signIn } = password;
    const { error } = await change(id, {
      incoming: { kind: 'imap', ...server, ...part, signIn: { ...signIn, ...about } },
    });
    expect(error).toMatchObject({ code: 'input.invalid', details: { issues: [{ path: 'incoming.signIn.password' }] } });
    expect((await opened(id)).incoming).toMatchObject(whole.incoming);
  });

  it('that were sealed by another key are named, and nothing else suffers', async () => {
    const { id } = await aMailbox(atRest);
    const other = makeMailboxSecrets(makeSealer('another key of thirty-two letters!'));
    const foreign = other.sealed(id, 'x', 'incoming.signIn.password');
    await MailboxModel.updateOne({ _id: id }, { $set: { 'incoming.signIn.password': foreign } });
    company.app.parts.bus.publish('mailbox.changed', { mailboxId: id });
    const { body: list } = await company.app.call('mailboxes.list', { cookie: company.cookie });
    expect(list.find((mailbox) => mailbox.id === id)?.status).toMatchObject({
      incoming: 'failed',
      problem: 'secretUnreadable',
    });
    expect(await opened(id)).toMatchObject({ outgoing: whole.outgoing, unreadable: ['incoming.signIn.password'] });
    expect((await change(id, { incoming: whole.incoming })).body.status.problem).toBeNull();
  });

  it('change by themselves where a token is renewed', async () => {
    const account = { ...server, signIn: oauth2 };
    const about = { incoming: { kind: 'imap', ...account }, outgoing: { kind: 'smtp', ...account }, active: false };
    const { id } = await aMailbox(about);
    for (const part of ['incoming', 'outgoing'] as const)
      await company.app.parts.mailboxes.keepRefreshToken(id, part, `the next of ${part}`);
    const renewed = (refreshToken: string) => ({ signIn: { ...oauth2, refreshToken } });
    expect(await opened(id)).toMatchObject({
      incoming: renewed('the next of incoming'),
      outgoing: renewed('the next of outgoing'),
    });
  });
});
