import { describe, expect, it } from 'vitest';
import { givenBack } from '../../agents/src/drafts/given-back.js';
import type { Outgoing } from '../../agents/src/live/outgoing-item.js';

const file = (id: string) => ({ id, name: id, type: 'text/plain', sizeBytes: 1, url: `/files/${id}` });
const refused = (about: Partial<Outgoing>): Outgoing => ({
  ...{ clientId: 'x', conversationId: 'c1', kind: 'message', text: 'First', attachments: [file('a')], mentions: [] },
  ...{ at: '2030-01-01T09:00:00.000Z', state: 'failed', failure: 'conversation.notYours', ...about },
});
const noMail = { to: null, cc: [], bcc: [], subject: null, html: '', quote: true, files: [], set: 3 };

describe('what was refused is given back', () => {
  it.each([
    { says: 'where nothing is written', text: '', are: 'First' },
    { says: 'above what is written', text: 'Second', are: 'First\nSecond' },
  ])('$says, with its files', ({ text, are }) => {
    const now = givenBack(refused({}), { text, files: [file('b')], mail: noMail });
    expect(now).toEqual({ text: are, files: [file('a'), file('b')], mail: noMail });
  });

  it('as a mail with all that it was, above what is written', () => {
    const mail = {
      to: ['a@x.example'],
      cc: ['c@x.example'],
      bcc: [],
      subject: 'Re: It',
      html: '<p>First</p>',
      quote: false,
    };
    const before = { ...noMail, html: '<p>Second</p>', files: [file('b')] };
    const now = givenBack(refused({ mail }), { text: 'Second', files: [file('u')], mail: before });
    expect(now.mail).toEqual({ ...mail, html: '<p>First</p><p>Second</p>', files: [file('a'), file('b')], set: 4 });
    expect(now).toMatchObject({ text: 'First\nSecond', files: [file('u')] });
  });

  it('as a mail though it went as words alone', () => {
    const { mail } = givenBack(refused({ mail: {} }), { text: '', files: [], mail: noMail });
    expect(mail).toMatchObject({ html: '<p>First</p>', to: null, quote: true });
  });
});
