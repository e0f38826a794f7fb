import { afterAll, beforeAll, describe } from 'vitest';
import { webchatChannel } from '../../channels/webchat/index.js';
import { type Booted, bootApp } from '../boot.js';
import { aMessage } from '../build/touchpoint.js';
import { aStart, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany } from '../company.js';
import { keepsChannelContract } from '../conformance/channel.js';

let app: Booted;
let visitor: VisitorLine;
let customerId: string;
beforeAll(async () => {
  app = await bootApp();
  const { siteKey, queueId } = await aCompany(app, { agents: [] });
  visitor = await visitorAt(app.url, { siteKey });
  ({ customerId } = await visitor.ask('conversation:start', aStart({ queueId })));
});
afterAll(async () => {
  visitor.close();
  await app.close();
});

describe('web chat', () => {
  keepsChannelContract(async () => {
    const { io, timeline } = app.parts;
    return {
      channel: webchatChannel({ io, timeline }),
      // Of a kind that the server itself never shows: only the channel under test brings it over.
      sendable: () =>
        timeline.append(aMessage({ customerId, channel: 'webchat', direction: 'internal', kind: 'note' as never })),
      arrived: async ({ _id }) => {
        await visitor.hears('touchpoint:appended', ({ id }) => id === _id);
        return visitor.all('touchpoint:appended').filter(({ id }) => id === _id).length;
      },
    };
  });
});
