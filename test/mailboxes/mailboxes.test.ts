import { describe, expect, it } from 'vitest';
import { MailboxCreateRequest } from '../../server/contract/index.js';
import { makeKeepMailboxes } from '../../server/mailboxes/keep.js';
import { MailboxModel } from '../../server/mailboxes/mailbox.model.js';
import { makeMailboxSecrets } from '../../server/mailboxes/secrets.js';
import { makeTroubles } from '../../server/mailboxes/troubles.js';
import { AppError, makeSealer, newId } from '../../server/platform/index.js';
import { agentAt } from '../clients.js';
import { hire } from '../company.js';
import { aMailCompany, password, server, whole } from './company.js';

const company = aMailCompany();
const { an, create, change, aMailbox, stored } = company;

describe('a mailbox', () => {
  it.each([
    { says: 'without an address', about: {} },
    { says: 'with two addresses in one', about: { address: 'a@kilim.example, b@kilim.example' } },
    { says: 'with a header in its name', about: { address: 'a@kilim.example', name: '\u202e' } },
    { says: 'with a queue that cannot be', about: { address: 'a@kilim.example', queueId: 'x' } },
    {
      says: 'that signs in without a password',
      about: {
        address: 'a@kilim.example',
        incoming: { kind: 'imap', ...server, signIn: { kind: 'password', user: 'x' } },
      },
    },
    {
      says: 'that signs without a key',
      about: { address: 'a@kilim.example', dkim: { domain: 'kilim.example', selector: 'p1' } },
    },
    {
      says: 'that signs with what is no key',
      about: { address: 'a@kilim.example', dkim: { ...whole.dkim, privateKey: 'PEM' } },
    },
    ...[{ connections: 0 }, { connections: 21 }, { mailsPerMinute: 9 }, { mailsPerMinute: 6_001 }].map((pace) => ({
      says: `whose server is asked for what no server takes: ${JSON.stringify(pace)}`,
      about: { address: 'a@kilim.example', outgoing: { kind: 'smtp', ...server, signIn: { kind: 'none' }, pace } },
    })),
    { says: 'that says its own status', about: { address: 'a@kilim.example', status: { incoming: 'connected' } } },
    { says: 'that claims what is not its own', about: { address: 'a@kilim.example', claims: ['b@kilim.example'] } },
  ])('$says is refused', async ({ about }) => expect((await create(about)).error?.code).toBe('input.invalid'));

  it('into a queue that is not there is refused', async () => {
    expect((await create({ address: an(), queueId: 'f'.repeat(24) })).error?.code).toBe('queue.missing');
    const rules = [{ field: 'to', contains: 'a', queueId: 'f'.repeat(24) }];
    expect((await create({ address: an(), rules })).error?.code).toBe('queue.missing');
  });

  it('is as it was made, and can be changed and deleted', async () => {
    const address = an();
    const mailbox = await aMailbox({
      address: ` ${address.toUpperCase()} `,
      senderName: { en: 'Kilim\u202e', fa: 'گلیم' },
    });
    expect(mailbox).toMatchObject({ address, senderName: { en: 'Kilim', fa: 'گلیم' }, reopenDays: 14, secrets: [] });
    expect(mailbox.status).toEqual({ incoming: 'off', problem: null, since: null });
    expect((await change(mailbox.id, { name: 'Sales', active: false })).body).toEqual({
      ...mailbox,
      name: 'Sales',
      active: false,
    });
    expect(
      (await company.app.call('mailboxes.delete', { cookie: company.cookie, params: { id: mailbox.id } })).status,
    ).toBe(204);
    expect((await change(mailbox.id, { name: 'x' })).error?.code).toBe('record.missing');
  });

  it('keeps of a signature what is text, links and pictures', async () => {
    const en =
      '<p onclick="x()">Kilim <b>&amp; Co</b><script>x()</script> <a href="javascript:x()">a</a><img src="data:image/png;base64,AAAA"></p>';
    const { signature } = await aMailbox({ signature: { en, fa: '<p dir="rtl">گلیم</p>' } });
    expect(signature).toEqual({ en: '<p>Kilim <b>&amp; Co</b> <a>a</a></p>', fa: '<p dir="rtl">گلیم</p>' });
  });

  it('is for admins only', async () => {
    const account = { name: 'Sup', email: 'sup@kilim.example', password: 'a password of sup', role: 'supervisor' };
    await company.app.call('users.create', { cookie: company.cookie, body: account });
    const supervisor = await company.app.signIn(account.email, account.password);
    expect((await company.app.call('mailboxes.list', { cookie: supervisor })).error?.code).toBe('permission.denied');
  });
});

describe('an address', () => {
  it('belongs to one mailbox in use, also when two take it at once', async () => {
    const [address, alias] = [an(), an()];
    const answers = await Promise.all([create({ address, aliases: [alias] }), create({ address: alias })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.error?.code).toBe('email.taken');
  });

  it('is free again when its mailbox is out of use, which then cannot come back', async () => {
    const [first, second] = [await aMailbox({ active: false }), await aMailbox({ active: false })];
    await change(second.id, { address: first.address });
    expect((await change(second.id, { active: true })).status).toBe(200);
    expect((await change(first.id, { active: true })).error?.code).toBe('email.taken');
    expect((await company.app.parts.mailboxes.byAddress(first.address))?._id).toBe(second.id);
  });

  it('is found whatever its case and its tag', async () => {
    const [address, alias] = [an(), an()];
    const { id } = await aMailbox({ address, aliases: [alias] });
    const tagged = await aMailbox({ address: address.replace('@', '+news@') });
    const idOf = async (text: string) => (await company.app.parts.mailboxes.byAddress(text))?._id ?? null;
    expect(await idOf(address.toUpperCase())).toBe(id);
    expect(await idOf(alias.replace('@', '+c.1z.0011@'))).toBe(id);
    expect(await idOf(tagged.address)).toBe(tagged.id);
    expect(await idOf(`x${address}`)).toBeNull();
    expect(await idOf('nonsense')).toBeNull();
  });

  it('keeps both of two changes at one moment', async () => {
    const { id } = await aMailbox();
    const [address, alias] = [an(), an()];
    await Promise.all([change(id, { address }), change(id, { aliases: [alias] })]);
    expect((await stored(id)).claims.sort()).toEqual([address, alias].sort());
  });
});

it('a folder of an account is fetched by one mailbox in use, also when two take it at once', async () => {
  const host = 'imap.kilim.example';
  const at = (about: object) => ({
    incoming: { kind: 'imap', ...server, host, signIn: { ...password, user: 'all' }, ...about },
  });
  const answers = await Promise.all(
    [{ folder: 'Inbox' }, { host: host.toUpperCase() }].map((about) => create({ address: an(), ...at(about) })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.error?.code).toBe('mailbox.folderTaken');
  const { id } = await aMailbox(at({ folder: 'Orders' }));
  expect((await change(id, at({}))).error?.code).toBe('mailbox.folderTaken');
  expect((await change(id, { ...at({}), active: false })).status).toBe(200);
});

describe('how it is with a mailbox', () => {
  it('is noted with its time, once, and is no change of its settings', async () => {
    const { id } = await aMailbox({ incoming: { kind: 'listener' } });
    const { noteStatus } = company.app.parts.mailboxes;
    await noteStatus(id, { incoming: 'failed', problem: 'signInFailed' });
    const first = await stored(id);
    await noteStatus(id, { incoming: 'failed', problem: 'signInFailed' });
    expect(await stored(id)).toEqual(first);
    expect(first).toMatchObject({ revision: 1, status: { incoming: 'failed', problem: 'signInFailed' } });
    const { body: list } = await company.app.call('mailboxes.list', { cookie: company.cookie });
    expect(list.find((mailbox) => mailbox.id === id)?.status.problem).toBe('signInFailed');
  });
});

describe('what goes wrong with a mailbox', () => {
  const listed = async (id: string) =>
    (await company.app.call('mailboxes.list', { cookie: company.cookie })).body.find((mailbox) => mailbox.id === id)!;

  it('is counted, and told to managers once an hour for each kind, whichever nodes it happens on', async () => {
    const { id, name, address } = await aMailbox({ incoming: { kind: 'listener' } });
    const other = makeTroubles({
      ...company.app.parts,
      clock: company.app.parts.clock,
      find: company.app.parts.mailboxes.byId,
    });
    const manager = await agentAt(company.app.url, company.cookie);
    const agent = await agentAt(company.app.url, (await hire(company.app, company.cookie, 'Ana')).cookie);
    const { noteTrouble } = company.app.parts.mailboxes;
    await Promise.all([noteTrouble(id, 'loop', null), other.noteTrouble(id, 'loop', null)]);
    await noteTrouble(id, 'loop', null);
    await noteTrouble(id, 'sending', 'mail.signInFailed');
    const told = () =>
      manager.all('mailbox:noted').flatMap(({ mailboxId, trouble }) => (mailboxId === id && trouble ? [trouble] : []));
    await manager.hears('mailbox:noted', ({ trouble }) => trouble?.kind === 'sending');
    expect(told()).toEqual([
      { kind: 'loop', why: null, name, address },
      { kind: 'sending', why: 'mail.signInFailed', name, address },
    ]);
    expect((await listed(id)).troubles).toMatchObject([
      { kind: 'sending', times: 1 },
      { kind: 'loop', times: 3 },
    ]);
    const troubled = async (by: string) => (await company.app.call('mailboxes.troubled', { cookie: by })).body;
    const boss = await hire(company.app, company.cookie, 'Sup', { role: 'supervisor' });
    // Also for who was not there to hear of it.
    for (const by of [company.cookie, boss.cookie])
      expect((await troubled(by)).find((one) => one.id === id)).toMatchObject({
        ...{ name, address, problem: null },
        troubles: [{ kind: 'sending' }, { kind: 'loop' }],
      });
    const since = new Date(Date.now() - 61 * 60_000);
    await MailboxModel.updateOne({ _id: id }, { $set: { 'troubles.loop.since': since } });
    await other.noteTrouble(id, 'loop', null);
    await other.noteTrouble(id, 'loop', null);
    await company.app.parts.mailboxes.noteOver(id, 'sending');
    await manager.hears('mailbox:noted', ({ mailboxId, trouble }) => mailboxId === id && trouble === null);
    expect(told().map(({ kind }) => kind)).toEqual(['loop', 'sending', 'loop']);
    expect((await listed(id)).troubles).toMatchObject([{ kind: 'loop', times: 2 }]);
    await MailboxModel.updateOne(
      { _id: id },
      { $set: { 'troubles.loop.last': new Date(Date.now() - 25 * 3_600_000) } },
    );
    company.app.parts.bus.publish('mailbox.changed', { mailboxId: id });
    expect((await listed(id)).troubles).toEqual([]);
    expect((await troubled(boss.cookie)).map((one) => one.id)).not.toContain(id);
    expect(agent.all('mailbox:noted')).toEqual([]);
    for (const line of [manager, agent]) line.socket.disconnect();
  });

  it('is also that its mail cannot be fetched, until it can', async () => {
    const { id } = await aMailbox({ incoming: { kind: 'listener' } });
    const { noteStatus } = company.app.parts.mailboxes;
    await noteStatus(id, { incoming: 'failed', problem: 'hostUnknown' });
    await noteStatus(id, { incoming: 'failed', problem: 'hostUnknown' });
    expect((await listed(id)).troubles).toMatchObject([{ kind: 'fetching', why: 'hostUnknown', times: 1 }]);
    await noteStatus(id, { incoming: 'connected', problem: null });
    expect((await listed(id)).troubles).toEqual([]);
  });
});

describe('a queue that mail comes into', () => {
  it('stays until no mailbox names it', async () => {
    const own = (await company.app.call('queues.create', { cookie: company.cookie, body: { name: 'Own' } })).body.id;
    const ruled = (await company.app.call('queues.create', { cookie: company.cookie, body: { name: 'Ruled' } })).body
      .id;
    const remove = (id: string) => company.app.call('queues.delete', { cookie: company.cookie, params: { id } });
    const { id } = await aMailbox({ queueId: own, rules: [{ field: 'to', contains: 'a', queueId: ruled }] });
    for (const queue of [own, ruled])
      expect((await remove(queue)).error).toMatchObject({ code: 'queue.inUse', details: { mailboxIds: [id] } });
    await change(id, { queueId: company.queueId, rules: [] });
    for (const queue of [own, ruled]) expect((await remove(queue)).status).toBe(204);
  });
});

describe('a mailbox that is written while its queue is being deleted', () => {
  /** Between the looks of whoever writes the mailbox the queue goes; nobody has seen the mailbox yet. */
  function writing() {
    const gone = new Set<string>();
    const keep = makeKeepMailboxes({
      bus: company.app.parts.bus,
      secrets: makeMailboxSecrets(makeSealer('k'.repeat(32))),
      async checkQueues(ids) {
        if (ids.some((id) => gone.has(id))) throw new AppError('queue.missing', 'There is no such queue.');
        for (const id of ids) gone.add(id);
      },
    });
    return keep;
  }

  it('is not there when it was new', async () => {
    const address = an();
    const made = writing().create(MailboxCreateRequest.parse({ name: 'Late', address, queueId: newId() }));
    await expect(made).rejects.toMatchObject({ code: 'queue.missing' });
    expect(await MailboxModel.countDocuments({ address })).toBe(0);
  });

  it('is what it was when it was there', async () => {
    const { id } = await aMailbox();
    await expect(writing().change(id, { name: 'Other', queueId: newId() })).rejects.toMatchObject({
      code: 'queue.missing',
    });
    expect(await stored(id)).toMatchObject({ name: 'Support', queueId: company.queueId });
  });
});
