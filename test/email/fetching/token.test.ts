import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { MailboxRecord } from '../../../server/contract/index.js';
import { eventually } from '../../eventually.js';
import { openTestStore } from '../../store-for.js';
import { type Dovecot, startDovecot } from '../dovecot.js';
import { withDovecot } from '../servers.js';
import { aTokenServer } from '../token-server.js';
import { aMail, aMailbox, aNode, aProcess, type Node, nextUser } from './node.js';

withDovecot('fetching with OAuth2', () => {
  let provider: Awaited<ReturnType<typeof aTokenServer>>;
  let server: Dovecot;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  let node: Node | null = null;
  let user = '';

  beforeAll(async () => {
    provider = await aTokenServer();
    [server, store] = await Promise.all([
      startDovecot({ introspectionUrl: `${provider.url}/introspect?token=` }),
      openTestStore(),
    ]);
  });
  beforeEach(() => {
    user = nextUser();
    provider.serve(user);
  });
  afterEach(async () => {
    await node?.stop();
    node = null;
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
    provider.close();
  });

  async function connecting() {
    const here = aProcess();
    for (const { _id } of await here.mailboxes.all()) await here.change(_id, { active: false });
    const account = {
      tokenUrl: `${provider.url}/token`,
      clientId: 'payvand',
      clientSecret: 'a secret',
      refreshToken: 'the first',
    };
    const mailbox = await aMailbox(here, server, { user, signIn: { kind: 'oauth2', user, ...account } });
    node = aNode(here);
    const record = async () => (await here.mailboxes.byId(mailbox._id)) as MailboxRecord;
    const statusIs = (incoming: string, problem: string | null = null) =>
      eventually(async () => expect((await record()).status).toMatchObject({ incoming, problem }));
    return { ...here, node, record, statusIs };
  }

  it('asks for a token once, keeps it over a lost connection, and keeps the new refresh token', async () => {
    const { statusIs, mailboxes, record, node } = await connecting();
    await statusIs('connected');
    await server.doveadm('kick', user);
    await server.deliver(user, aMail());
    await eventually(() => expect(node.taken).toHaveLength(1));
    expect(provider.asked.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'the first', client_id: 'payvand', client_secret: 'a secret' },
    ]);
    expect(mailboxes.secretsOf(await record()).incoming).toMatchObject({ signIn: { refreshToken: 'refresh-1' } });
  });

  it('asks for another token when the mail server no longer takes the one it had', async () => {
    const { statusIs, node } = await connecting();
    await statusIs('connected');
    provider.holding.clear();
    await server.doveadm('kick', user);
    await server.deliver(user, aMail());
    await eventually(() => expect(node.taken).toHaveLength(1));
    expect(provider.asked.map((form) => form.get('refresh_token'))).toEqual(['the first', 'refresh-1']);
  });

  it('says that there is no token, and does not ask again', async () => {
    provider.refuse();
    const { statusIs } = await connecting();
    await statusIs('failed', 'tokenRefused');
    await node?.stop();
    expect(provider.asked).toHaveLength(1);
  });
});
