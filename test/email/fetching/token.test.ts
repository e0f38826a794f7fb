import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { MailboxRecord } from '../../../server/contract/index.js';
import { eventually } from '../../eventually.js';
import { openTestStore } from '../../store-for.js';
import { type Dovecot, startDovecot } from '../dovecot.js';
import { withDovecot } from '../servers.js';
import { aMail, aMailbox, aNode, aProcess, type Node, nextUser } from './node.js';

withDovecot('fetching with OAuth2', () => {
  let provider: Server;
  let url: string;
  let server: Dovecot;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  let node: Node | null = null;
  /** What was asked for, the user whose tokens it gives, and those that hold. */
  let asked: URLSearchParams[] = [];
  let user = '';
  let holding = new Set<string>();
  let refuses = false;

  /** A token server, and Dovecot's question whether a token holds. */
  beforeAll(async () => {
    provider = createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url as string, url);
      response.setHeader('content-type', 'application/json');
      if (pathname !== '/token') {
        return response.end(JSON.stringify({ active: holding.has(searchParams.get('token') ?? ''), email: user }));
      }
      asked.push(new URLSearchParams(await text(request)));
      if (refuses) return response.writeHead(400).end(JSON.stringify({ error: 'invalid_grant' }));
      const access_token = `access-${user}-${asked.length}`;
      holding.add(access_token);
      response.end(JSON.stringify({ access_token, expires_in: 3_600, refresh_token: `refresh-${asked.length}` }));
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    [server, store] = await Promise.all([
      startDovecot({ introspectionUrl: `${url}/introspect?token=` }),
      openTestStore(),
    ]);
  });
  beforeEach(() => {
    [asked, user, holding, refuses] = [[], nextUser(), new Set(), false];
  });
  afterEach(async () => {
    await node?.stop();
    node = null;
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
    provider.closeAllConnections();
    provider.close();
  });

  async function connecting() {
    const here = aProcess();
    for (const { _id } of await here.mailboxes.all()) await here.change(_id, { active: false });
    const account = {
      tokenUrl: `${url}/token`,
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
    expect(asked.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'the first', client_id: 'payvand', client_secret: 'a secret' },
    ]);
    expect(mailboxes.secretsOf(await record()).incoming).toMatchObject({ signIn: { refreshToken: 'refresh-1' } });
  });

  it('asks for another token when the mail server no longer takes the one it had', async () => {
    const { statusIs, node } = await connecting();
    await statusIs('connected');
    holding.clear();
    await server.doveadm('kick', user);
    await server.deliver(user, aMail());
    await eventually(() => expect(node.taken).toHaveLength(1));
    expect(asked.map((form) => form.get('refresh_token'))).toEqual(['the first', 'refresh-1']);
  });

  it('says that there is no token, and does not ask again', async () => {
    refuses = true;
    const { statusIs } = await connecting();
    await statusIs('failed', 'tokenFailed');
    await node?.stop();
    expect(asked).toHaveLength(1);
  });
});
