import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { ConversationModel } from '../../server/conversations/index.js';
import { newId } from '../../server/platform/index.js';
import { conversing } from './conversing.js';

const { conversations, now, opened } = conversing();

describe('what a customer is not done with', () => {
  interface Explained {
    executionStats: { totalKeysExamined: number; totalDocsExamined: number };
  }
  /** What is read for it, as the store explains the very question that is asked. */
  async function readFor(ask: () => Promise<unknown>): Promise<Explained['executionStats']> {
    const [read] = await allReadFor(ask, 1);
    return read!;
  }
  /** Of so many questions, one after the other, of which the last wants one answer. */
  async function allReadFor(ask: () => Promise<unknown>, questions: number): Promise<Explained['executionStats'][]> {
    const asked: object[] = [];
    mongoose.set('debug', (_collection, _method, filter) => asked.push(filter));
    await ask();
    mongoose.set('debug', false);
    expect(asked).toHaveLength(questions);
    const explained = asked.map((filter, i) => {
      const found = ConversationModel.find(filter as never).sort({ openedAt: -1 });
      return (i > 0 ? found.limit(1) : found).explain('executionStats') as unknown as Promise<Explained>;
    });
    return (await Promise.all(explained)).map(({ executionStats }) => executionStats);
  }

  it('is found by the way they came without reading all that they ever came with', async () => {
    const { _id, ...open } = (await conversations.byId((await opened())._id))!;
    const { customerId } = open;
    const calls = Array.from({ length: 300 }, (_, i) => ({
      ...{ ...open, _id: newId(), startKey: newId(), number: 1_000_000 + i, channel: 'voice' },
      ...{ state: i === 0 ? 'active' : 'closed', openedAt: new Date(now() + i) },
    }));
    await ConversationModel.insertMany(calls);
    expect(await conversations.unfinished(customerId, 'voice')).toMatchObject({ _id: calls[0]!._id });
    const { totalKeysExamined, totalDocsExamined } = await readFor(() => conversations.unfinished(customerId, 'voice'));
    expect(totalKeysExamined).toBeLessThanOrEqual(2);
    expect(totalDocsExamined).toBeLessThanOrEqual(1);
    expect((await readFor(() => conversations.unfinished(customerId, 'sms'))).totalKeysExamined).toBeLessThanOrEqual(1);
  });

  it('and by whom and which number it is held with by text, where it is the next one as well', async () => {
    const { _id, ...open } = (await conversations.byId((await opened())._id))!;
    const [peer, numberId, other] = ['+989120000777', newId(), newId()];
    const texted = Array.from({ length: 300 }, (_, i) => ({
      ...{
        ...open,
        _id: newId(),
        startKey: newId(),
        number: 2_000_000 + i,
        channel: 'sms',
        openedAt: new Date(now() + i),
      },
      ...{ state: i === 0 ? 'active' : 'closed', sms: { numberId, number: '+982191', peer, oneWay: false } },
    }));
    await ConversationModel.insertMany(texted);
    await ConversationModel.insertMany({
      ...{ ...texted[0], _id: newId(), startKey: newId(), number: 2_000_300, state: 'closed' },
      sms: { ...texted[0]!.sms, numberId: other },
    });
    expect(await conversations.latestByText(numberId, peer)).toMatchObject({ _id: texted[0]!._id });
    const held = await readFor(() => conversations.openByText(numberId, peer));
    expect([held.totalKeysExamined <= 2, held.totalDocsExamined]).toEqual([true, 1]);
    await ConversationModel.updateOne({ _id: texted[0]!._id }, { $set: { state: 'closed' } });
    expect(await conversations.latestByText(numberId, peer)).toMatchObject({ _id: texted[299]!._id });
    const [none, latest] = await allReadFor(() => conversations.latestByText(numberId, peer), 2);
    expect([none!.totalKeysExamined <= 1, none!.totalDocsExamined]).toEqual([true, 0]);
    expect([latest!.totalKeysExamined <= 2, latest!.totalDocsExamined]).toEqual([true, 1]);
  });
});
