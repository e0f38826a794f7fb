import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { gathering } from '../../server/live/gathered.js';

const PUSH = 3;
const LEAVE = 5;
interface Message {
  uid: string;
  nsp: string;
  type: number;
  data: Record<string, unknown>;
}

/** Two ends of one wire, as two nodes have them. */
function aWire(forMs = 0) {
  const sent: Message[] = [];
  const heard: Message[] = [];
  const ends = {
    doPublish: async (message: Message) => {
      sent.push(message);
      return '';
    },
    onMessage: (message: Message) => void heard.push(message),
  };
  const adapter = gathering(ends, forMs);
  const message = (type: number, packet: string): Message => ({ uid: 'a', nsp: '/agent', type, data: { packet } });
  const arrive = () => {
    for (const one of sent) adapter.onMessage(JSON.parse(JSON.stringify(one)));
  };
  const publish = (type: number, packet: string) => adapter.doPublish(message(type, packet));
  return { sent, heard, message, arrive, publish };
}

it('sends the pushes of one turn as one message, and they arrive one by one, in their order', async () => {
  const { sent, heard, message, arrive, publish } = aWire();
  for (const word of ['one', 'two', 'three']) await publish(PUSH, word);
  expect(sent).toEqual([]);
  await turn();
  expect(sent).toHaveLength(1);
  arrive();
  expect(heard).toEqual(['one', 'two', 'three'].map((word) => message(PUSH, word)));
});

it('leaves a push alone that is the only one of its turn', async () => {
  const { sent, message, publish } = aWire();
  await publish(PUSH, 'one');
  await turn();
  expect(sent).toEqual([message(PUSH, 'one')]);
});

it('lets nothing else overtake a push: who is told that it is over is told before the line is cut', async () => {
  const { sent, message, publish } = aWire();
  await publish(PUSH, 'over');
  await publish(LEAVE, 'cut');
  expect(sent).toEqual([message(PUSH, 'over'), message(LEAVE, 'cut')]);
  await turn();
  expect(sent).toHaveLength(2);
});

it('holds no more than so many', async () => {
  const { sent, heard, arrive, publish } = aWire();
  const words = Array.from({ length: 120 }, (_, i) => `word ${i}`);
  for (const word of words) await publish(PUSH, word);
  await turn();
  expect(sent).toHaveLength(3);
  arrive();
  expect(heard.map(({ data }) => data.packet)).toEqual(words);
});

it('gathers for longer where nobody is connected: what several turns push is one message', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { sent, heard, message, arrive, publish } = aWire(50);
  for (const word of ['one', 'two', 'three']) {
    await publish(PUSH, word);
    await turn();
  }
  vi.advanceTimersByTime(49);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(sent).toHaveLength(1);
  arrive();
  expect(heard).toEqual(['one', 'two', 'three'].map((word) => message(PUSH, word)));
});
