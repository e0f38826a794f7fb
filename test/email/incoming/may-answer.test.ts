import { afterAll, beforeAll, expect, it } from 'vitest';
import { mayAnswerNow } from '../../../channels/email/incoming/may-answer.js';
import { newId } from '../../../server/platform/index.js';
import { openTestStore } from '../../store-for.js';

let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const at = (hours: number) => new Date(Date.parse('2030-01-01T00:00:00Z') + hours * 3_600_000);

/** For a conversation of its own each time, unless one is named. */
const ask = (mailboxId: string, hours: number, { address = 'a@home.example', conversationId = newId() } = {}) =>
  mayAnswerNow({ mailboxId, address, conversationId, now: at(hours) });

it('answers an address by machine once an hour, five times a day, by each mailbox', async () => {
  const mailbox = newId();
  const asked = async (hours: number[]) => {
    const answers = [];
    for (const hour of hours) answers.push(await ask(mailbox, hour));
    return answers;
  };
  expect(await asked([0, 0.5, 1, 1.9])).toEqual([true, false, true, false]);
  expect(await asked([3, 5, 7, 9, 23.9])).toEqual([true, true, true, false, false]);
  expect(await asked([24, 24.5])).toEqual([true, false]);
  expect(await ask(mailbox, 0, { address: 'b@home.example' })).toBe(true);
  expect(await ask(newId(), 0)).toBe(true);
});

it('tells one of several who ask at once', async () => {
  const mailbox = newId();
  const all = await Promise.all([1, 2, 3, 4].map(() => ask(mailbox, 0)));
  expect(all.filter(Boolean)).toHaveLength(1);
});

it('says the same again for one conversation, whatever was counted since, and counts it once', async () => {
  const mailbox = newId();
  const [first, second] = [newId(), newId()];
  const asked: [string, number][] = [
    [first, 0],
    [second, 0],
    [second, 1.5],
    [first, 2],
    [newId(), 2.6],
  ];
  const answers = [];
  for (const [conversationId, hours] of asked) answers.push(await ask(mailbox, hours, { conversationId }));
  expect(answers).toEqual([true, false, true, true, true]);
});
