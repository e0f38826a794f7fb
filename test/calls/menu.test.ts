import { describe, expect, it } from 'vitest';
import { nextMove } from '../../server/calls/index.js';
import { Menu } from '../../server/contract/index.js';

const QUEUE = 'a'.repeat(24);
const given = {
  steps: [
    {
      key: 'main',
      prompts: ['welcome'],
      choices: [
        { digit: '1', words: { en: ['sales'], fa: ['فروش', 'خرید'] }, to: { kind: 'queue', queueId: QUEUE } },
        { digit: '9', to: { kind: 'step', step: 'other' } },
      ],
    },
    { key: 'other', prompts: ['press.1'], choices: [{ digit: '1', to: { kind: 'voicemail' } }] },
  ],
};
const menu = Menu.parse(given);

describe('a menu', () => {
  it.each([
    { says: 'follows a digit', input: { digits: '1' }, comes: { kind: 'queue', queueId: QUEUE } },
    { says: 'follows a word', input: { speech: 'Sales, please.' }, comes: { kind: 'queue', queueId: QUEUE } },
    {
      says: 'asks again for a word of the other language',
      input: { speech: 'فروش' },
      comes: { kind: 'again', attempt: 2 },
    },
    { says: 'asks again for a part of a word', input: { speech: 'wholesales' }, comes: { kind: 'again', attempt: 2 } },
    {
      says: 'asks again when it is not sure',
      input: { speech: 'sales', confidence: 0.2 },
      comes: { kind: 'again', attempt: 2 },
    },
    { says: 'asks again after silence', input: {}, comes: { kind: 'again', attempt: 2 } },
    { says: 'asks again for a digit that is no choice', input: { digits: '5' }, comes: { kind: 'again', attempt: 2 } },
  ])('$says', ({ input, comes }) => expect(nextMove(menu, 'main', 1, input, 'en')).toMatchObject(comes));

  it('knows Persian words however they are written', () =>
    expect(nextMove(menu, 'main', 1, { speech: 'براي فروش' }, 'fa')).toMatchObject({ kind: 'queue', queueId: QUEUE }));

  it('finds somebody after three tries, and where a step is gone', () => {
    expect(nextMove(menu, 'main', 3, {}, 'en')).toEqual({ kind: 'queue', queueId: null });
    expect(nextMove(menu, 'gone', 1, { digits: '1' }, 'en')).toEqual({ kind: 'queue', queueId: null });
  });

  it('follows a choice also at the third try', () =>
    expect(nextMove(menu, 'other', 3, { digits: '1' }, 'fa')).toEqual({ kind: 'voicemail' }));

  it.each([
    { says: 'two steps with one key', steps: [given.steps[1], given.steps[1]] },
    { says: 'a choice that leads nowhere', steps: [given.steps[0]] },
    {
      says: 'two choices with one digit',
      steps: [{ ...given.steps[1], choices: [given.steps[1]!.choices[0], given.steps[1]!.choices[0]] }],
    },
  ])('refuses $says', ({ steps }) => expect(Menu.safeParse({ steps }).success).toBe(false));
});
