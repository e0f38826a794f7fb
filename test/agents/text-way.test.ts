import { describe, expect, it } from 'vitest';
import { smsBlock, textWay } from '../../agents/src/sms/text-way.js';
import type { CustomerView, DeskNumber } from '../../server/contract/index.js';
import { aConversation, aCustomer } from './build.js';

type Identity = CustomerView['identities'][number];
const aPhone = (value: string, about: Partial<Identity> = {}): Identity => ({
  ...{ id: value, kind: 'phone', value, evidence: 'claimed', since: '', undeliverable: null, takesTexts: true },
  ...about,
});
const aNumber = (id: string, about: Partial<DeskNumber> = {}): DeskNumber => ({
  ...{ id, number: `+98219100000${id}`, name: id, sms: true, voice: true, queueId: null },
  ...about,
});
const held = { numberId: '2', number: '+982191000002', peer: '+989120000005', oneWay: false };

describe('a text', () => {
  const mobile = aCustomer({ identities: [aPhone('+989120000001')] });
  const landline = aCustomer({ identities: [aPhone('+982188888888', { takesTexts: false })] });
  const unwilling = aCustomer({
    ...mobile,
    consent: [{ channel: 'sms', granted: false, at: '', source: '' }],
  });
  const call = aConversation({ channel: 'voice' });
  it.each([
    { says: 'may go to a mobile phone', customer: mobile, block: null },
    { says: 'may not go to a landline', customer: landline, block: 'landline' },
    { says: 'may not go to nowhere', customer: aCustomer(), block: 'noNumber' },
    { says: 'may not go to somebody who wants none', customer: unwilling, block: 'optedOut' },
    { says: 'may not leave without a number of ours', customer: mobile, hasOwn: false, block: 'noOwn' },
    {
      says: 'may not go to a short code',
      customer: mobile,
      talk: aConversation({ channel: 'sms', sms: { ...held, oneWay: true } }),
      block: 'oneWay',
    },
    { says: 'goes on where it came from', customer: landline, talk: aConversation({ sms: held }), block: null },
  ])('$says', ({ customer, talk = call, hasOwn = true, block }) =>
    expect(smsBlock(talk, customer, hasOwn)).toBe(block),
  );
});

describe('the way of a text', () => {
  const customer = aCustomer({
    identities: [
      aPhone('+989120000001', { evidence: 'verified' }),
      aPhone('+982188888888', { takesTexts: false }),
      aPhone('+989120000003'),
    ],
  });
  const numbers = [aNumber('1', { sms: false }), aNumber('2'), aNumber('3', { queueId: 'q1' })];
  it('is from the number that was called to the one that called', () => {
    const way = textWay(aConversation(), customer, numbers, { numberId: '2', number: '+989120000003' });
    expect([way.own?.id, way.theirs]).toEqual(['2', ['+989120000003', '+989120000001']]);
  });
  it('is else from the queue’s own number to what is proven', () => {
    const way = textWay(aConversation(), customer, numbers, { numberId: '1', number: '+982188888888' });
    expect([way.own?.id, way.theirs]).toEqual(['3', ['+989120000001', '+989120000003']]);
  });
  it('is where texts went before', () => {
    const way = textWay(aConversation({ sms: held }), customer, numbers, null);
    expect([way.own?.id, way.theirs[0]]).toEqual(['2', held.peer]);
  });
});
