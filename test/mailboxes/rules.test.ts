import { describe, expect, it } from 'vitest';
import type { MailRule } from '../../server/contract/index.js';
import { fittingRule, queuesFor } from '../../server/mailboxes/rules.js';

const mail = {
  recipients: ['sales+c.1z.0011223344556677@kilim.example', 'support@kilim.example'],
  from: [{ name: 'فروشگاه كيلان', address: 'orders@kilan.example' }],
  subject: 'Re: فاکتور ۱۴۰۵ — می‌خواهم پس بدهم',
  headers: [
    { name: 'List-Id', value: 'Buyers <buyers.kilan.example>' },
    { name: 'X-Priority', value: '1' },
    { name: 'X-Priority', value: 'urgent' },
  ],
};
const rule = (about: Partial<MailRule>): MailRule => ({
  field: 'subject',
  header: null,
  contains: '',
  queueId: 'a',
  ...about,
});

describe('a rule', () => {
  it.each<{ says: string; about: Partial<MailRule>; fits: boolean }>([
    { says: 'finds an address it was sent to', about: { field: 'to', contains: 'SALES' }, fits: true },
    { says: 'and any of several', about: { field: 'to', contains: 'support@' }, fits: true },
    { says: 'does not take the sender for a recipient', about: { field: 'to', contains: 'kilan' }, fits: false },
    { says: 'finds the domain of a sender', about: { field: 'from', contains: '@Kilan.Example' }, fits: true },
    { says: 'finds a name whatever keyboard wrote it', about: { field: 'from', contains: 'کیلان' }, fits: true },
    { says: 'finds words of the subject', about: { contains: 'RE: فاكتور' }, fits: true },
    { says: 'finds numbers in either digits', about: { contains: '1405' }, fits: true },
    { says: 'finds a word with and without its joiner', about: { contains: 'می خواهم' }, fits: true },
    { says: 'finds a header', about: { field: 'header', header: 'list-id', contains: 'buyers' }, fits: true },
    { says: 'also its second', about: { field: 'header', header: 'x-priority', contains: 'urgent' }, fits: true },
    { says: 'not in another header', about: { field: 'header', header: 'list-id', contains: 'urgent' }, fits: false },
    { says: 'nor without a header', about: { field: 'header', contains: 'urgent' }, fits: false },
    { says: 'does not find what is not there', about: { contains: 'refund' }, fits: false },
    { says: 'never fits by marks that nobody sees', about: { contains: '\u200e\u064e' }, fits: false },
    { says: 'reads no pattern into a text', about: { contains: '.*' }, fits: false },
  ])('$says', ({ about, fits }) => expect(fittingRule([rule(about)], mail)).toBe(fits ? 0 : -1));

  it('counts when it is the first that fits; without one, the mailbox says the queue', () => {
    const rules = [
      rule({ contains: 'refund', queueId: 'none' }),
      rule({ contains: 'فاکتور', queueId: 'invoices' }),
      rule({ field: 'to', contains: 'sales', queueId: 'sales' }),
    ];
    expect(queuesFor({ rules, queueId: 'other' }, mail)).toEqual(['invoices', 'other']);
    expect(queuesFor({ rules: [], queueId: 'other' }, mail)).toEqual(['other']);
  });
});
