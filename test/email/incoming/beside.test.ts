/** Which mails are dealt with beside each other, and which in the order they came. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { makeBeside, mayBegin, nextRoundAt, type Pace, type Place } from '../../../channels/email/incoming/beside.js';
import { makeLine } from '../../../channels/email/incoming/line.js';
import { touchesOf } from '../../../channels/email/incoming/touches.js';
import { unread } from '../../../channels/email/incoming/unread.js';
import { makeMailTokens } from '../../../channels/email/tokens.js';

const pace = { shortestMs: 0, longestMs: 200 };
const aPlace = (name: string, about: Partial<Place> = {}) => ({
  ...{ name, group: 'support', touches: [name] as readonly string[] | null, isRunning: false },
  ...about,
});
const running = { isRunning: true };
const unknown = { touches: null };

describe('which mails may begin', () => {
  it.each([
    { says: 'all that touch nothing of each other', places: [aPlace('a'), aPlace('b'), aPlace('c')], begin: 'abc' },
    {
      says: 'the first of those that share something',
      places: [aPlace('a'), aPlace('b', { touches: ['a'] })],
      begin: 'a',
    },
    {
      says: 'none that shares something with one under way',
      places: [aPlace('a', running), aPlace('b', { touches: ['x', 'a'] }), aPlace('c')],
      begin: 'c',
    },
    {
      says: 'none that shares something with one that waits itself',
      places: [aPlace('a', running), aPlace('b', { touches: ['a', 'b'] }), aPlace('c', { touches: ['b'] })],
      begin: '',
    },
    {
      says: 'none behind one that nobody has read yet',
      places: [aPlace('a'), aPlace('b', unknown), aPlace('c')],
      begin: 'a',
    },
    {
      says: 'any of another mailbox, whatever it touches',
      places: [aPlace('a', running), aPlace('b', { group: 'sales', touches: ['a'] })],
      begin: 'b',
    },
    {
      says: 'no more than there is room for',
      places: [aPlace('a', running), aPlace('b', running), aPlace('c'), aPlace('d')],
      begin: 'c',
    },
  ])('$says', ({ places, begin }) =>
    expect(
      mayBegin(places, 3)
        .map(({ name }) => name)
        .join(''),
    ).toBe(begin),
  );
});

describe('when those that wait begin', () => {
  it.each([
    { says: 'soon where nobody is under way: more may come', underWay: 0, at: 1_100 },
    { says: 'after those who are, but however slow they are', underWay: 2, at: 1_300 },
  ])('$says', ({ underWay, at }) =>
    expect(nextRoundAt({ underWay, began: 1_000, pace: { shortestMs: 100, longestMs: 300 } })).toBe(at),
  );

  const turn = () => new Promise((done) => setImmediate(() => setImmediate(done)));

  /** Work that ends when it is told to. */
  function atWork(most: number, pace: Pace) {
    const { run, stop } = makeBeside(most, pace);
    const begun: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    const begin = (name: string) =>
      run('support', Promise.resolve([name]), () => {
        begun.push(name);
        return new Promise<void>((end, fail) => ends.set(name, (error) => (error ? fail(error) : end())));
      }).catch(() => {});
    return { begin, begun, end: (name: string, error?: Error) => ends.get(name)?.(error), stop };
  }

  it('is in one go: those of one turn, and all that came meanwhile; whoever fails ends their part of it', async () => {
    const { begin, begun, end } = atWork(3, { shortestMs: 0, longestMs: 60_000 });
    const works = ['a', 'b'].map(begin);
    await turn();
    expect(begun).toEqual(['a', 'b']);
    works.push(...['c', 'd', 'e', 'f'].map(begin));
    end('a', new Error('as some do'));
    await works[0];
    await turn();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await works[1];
    await turn();
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const name of ['c', 'd', 'e']) end(name);
    await vi.waitFor(() => expect(begun).toContain('f'), 20_000);
    end('f');
    await Promise.all(works);
  });

  it('is not held up for ever by who is slow', async () => {
    const { begin, begun } = atWork(3, pace);
    void begin('never ends');
    await turn();
    void begin('b');
    await vi.waitFor(() => expect(begun).toEqual(['never ends', 'b']), 20_000);
  });

  it('is at once when it is to stop', async () => {
    const { begin, begun, end, stop } = atWork(3, { shortestMs: 600_000, longestMs: 600_000 });
    const works = [begin('a')];
    await turn();
    works.push(begin('b'));
    await turn();
    expect(begun).toEqual(['a']);
    stop();
    await turn();
    expect(begun).toEqual(['a', 'b']);
    for (const name of begun) end(name);
    await Promise.all(works);
  });
});

describe('what runs beside each other', () => {
  const touches = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 2 });
  const items = fc.array(fc.record({ group: fc.constantFrom('support', 'sales'), touches, fails: fc.boolean() }), {
    maxLength: 12,
  });

  it('ends all of it, whatever fails, and keeps the order of what meets', () =>
    fc.assert(
      fc.asyncProperty(items, fc.scheduler(), async (given, scheduler) => {
        const { run } = makeBeside(3, pace);
        const begun: number[] = [];
        const ended: number[] = [];
        const works = given.map(({ group, touches, fails }, i) =>
          run(group, scheduler.schedule(Promise.resolve(touches)), async () => {
            begun.push(i);
            expect(begun.length - ended.length).toBeLessThanOrEqual(3);
            await scheduler.schedule(Promise.resolve());
            ended.push(i);
            if (fails) throw new Error('as some do');
          }).catch(() => {}),
        );
        await scheduler.waitFor(Promise.all(works));
        expect(ended).toHaveLength(given.length);
        for (const [i, one] of given.entries())
          for (const [j, earlier] of given.slice(0, i).entries()) {
            const meet = earlier.group === one.group && earlier.touches.some((it) => one.touches.includes(it));
            if (meet) expect(begun.indexOf(i)).toBeGreaterThan(begun.indexOf(j));
          }
      }),
      { numRuns: 60 },
    ));
});

describe('what a mail touches', () => {
  const tokens = makeMailTokens('k'.repeat(40));
  const mailbox = { id: 'a'.repeat(24), address: 'support@shop.example' };
  const envelope = { from: 'relay@mailer.example', to: ['support@shop.example'] };
  const aRead = (about: object) => ({ ...unread({ envelope } as never), from: [], to: [], ...about });
  const touched = (about: object, to: string[] = envelope.to) =>
    touchesOf(aRead(about), { envelope: { ...envelope, to } }, { ...mailbox, _id: mailbox.id }, tokens);
  const person = (address: string) => ({ name: '', address });

  it('is its writer, its ids, and the conversations that it is signed for', () => {
    const [inAddress, inSubject] = [tokens.addressToken(mailbox, 4821)!, tokens.subjectToken(mailbox.id, 77)];
    const mail = {
      from: [person('Sara@Home.example')],
      messageId: 'a@x',
      inReplyTo: ['b@x'],
      references: ['c@x', 'b@x'],
    };
    expect(touched({ ...mail, subject: `Re: ${inSubject}` }, [inAddress])).toEqual([
      ...['who:sara@home.example', 'id:a@x', 'id:b@x', 'id:c@x', 'conversation:4821', 'conversation:77'],
    ]);
  });

  it('is, of a report, the mail and the address that it is about', () => {
    const bounces = [{ ...person('gone@home.example'), bounce: 'hard', status: '5.1.1', diagnostic: '' }];
    const to = [tokens.bounceAddress(mailbox, 'f'.repeat(24), 'sara@home.example')!];
    expect(touched({ bounces, reported: { messageId: 'ours@x' } }, to)).toEqual([
      ...['who:gone@home.example', 'id:ours@x', `mail:${'f'.repeat(24)}`],
    ]);
  });
});

it('holds in memory as much as it may: few of what is large, and what is larger than all alone', async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (weight: number) => {
    begun.push(weight);
    return new Promise<void>((end) => ends.push(end));
  };
  const line = makeLine(work, { atOnce: 4, weightOf: (weight: number) => weight, most: 100 });
  const endFirst = async () => {
    ends.shift()?.();
    await new Promise((done) => setImmediate(done));
  };
  for (const weight of [1, 2, 2, 9, 1]) void line.push(weight);
  expect(begun).toEqual([1, 2]);
  await endFirst();
  expect(begun).toEqual([1, 2, 2]);
  await endFirst();
  expect(begun).toEqual([1, 2, 2]);
  await endFirst();
  expect(begun).toEqual([1, 2, 2, 9]);
  await endFirst();
  expect(begun).toEqual([1, 2, 2, 9, 1]);
});
