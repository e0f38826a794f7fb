/** A demo is its own phone carrier: who asks it before the server listens finds nobody there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { newId } from '../../server/platform/index.js';
import { aDatabase } from '../a-database.js';
import { bootApp } from '../boot.js';
import { eventually } from '../eventually.js';

const HOUR_MS = 3_600_000;
/** What is sent too early is so within this; what waits for the server waits however long it takes. */
const SLOW_MS = 2_000;

it('what was still to be texted when it stopped goes at the first try, however long the port takes to open', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'payvand-test-')); // with the key by which its carrier knows it again
  const demo = { env: { DEMO: 'true' }, storeUri: aDatabase(), dataDir };
  const before = await bootApp(demo);
  const { customers, numbers, timeline } = before.parts;
  const [number] = await numbers.all();
  const { _id: customerId } = await customers.createCustomer({ name: 'Mina', locale: 'fa' });
  const sms = { numberId: number!._id, from: number!.number, to: '+989121234567', segments: 1 };
  const { _id } = await timeline.append({
    ...{ customerId, conversationId: null, kind: 'message', direction: 'out', channel: 'sms', sourceId: newId() },
    ...{ author: { type: 'system' }, text: 'فردا می‌رسد.', details: { source: 'sms', sms }, delivery: 'pending' },
    notBefore: new Date(Date.now() + HOUR_MS),
  });
  await before.close();

  const listen = Server.prototype.listen;
  const opening = vi.spyOn(Server.prototype, 'listen').mockImplementation(function late(this: Server, ...args) {
    setTimeout(() => listen.apply(this, args as never), SLOW_MS);
    return this;
  });
  const after = await bootApp({ ...demo, clock: { now: () => new Date(Date.now() + 2 * HOUR_MS) } });
  try {
    const delivery = await eventually(async () => {
      const now = (await after.parts.timeline.byId(_id))!.delivery;
      expect(now.tries).toBeGreaterThan(0);
      expect(now.state).not.toBe('pending');
      return now;
    });
    expect(delivery).toMatchObject({ tries: 1 });
    expect(['sent', 'delivered']).toContain(delivery.state);
  } finally {
    opening.mockRestore();
    await after.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
