import express from 'express';
import { expect, it } from 'vitest';
import { carrierClient } from '../../channels/twilio/index.js';
import { serve } from '../carrier.js';

const ACCOUNT = { id: 'a', sid: `AC${'1'.repeat(32)}`, token: '12345', tokens: ['12345'], apiKey: null };

it('speaks through the same connection for as long as it is the same account, with the same secret', async () => {
  const app = express();
  const from = new Set<number | undefined>();
  const signedBy: (string | undefined)[] = [];
  app.use(({ socket, headers }, res) => {
    from.add(socket.remotePort);
    signedBy.push(headers.authorization);
    res.json({ sid: ACCOUNT.sid, status: 'active' });
  });
  const server = await serve(app);
  const ask = (token: string) =>
    carrierClient({ ...ACCOUNT, token }, server.url)
      .api.v2010.accounts(ACCOUNT.sid)
      .fetch();
  await ask('12345');
  await ask('12345');
  expect(from.size).toBe(1);
  await ask('67890');
  expect(new Set(signedBy).size).toBe(2);
  await server.close();
});
