/** Which mails are dealt with beside each other, and which in the order they came. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBeside, mayBegin, type Place } from '../../../channels/email/incoming/beside.js';
import { touchesOf } from '../../../channels/email/incoming/touches.js';
import { unread } from '../../../channels/email/incoming/unread.js';
import { makeMailTokens } from '../../../channels/email/tokens.js';

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

describe('what runs beside each other', () => {
  const touches = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 2 });
  const items = fc.array(fc.record({ group: fc.constantFrom('support', 'sales'), touches, fails: fc.boolean() }), {
    maxLength: 12,
  });

  it('ends all of it, whatever fails, and keeps the order of what meets', () =>
    fc.assert(
      fc.asyncProperty(items, fc.scheduler(), async (given, scheduler) => {
        const run = makeBeside(3);
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
    const to = [tokens.bounceAddress(mailbox, 'f'.repeat(24))!];
    expect(touched({ bounces, reported: { messageId: 'ours@x' } }, to)).toEqual([
      ...['who:gone@home.example', 'id:ours@x', `mail:${'f'.repeat(24)}`],
    ]);
  });
});
