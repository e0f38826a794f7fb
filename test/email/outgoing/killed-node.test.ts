/** A chat whose visitor was on a node that is killed: nothing says that they left, and still it goes on by mail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../server/platform/index.js';
import { aStart, type VisitorLine, visitorAt } from '../../clients.js';
import { eventually } from '../../eventually.js';
import { hasRedis, startRedis } from '../../redis.js';
import { freePort, type ServerProcess, startProcess } from '../../server-process.js';
import { aMailCompany } from '../incoming/support.js';
import { anOutsideServer } from './mail-server.js';

const BEAT = { HEARTBEAT_SECONDS: '0.5' };

describe.skipIf(!hasRedis)('a node that is killed', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let post: Awaited<ReturnType<typeof anOutsideServer>>;
  let desk: Awaited<ReturnType<typeof aMailCompany>>;
  let there: ServerProcess;
  let visitor: VisitorLine;
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const timePasses = async () => {
    aheadMs += 400_000;
    await desk.app.parts.onward.sweep();
  };

  beforeAll(async () => {
    [redis, post] = await Promise.all([startRedis(), anOutsideServer()]);
    const env = { REDIS_URL: redis.url, ...BEAT };
    desk = await aMailCompany({ clock, env: { ...env, SMTP_URL: `smtp://127.0.0.1:${post.port}` } });
    const { storeUri, dataDir } = desk.app;
    there = await startProcess({
      ...{ ...env, ROLE: 'web', DEMO: 'false', LOG_LEVEL: 'warn', PORT: String(await freePort()) },
      ...{ MONGODB_URI: storeUri, DATA_DIR: dataDir },
    });
  });
  afterAll(async () => {
    visitor?.close();
    await there?.kill();
    await desk?.close();
    await post?.close();
    await redis?.stop();
  });

  it('case 58: is forgotten with its visitors after three beats, and what they have not read goes by mail', async () => {
    const { customers, conversations, timeline, bus } = desk.app.parts;
    const { siteKey, queueId, people } = desk.company;
    visitor = await visitorAt(there.url, { siteKey });
    const begun = await visitor.ask('conversation:start', aStart({ queueId, text: 'Where is it?' }));
    const { id } = begun.conversation;
    const c = await desk.conversation(id);
    const address = `${newId()}@home.example`;
    await customers.addIdentity(c.customerId, 'email', address, 'claimed');
    const isIn = async () => {
      const { body } = await desk.app.call('conversations.show', { cookie: desk.company.admin, params: { id } });
      return body.customerOnline;
    };
    await eventually(async () => expect(await isIn()).toBe(true));
    const author = { type: 'agent', id: people.Ana!.id, name: 'Ana' } as const;
    const about = { customerId: c.customerId, conversationId: id, sourceId: `${id}:${newId()}`, author } as const;
    const said = { kind: 'message', direction: 'out', channel: 'webchat', details: { source: 'chat' } } as const;
    const answer = await timeline.append({ ...about, ...said, text: 'It is on its way.', delivery: 'sent' });
    await conversations.noteMessage(c, answer);
    await timePasses();
    expect([await isIn(), post.arrived]).toEqual([true, []]);

    const left = new Promise<void>((resolve) => {
      bus.on('visitor.offline', ({ customerId }) => void (customerId === c.customerId && resolve()));
    });
    await there.kill();
    await left;
    expect(await isIn()).toBe(false);
    await eventually(async () => {
      await timePasses();
      expect(post.arrived).toHaveLength(1);
    });
    expect(post.arrived[0]).toMatchObject({ to: [address] });
    expect(post.arrived[0]?.mail.text).toContain('It is on its way.');
  });
});
