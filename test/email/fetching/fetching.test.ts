import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ImapAccount } from '../../../channels/email/fetching/account.js';
import type { AnyMailbox } from '../../../channels/email/fetching/index.js';
import { eventually } from '../../eventually.js';
import { openTestStore } from '../../store-for.js';
import { type Dovecot, startDovecot } from '../dovecot.js';
import { withDovecot } from '../servers.js';
import { aMail, aMailbox, aNode, type Node, storedOf } from './node.js';

const RESCANNED = Number(process.env.RESCANNED_MAILS ?? 120);

withDovecot('fetching from Dovecot', () => {
  let server: Dovecot;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  const nodes: Node[] = [];

  beforeAll(async () => {
    [server, store] = await Promise.all([startDovecot(), openTestStore()]);
  });
  afterEach(() => Promise.all(nodes.splice(0).map((node) => node.stop())));
  afterAll(async () => {
    await server?.close();
    await store?.close();
  });

  function start(...args: Parameters<typeof aNode>): Node {
    const node = aNode(...args);
    nodes.push(node);
    return node;
  }
  const connected = (node: Node) =>
    eventually(() => expect(node.statuses.at(-1)).toEqual({ incoming: 'connected', problem: null }));
  const took = (node: Node, count: number) => eventually(() => expect(node.taken).toHaveLength(count));
  const failed = (node: Node) => eventually(() => expect(node.statuses.at(-1)?.incoming).toBe('failed'));

  it('takes in what comes, at once, and marks it as read; what was there before stays as it was', async () => {
    const mailbox = aMailbox(server);
    server.put(mailbox.user, [aMail(), aMail()], new Date('2020-01-01T10:00:00Z'));
    const node = start([mailbox]);
    await connected(node);
    const raw = aMail();
    await server.deliver(mailbox.user, raw);
    await took(node, 1);
    const { mail } = node.taken[0]!;
    expect(mail.raw.toString()).toContain(raw.slice(raw.indexOf('From:')).trim());
    expect(mail).toMatchObject({
      mailboxId: mailbox.id,
      envelope: { from: 'bounces@customer.example', to: [mailbox.address] },
      position: { uid: 3, uidValidity: expect.stringMatching(/^\d+$/) },
    });
    await eventually(async () => expect(await server.count(mailbox.user, 'SEEN')).toBe(1));
    expect(await server.count(mailbox.user, 'UNSEEN')).toBe(2);
  });

  it('takes in what came between the setting up of the mailbox and the first connection that succeeds', async () => {
    const mailbox = aMailbox(server);
    await server.deliver(mailbox.user, aMail());
    const node = start([mailbox]);
    await took(node, 1);
  });

  it('comes back after its session was ended by the server, and takes in what came meanwhile', async () => {
    const mailbox = aMailbox(server);
    const node = start([mailbox], { pace: { reconnect: () => 300 } });
    await connected(node);
    await server.doveadm('kick', mailbox.user);
    await server.deliver(mailbox.user, aMail());
    await took(node, 1);
  });

  it('takes in nothing twice and misses nothing when the server numbers its mails anew', async () => {
    const mailbox = aMailbox(server);
    server.put(mailbox.user, [aMail()], new Date('2020-01-01T10:00:00Z'));
    server.put(
      mailbox.user,
      Array.from({ length: RESCANNED }, () => aMail()),
    );
    const first = start([mailbox]);
    await took(first, RESCANNED);
    await first.stop();
    await server.doveadm('mailbox', 'update', '-u', mailbox.user, '--uid-validity', '4242', 'INBOX');
    server.put(mailbox.user, [aMail()]);
    const second = start([mailbox]);
    await took(second, RESCANNED + 1);
    expect(second.taken.filter(({ was }) => was === 'new')).toHaveLength(1);
    expect(await storedOf(mailbox)).toBe(RESCANNED + 1);
    await server.deliver(mailbox.user, aMail());
    await took(second, RESCANNED + 2);
  });

  it('marks as read what was stored before a crash, and stores it once', async () => {
    const mailbox = aMailbox(server);
    let crash = (): void => {};
    const crashed = new Promise<void>((resolve) => {
      crash = resolve;
    });
    const first = start([mailbox], {
      pace: { reconnect: () => 600_000 },
      onStored: async () => {
        crash();
        throw new Error('the process ends here');
      },
    });
    await connected(first);
    await server.deliver(mailbox.user, aMail());
    await crashed;
    await first.stop();
    expect(await server.count(mailbox.user, 'SEEN')).toBe(0);
    const second = start([mailbox]);
    await took(second, 1);
    expect(second.taken[0]?.was).toBe('known');
    await eventually(async () => expect(await server.count(mailbox.user, 'SEEN')).toBe(1));
    expect(await storedOf(mailbox)).toBe(1);
  });

  it('tries a wrong password once, also over a restart, and again when the settings change', async () => {
    const mailbox = aMailbox(server);
    const right = mailbox.account!;
    const wrong: ImapAccount = { ...right, signIn: { kind: 'password', user: mailbox.user, password: 'wrong' } };
    const mailboxes: AnyMailbox[] = [{ ...mailbox, account: wrong }];
    const first = start(mailboxes);
    await eventually(() => expect(first.statuses.at(-1)).toEqual({ incoming: 'failed', problem: 'signInFailed' }));
    await first.stop();
    const second = start(mailboxes);
    mailboxes[0] = { ...mailbox, settings: 'second' };
    second.change();
    await connected(second);
    const refusals = server
      .log()
      .split('\n')
      .filter((line) => line.includes(`<${mailbox.user}>`) && line.includes('auth failed'));
    expect(refusals).toHaveLength(1);
  });

  it('moves what it has taken in', async () => {
    const mailbox = aMailbox(server, { moveTo: 'Done' });
    const node = start([mailbox]);
    await connected(node);
    await server.deliver(mailbox.user, aMail());
    await eventually(async () => expect(await server.count(mailbox.user, 'mailbox', 'Done', 'SEEN')).toBe(1));
    expect(await server.count(mailbox.user, 'mailbox', 'INBOX')).toBe(0);
    expect(await storedOf(mailbox)).toBe(1);
  });

  it('says that the folder is missing, and goes on when it is there', async () => {
    const mailbox = aMailbox(server, { folder: 'Support' });
    const node = start([mailbox]);
    await eventually(() => expect(node.statuses.at(-1)).toEqual({ incoming: 'failed', problem: 'folderMissing' }));
    await server.doveadm('mailbox', 'create', '-u', mailbox.user, 'Support');
    await connected(node);
  });

  it('takes in the headers of a mail that is too large, and leaves the mail where it is', async () => {
    const mailbox = aMailbox(server);
    const node = start([mailbox]);
    await connected(node);
    server.put(mailbox.user, [aMail({ subject: 'A film', body: 'x'.repeat(35_000_001) }), aMail()]);
    await took(node, 2);
    const raw = node.taken[0]!.mail.raw.toString();
    expect(raw).toMatch(/Subject: A film\r\n[\s\S]*\r\n\r\nThis mail has 35\.0 MB/);
    await eventually(async () => expect(await server.count(mailbox.user, 'SEEN')).toBe(1));
    expect(await server.count(mailbox.user, 'UNSEEN')).toBe(1);
  });

  it('is fetched by one of two nodes, and by the other when that one stops', async () => {
    const mailbox = aMailbox(server);
    const both = [start([mailbox]), start([mailbox])] as const;
    await eventually(() => expect(both.filter(({ statuses }) => statuses.length > 0)).toHaveLength(1));
    const [one, other] = both[0].statuses.length > 0 ? both : [both[1], both[0]];
    await connected(one);
    await server.deliver(mailbox.user, aMail());
    await took(one, 1);
    await one.stop();
    await connected(other);
    await server.deliver(mailbox.user, aMail());
    await took(other, 1);
    expect([one.taken.length, await storedOf(mailbox)]).toEqual([1, 2]);
  });

  it('ends when the mailbox rests, and goes on where it was when it no longer does', async () => {
    const mailbox = aMailbox(server);
    const mailboxes = [mailbox];
    const node = start(mailboxes);
    await connected(node);
    mailboxes[0] = { ...mailbox, active: false };
    node.change();
    await eventually(() => expect(node.statuses.at(-1)).toEqual({ incoming: 'off', problem: null }));
    await server.deliver(mailbox.user, aMail());
    expect(await storedOf(mailbox)).toBe(0);
    mailboxes[0] = mailbox;
    node.change();
    await took(node, 1);
  });

  it('waits for a server that was stopped, and takes in what comes when it is back', async () => {
    const mailbox = aMailbox(server);
    const node = start([mailbox]);
    await connected(node);
    await server.stop();
    await failed(node);
    expect(node.statuses.at(-1)?.problem).toBe('refused');
    await server.start();
    await server.deliver(mailbox.user, aMail());
    await took(node, 1);
  });
});
