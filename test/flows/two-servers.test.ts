/** Two servers on one embedded store, which runs as a process of its own: agents and visitors on either, one router, another as soon as it is gone. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiAt } from '../api.js';
import { type AgentLine, agentAt, aStart, visitorAt } from '../clients.js';
import { aCompany } from '../company.js';
import { eventually } from '../eventually.js';
import { freePort, type ServerProcess, startProcess } from '../server-process.js';
import { type StoreProcess, startStore } from '../store/child.js';

const ADMIN = { email: 'admin@company.example', password: 'correct horse battery' };
const dataDir = mkdtempSync(join(tmpdir(), 'payvand-two-'));
/** Drivers write addresses in lower case. */
const socketDir = join('/tmp', `payvand-two-${randomUUID()}`);
let store: StoreProcess;
let one: ServerProcess;
let two: ServerProcess;
beforeAll(async () => {
  store = await startStore(join(dataDir, 'store'), [], ['--socket', join(socketDir, 'store.sock'), '--no-sync']);
  one = await aServer();
  two = await aServer();
});
afterAll(async () => {
  await Promise.all([one?.kill(), two?.kill()]);
  await store?.kill();
  for (const folder of [dataDir, socketDir]) rmSync(folder, { recursive: true, force: true });
});

async function aServer(): Promise<ServerProcess> {
  return startProcess({
    PORT: String(await freePort()),
    DATA_DIR: dataDir,
    MONGODB_URI: store.uri,
    DEMO: 'false',
    LOG_LEVEL: 'info',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ROUTER_LEASE_SECONDS: '3',
    ROUTER_SWEEP_SECONDS: '0.3',
    HEARTBEAT_SECONDS: '1',
  });
}

const routesAt = (server: ServerProcess) => server.output().includes('routing from here');

it('gives each conversation to one agent, on either node, also when the one that routes is killed', async () => {
  await eventually(() => expect([one, two].filter(routesAt)).toHaveLength(1));
  const [router, other] = routesAt(one) ? [one, two] : [two, one];
  const api = apiAt(other.url);
  const signIn = (email = ADMIN.email, password = ADMIN.password) => api.signIn(email, password);
  const { people, queueId, siteKey, admin } = await aCompany(
    { ...api, signIn },
    { agents: ['Ana', 'Bo'], capacity: 3, queue: { autoAccept: true } },
  );
  const ready = async (server: ServerProcess, cookie: string): Promise<AgentLine> => {
    const line = await agentAt(server.url, cookie);
    // A node learns of an account made on another within seconds.
    await eventually(async () => void (await line.ask('presence:set', { presence: 'online' })));
    return line;
  };
  const anasLine = await ready(router, people.Ana!.cookie);
  const bosLine = await ready(other, people.Bo!.cookie);

  // Website and queue are known on either node at once, without anything that tells one of the other.
  const begin = async (server: ServerProcess, text: string) => {
    const visitor = await visitorAt(server.url, { siteKey });
    const begun = await visitor.ask('conversation:start', aStart({ queueId, text }));
    return { visitor, id: begun.conversation.id, token: begun.token! };
  };
  const chats = await Promise.all([router, other, router, other].map((server, i) => begin(server, `${i}`)));
  const ownerOf = async (id: string) => {
    const { status, body } = await api.call('conversations.show', { cookie: admin, params: { id } });
    expect(status).toBe(200);
    return body.agent?.id ?? null;
  };
  await eventually(async () => {
    const owners = await Promise.all(chats.map(({ id }) => ownerOf(id)));
    expect(owners).not.toContain(null);
  }, 30_000);
  const before = await Promise.all(chats.map(({ id }) => ownerOf(id)));
  expect(new Set(before)).toEqual(new Set([people.Ana!.id, people.Bo!.id]));

  // What is written on one node is read on the other, once and in order.
  const [chat] = chats;
  const there = await visitorAt(other.url, { siteKey, token: chat!.token });
  const say = (text: string) => ({ clientId: randomUUID(), text, attachmentIds: [] });
  const sent = say('از این سو');
  await chat!.visitor.ask('message:send', sent);
  await there.ask('message:send', say('از آن سو'));
  await there.ask('message:send', sent);
  const { touchpoints } = await there.ask('visit:open', { after: 0 });
  const texts = touchpoints.flatMap(({ kind, text }) => (kind === 'message' ? [text] : []));
  expect(texts).toEqual(['0', 'از این سو', 'از آن سو']);
  expect(touchpoints.map(({ seq }) => seq)).toEqual(touchpoints.map((_, i) => i + 1));

  await router.kill();
  const anaAgain = await ready(other, people.Ana!.cookie);
  const late = await begin(other, 'پس از سقوط');
  await eventually(async () => expect(await ownerOf(late.id)).not.toBeNull(), 30_000);
  expect(routesAt(other)).toBe(true);
  expect(await Promise.all(chats.map(({ id }) => ownerOf(id)))).toEqual(before);
  const desk = await anaAgain.ask('desk:open', {});
  expect(desk.agents.reduce((sum, { load }) => sum + load, 0)).toBe(5);
  for (const line of [anasLine, bosLine, anaAgain, there, late.visitor, ...chats.map(({ visitor }) => visitor)])
    line.close();
});
