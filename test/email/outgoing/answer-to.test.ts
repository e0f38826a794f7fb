/** Whom an answer goes to, decided alike for whoever writes and for the server. */
import { describe, expect, it } from 'vitest';
import { answerTo, knownAddresses, leftOut, type SaidByMail } from '../../../server/contract/answer-to.js';
import type { MailTold } from '../../../server/contract/index.js';

const [ALI, WORK, BOB, BOSS, US] = [
  'ali@home.example',
  'ali@work.example',
  'bob@mail.example',
  'boss@x.example',
  'us@shop.example',
];
const people = (...addresses: string[]) => addresses.map((address) => ({ name: '', address }));
const mail = (about: Partial<MailTold>): MailTold => ({
  ...{ mailId: 'm', mailboxId: 'b', from: [], to: people(US), cc: [], subject: '' },
  ...{ hasHtml: false, hasQuote: false, signs: [] },
  ...about,
});
const said = (direction: 'in' | 'out', type: string, about: Partial<MailTold>, state = 'sent'): SaidByMail => ({
  ...{ direction, author: { type }, delivery: { state }, details: { mail: mail(about) } },
});
const theirs = (from: string, about: Partial<MailTold> = {}) =>
  said('in', 'customer', { from: people(from), to: people('us+c.9i.k@shop.example'), ...about });
const ours = (to: string[], about: Partial<MailTold> = {}, state = 'sent') =>
  said('out', 'agent', { from: people(US), to: people(...to), ...about }, state);
const facts = (...all: SaidByMail[]) => ({ said: all, customers: [ALI, WORK], ours: new Set([US]) });

describe('an answer goes', () => {
  it.each<[says: string, said: SaidByMail[], to: string[], by: string]>([
    ['to the customer, where nobody has written', [], [ALI], 'nobody'],
    ['to the customer who wrote last, from where they did', [theirs(BOB), theirs(WORK)], [WORK], 'theirs'],
    [
      'to whoever wrote last, and to the customer who had that mail',
      [theirs(ALI), theirs(BOB, { cc: people(WORK) })],
      [BOB, WORK],
      'theirs',
    ],
    [
      'to both, where whoever we wrote to with the customer answers us alone',
      [theirs(ALI), ours([ALI], { cc: people(BOB) }), theirs(BOB)],
      [BOB, ALI],
      'theirs',
    ],
    ['to both, where somebody wrote whom we never wrote to', [theirs(WORK), theirs(BOB)], [BOB, WORK], 'theirs'],
    [
      'to them alone, where we asked them without the customer',
      [theirs(ALI), ours([BOB]), theirs(BOB)],
      [BOB],
      'theirs',
    ],
    [
      'to both again, once they write to the customer too',
      [theirs(ALI), ours([BOB]), theirs(BOB, { cc: people(ALI) })],
      [BOB, ALI],
      'theirs',
    ],
    ['on to whom our own last word went', [theirs(ALI), ours([ALI, BOB], { cc: people(BOSS) })], [ALI, BOB], 'own'],
    [
      'to the customer alone, where ours went to them after another had written',
      [theirs(BOB), ours([ALI])],
      [ALI],
      'own',
    ],
    [
      'to the customer in copy of our last word as well',
      [theirs(BOB), ours([BOB], { cc: people(ALI) })],
      [BOB, ALI],
      'own',
    ],
    ['on without whom it went to unseen', [theirs(BOB), ours([BOB], { bcc: people(ALI) })], [BOB], 'own'],
    [
      'to both, where somebody names the customer as a second sender',
      [theirs(ALI), theirs(BOB, { from: people(BOB, ALI) })],
      [BOB, ALI],
      'theirs',
    ],
    ['to who wrote last, where our last word went past the customer', [theirs(ALI), ours([BOB])], [ALI], 'theirs'],
    [
      'to who wrote last, where our last word got to nobody',
      [theirs(BOB), ours([ALI], {}, 'failed')],
      [BOB, ALI],
      'theirs',
    ],
    [
      'to who wrote last, whatever a machine of ours said since',
      [theirs(WORK), said('out', 'system', { to: people(ALI) })],
      [WORK],
      'theirs',
    ],
    ['on to whom we began to write, before they answer', [ours([BOSS])], [BOSS], 'own'],
    [
      'to where the customer wants it',
      [theirs(ALI, { replyTo: people('Office@x.example') })],
      ['office@x.example'],
      'theirs',
    ],
    [
      'not where somebody wants it who may not be the customer',
      [theirs(ALI, { replyTo: people(BOSS), signs: ['unverified'] })],
      [ALI],
      'theirs',
    ],
    ['to whom a form of ours names', [theirs(US, { replyTo: people(BOSS), signs: ['unverified'] })], [BOSS], 'theirs'],
    ['never to our own way back', [theirs(ALI, { replyTo: people('us+c.9i.k@shop.example') })], [ALI], 'theirs'],
  ])('%s', (_, all, to, by) => {
    expect(answerTo(facts(...all))).toMatchObject({ to, by });
  });

  it('to the writer alone of a customer without an address', () => {
    expect(answerTo({ ...facts(theirs(BOB)), customers: [] })).toEqual({ to: [BOB], by: 'theirs', joined: null });
  });

  it('and says where the customer has it only because they are the customer', () => {
    expect(answerTo(facts(theirs(ALI), theirs(BOB))).joined).toBe(ALI);
    expect(answerTo(facts(theirs(ALI))).joined).toBeNull();
  });
});

describe('whoever leaves the customer out', () => {
  it.each<[says: string, said: SaidByMail[], recipients: string[], missing: string | null]>([
    ['is told by which address they would have it', [theirs(WORK), theirs(BOB)], [BOB], WORK],
    ['is told the address that is known best, where they never wrote', [theirs(BOB)], [BOB], ALI],
    ['is told nothing while any address of theirs is there', [theirs(WORK), theirs(BOB)], [BOB, ALI], null],
    ['is told nothing where the customer wants it elsewhere', [theirs(ALI, { replyTo: people(BOSS) })], [BOSS], null],
    ['is told where another wants it elsewhere', [theirs(BOB, { replyTo: people(BOSS) })], [BOSS], ALI],
  ])('%s', (_, all, recipients, missing) => expect(leftOut(facts(...all), recipients)).toBe(missing));
});

it('the address that is known best comes first, and one that only a browser tells is none', () => {
  const identity = (value: string, evidence: 'claimed' | 'agent' | 'verified' | 'token', kind = 'email') => ({
    kind,
    value,
    evidence,
  });
  const all = [
    identity('c', 'claimed'),
    identity('t', 'token'),
    identity('v', 'verified'),
    identity('a', 'agent'),
    identity('p', 'agent', 'phone'),
  ];
  expect(knownAddresses(all).map(({ value }) => value)).toEqual(['v', 'a', 'c']);
});
