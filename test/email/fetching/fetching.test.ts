import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { MailboxRecord, MailboxView } from '../../../server/contract/index.js';
import { eventually } from '../../eventually.js';
import { openTestStore } from '../../store-for.js';
import { type Dovecot, PASSWORD, startDovecot } from '../dovecot.js';
import { withDovecot } from '../servers.js';
import { aMail, aMailbox, aNode, aProcess, type Node, nextUser, type Process, storedOf } from './node.js';

/** `npm run test:email` asks for more. */
const RESCANNED = Number(process.env.RESCANNED_MAILS ?? 25);
const LONG_AGO = new Date('2020-01-01T10:00:00Z');

withDovecot('fetching from Dovecot', () => {
  let server: Dovecot;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  let here: Process;
  const nodes: Node[] = [];
  const boxes: MailboxRecord[] = [];

  beforeAll(async () => {
    [server, store] = await Promise.all([startDovecot(), openTestStore()]);
    here = aProcess();
  });
  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.stop()));
    for (const { _id } of boxes.splice(0)) await here.change(_id, { active: false });
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
  });

  function start(process = here, options: Parameters<typeof aNode>[1] = {}): Node {
    const node = aNode(process, options);
    nodes.push(node);
    return node;
  }
  async function made(about: Parameters<typeof aMailbox>[2] = {}) {
    const mailbox = await aMailbox(here, server, about);
    boxes.push(mailbox);
    return mailbox;
  }
  const statusIs = (
    { _id }: MailboxRecord,
    incoming: MailboxView['status']['incoming'],
    problem: string | null = null,
  ) => eventually(async () => expect((await here.mailboxes.byId(_id))?.status).toMatchObject({ incoming, problem }));
  const took = (node: Node, count: number) => eventually(() => expect(node.taken).toHaveLength(count));
  const seen = ({ user }: { user: string }, count: number) =>
    eventually(async () => expect(await server.count(user, 'SEEN')).toBe(count));

  it('takes in what comes, at once, and marks it as read; what was there before stays as it was', async () => {
    const mailbox = await made();
    server.put(mailbox.user, [aMail(), aMail()], LONG_AGO);
    const node = start();
    await statusIs(mailbox, 'connected');
    const raw = aMail();
    await server.deliver(mailbox.user, raw);
    await took(node, 1);
    const { mail } = node.taken[0]!;
    expect(mail.raw.toString()).toContain(raw.slice(raw.indexOf('From:')).trim());
    expect(mail).toMatchObject({
      mailboxId: mailbox._id,
      envelope: { from: 'bounces@customer.example', to: [mailbox.address] },
      position: { uid: 3, uidValidity: expect.stringMatching(/^\d+$/) },
    });
    await seen(mailbox, 1);
    expect(await server.count(mailbox.user, 'UNSEEN')).toBe(2);
  });

  it('takes in what came after the setting up of the mailbox and before its first connection', async () => {
    const mailbox = await made();
    await server.deliver(mailbox.user, aMail());
    const node = start();
    await took(node, 1);
  });

  it('comes back after its session was ended by the server, and takes in what came meanwhile', async () => {
    const mailbox = await made();
    const node = start(here, { pace: { reconnect: () => 300 } });
    await statusIs(mailbox, 'connected');
    await server.doveadm('kick', mailbox.user);
    await server.deliver(mailbox.user, aMail());
    await took(node, 1);
  });

  it('case 9: takes in nothing twice and misses nothing when the server numbers its mails anew', async () => {
    const mailbox = await made();
    server.put(mailbox.user, [aMail()], LONG_AGO);
    server.put(
      mailbox.user,
      Array.from({ length: RESCANNED }, () => aMail()),
    );
    const first = start();
    await took(first, RESCANNED);
    await first.stop();
    await server.doveadm('mailbox', 'update', '-u', mailbox.user, '--uid-validity', '4242', 'INBOX');
    server.put(mailbox.user, [aMail()]);
    const second = start();
    await took(second, RESCANNED + 1);
    expect(second.taken.filter(({ was }) => was === 'new')).toHaveLength(1);
    expect(await storedOf(mailbox)).toBe(RESCANNED + 1);
    await server.deliver(mailbox.user, aMail());
    await took(second, RESCANNED + 2);
  });

  it('case 10: marks as read what was stored before a crash, and stores it once', async () => {
    const mailbox = await made();
    let crash = (): void => {};
    const crashed = new Promise<void>((resolve) => {
      crash = resolve;
    });
    const first = start(here, {
      pace: { reconnect: () => 600_000 },
      onStored: async () => {
        crash();
        throw new Error('the process ends here');
      },
    });
    await statusIs(mailbox, 'connected');
    await server.deliver(mailbox.user, aMail());
    await crashed;
    await first.stop();
    expect(await server.count(mailbox.user, 'SEEN')).toBe(0);
    const second = start();
    await took(second, 1);
    expect(second.taken[0]?.was).toBe('known');
    await seen(mailbox, 1);
    expect(await storedOf(mailbox)).toBe(1);
  });

  it('tries a wrong password once, also over a restart, and again when the settings change', async () => {
    const user = nextUser();
    const mailbox = await made({ user, signIn: { kind: 'password', user, password: 'wrong' } });
    const first = start();
    await statusIs(mailbox, 'failed', 'signInFailed');
    await first.stop();
    start();
    const { incoming } = mailbox;
    if (incoming.kind !== 'imap') throw new Error('the mailbox is another');
    await here.change(mailbox._id, {
      incoming: { ...incoming, signIn: { kind: 'password', user, password: PASSWORD } },
    });
    await statusIs(mailbox, 'connected');
    const lines = server.log().split('\n');
    expect(lines.filter((line) => line.includes(`<${user}>`) && line.includes('auth failed'))).toHaveLength(1);
  });

  it('moves what it has taken in', async () => {
    const mailbox = await made({ moveTo: 'Done' });
    start();
    await statusIs(mailbox, 'connected');
    await server.deliver(mailbox.user, aMail());
    await eventually(async () => expect(await server.count(mailbox.user, 'mailbox', 'Done', 'SEEN')).toBe(1));
    expect(await server.count(mailbox.user, 'mailbox', 'INBOX')).toBe(0);
    expect(await storedOf(mailbox)).toBe(1);
  });

  it('says that the folder is missing, and goes on when it is there', async () => {
    const mailbox = await made({ folder: 'Support' });
    start();
    await statusIs(mailbox, 'failed', 'folderMissing');
    server.makeFolder(mailbox.user, 'Support');
    await statusIs(mailbox, 'connected');
  });

  it('takes in the headers of a mail that is too large, and leaves the mail where it is', async () => {
    const mailbox = await made();
    const node = start();
    await statusIs(mailbox, 'connected');
    server.put(mailbox.user, [aMail({ subject: 'A film', body: 'x'.repeat(35_000_001) }), aMail()]);
    await took(node, 2);
    const film = node.taken.find(({ mail }) => mail.raw.includes('A film'))!;
    expect(film.mail.raw.toString()).toMatch(/Subject: A film\r\n[\s\S]*\r\n\r\nThis mail has 35\.0 MB/);
    await seen(mailbox, 1);
    expect(await server.count(mailbox.user, 'UNSEEN')).toBe(1);
  });

  it('is fetched by one of two nodes, and by the other when that one stops', async () => {
    const mailbox = await made();
    const [one, other] = [start(), start(aProcess())];
    await statusIs(mailbox, 'connected');
    await server.deliver(mailbox.user, aMail());
    await eventually(() => expect(one.taken.length + other.taken.length).toBe(1));
    const [first, second] = one.taken.length > 0 ? [one, other] : [other, one];
    await first.stop();
    await server.deliver(mailbox.user, aMail());
    await took(second, 1);
    expect([first.taken.length, await storedOf(mailbox)]).toEqual([1, 2]);
  });

  it('ends when the mailbox rests, and goes on where it was when it no longer does', async () => {
    const mailbox = await made();
    const node = start();
    await statusIs(mailbox, 'connected');
    await here.change(mailbox._id, { active: false });
    await statusIs(mailbox, 'off');
    await server.deliver(mailbox.user, aMail());
    expect(await storedOf(mailbox)).toBe(0);
    await here.change(mailbox._id, { active: true });
    await took(node, 1);
  });

  it('says that nothing can be stored, marks nothing meanwhile, and takes it in when it can', async () => {
    const mailbox = await made();
    let room = false;
    const node = start(here, {
      beforeStored: async () => {
        if (!room) throw new Error('no room');
      },
    });
    await statusIs(mailbox, 'connected');
    await server.deliver(mailbox.user, aMail());
    await statusIs(mailbox, 'failed', 'notStored');
    expect(await server.count(mailbox.user, 'SEEN')).toBe(0);
    room = true;
    await took(node, 1);
    await seen(mailbox, 1);
  });

  it('waits for a server that was stopped, and takes in what comes when it is back', async () => {
    const mailbox = await made();
    const node = start();
    await statusIs(mailbox, 'connected');
    await server.stop();
    await statusIs(mailbox, 'failed', 'refused');
    await server.start();
    await server.deliver(mailbox.user, aMail());
    await took(node, 1);
  });
});
