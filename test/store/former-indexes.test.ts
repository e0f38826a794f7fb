import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { ConversationModel } from '../../server/conversations/index.js';
import { makeLog } from '../../server/platform/index.js';
import { openStore } from '../../server/store/index.js';
import { aDatabase } from '../a-database.js';
import { aDirectory } from './child.js';

it('gives up the indexes of earlier versions, once, and keeps those of this one', async () => {
  const settings = { MONGODB_URI: aDatabase(), DATA_DIR: aDirectory() };
  const open = () => openStore(settings, makeLog('silent'));
  const names = async () => (await ConversationModel.collection.indexes()).map(({ name }) => name);
  const first = await open();
  const ours = await names();
  await ConversationModel.collection.createIndex({ lastActivityAt: -1, _id: -1 });
  await ConversationModel.collection.createIndex({ state: 1, snoozedUntil: 1 });
  await first.close();
  const second = await open();
  expect(await names()).toEqual(ours);
  await mongoose.connection.dropDatabase();
  await second.close();
});
