import { describe, expect, it } from 'vitest';
import type { MailOutgoing } from '../../../server/contract/index.js';
import { type Actor, type Call, newId } from '../../../server/platform/index.js';
import { aCertificate } from '../certificate.js';
import { anOutsideServer } from './mail-server.js';
import { atAWritingDesk } from './writing-desk.js';

const desk = atAWritingDesk();
const { timeline, mailboxes, aMailbox, aMatter, aReply, goes } = desk;
const boss: Actor = { kind: 'user', id: newId(), name: 'Boss', role: 'admin', sessionId: null };

describe('a mail server', () => {
  it('that is busy is asked again, with the same Message-ID', async () => {
    const reply = await aReply((await aMatter()).c);
    desk.post.next({ at: 'rcpt', code: 451, text: '4.7.1 later, ali@mail.example' });
    expect(await goes(reply)).toMatchObject({ state: 'pending', tries: 1, reason: 'mail.busy' });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    expect(desk.post.arrived).toHaveLength(1);
  });

  it.each([
    {
      says: 'knows no such recipient',
      mood: { at: 'rcpt', code: 550, text: '5.1.1 no such user' },
      reason: 'mail.recipientUnknown',
    },
    { says: 'finds it too large', mood: { at: 'data', code: 552, text: '5.3.4 too big' }, reason: 'mail.tooLarge' },
    {
      says: 'takes it for spam',
      mood: { at: 'data', code: 554, text: '5.7.1 looks like spam' },
      reason: 'mail.refused',
    },
  ] as const)('that $says is believed, and its words are kept for the agent', async ({ mood, reason }) => {
    desk.post.next(mood);
    const settled = await goes(await aReply((await aMatter()).c));
    expect(settled).toMatchObject({ state: 'failed', tries: 1, reason, said: `${mood.code} ${mood.text}` });
  });

  it('that goes silent after the data may have it: it comes again as the same mail', async () => {
    const reply = await aReply((await aMatter()).c);
    desk.post.next({ at: 'data', silent: true, after: () => desk.post.cut() });
    expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.unreachable' });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    expect(desk.post.arrived).toHaveLength(2);
    expect(desk.post.arrived[1]!.mail.messageId).toBe(desk.post.arrived[0]!.mail.messageId);
  });

  it('that takes it for some tells of the others, and the mail counts as sent', async () => {
    const { c } = await aMatter();
    desk.post.next({ at: 'rcpt', code: 550, text: '5.1.1 no such user' });
    const reply = await aReply(c, { to: ['gone@mail.example', 'ali@mail.example'] });
    expect(await goes(reply)).toMatchObject({ state: 'sent', failedFor: ['gone@mail.example'] });
    expect(desk.post.arrived[0]!.to).toEqual(['ali@mail.example']);
    const told = (await timeline.ofConversation(c._id)).filter(({ kind }) => kind === 'mail.bounced');
    expect(told.map(({ details }) => details)).toMatchObject([
      { address: 'gone@mail.example', bounce: 'hard', status: '5.1.1', touchpointId: reply._id },
    ]);
  });
});

describe('a mailbox with a mail server of its own', () => {
  const server = (port: number, password: string, security: 'none' | 'starttls' = 'none'): MailOutgoing => ({
    ...{ kind: 'smtp', host: '127.0.0.1', port, security, signIn: { kind: 'password', user: 'shop', password } },
  });
  const changed = (id: string, outgoing: MailOutgoing) =>
    mailboxes.handlers['mailboxes.change']({
      ...{ actor: boss, params: { id }, body: { outgoing }, query: {}, ip: '' },
    } as unknown as Call<'mailboxes.change'>);
  const signedIn = () =>
    anOutsideServer({
      allowInsecureAuth: true,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        password === 'right' ? done(null, { user: username }) : done(new Error('wrong')),
    });

  it('signs in, tries again while that fails, and goes by changed settings from the next try on', async () => {
    const [one, other] = await Promise.all([signedIn(), signedIn()]);
    try {
      const mailbox = await aMailbox({ outgoing: server(one.port, 'wrong') });
      const reply = await aReply((await aMatter({ mailbox })).c);
      expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.signInFailed' });
      await changed(mailbox.id, server(one.port, 'right'));
      expect(await goes(reply)).toMatchObject({ state: 'sent' });
      await changed(mailbox.id, server(other.port, 'right'));
      await goes(await aReply((await aMatter({ mailbox })).c));
      expect([one, other].map(({ arrived }) => arrived.map(({ user }) => user))).toEqual([['shop'], ['shop']]);
      expect(desk.post.arrived).toEqual([]);
    } finally {
      desk.outgoing.close();
      await Promise.all([one.close(), other.close()]);
    }
  });

  it('sends nothing in the clear where it shall be encrypted', async () => {
    const plain = await signedIn();
    const { key, cert } = aCertificate();
    const selfSigned = await anOutsideServer({ key, cert, disabledCommands: [] });
    try {
      for (const { port } of [plain, selfSigned]) {
        const mailbox = await aMailbox({ outgoing: server(port, 'right', 'starttls') });
        const reply = await aReply((await aMatter({ mailbox })).c);
        expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.tlsFailed' });
      }
      expect([...plain.arrived, ...selfSigned.arrived]).toEqual([]);
    } finally {
      await Promise.all([plain.close(), selfSigned.close()]);
    }
  });
});
