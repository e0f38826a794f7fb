import { describe, expect, it } from 'vitest';
import { MOST_TRIES, paceLimits, roomAt } from '../../../channels/email/outgoing/limits.js';
import type { BounceTold, MailOutgoing, TouchpointRecord } from '../../../server/contract/index.js';
import { type Actor, type Call, newId } from '../../../server/platform/index.js';
import { TouchpointModel } from '../../../server/timeline/index.js';
import { aCertificate } from '../certificate.js';
import { aTokenServer } from '../token-server.js';
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

  it.each([
    { says: 'knows nobody there', text: '5.1.1 no such user', status: '5.1.1' },
    { says: 'knows nobody there, in its own words', text: 'User unknown', status: '5.0.0' },
    { says: 'carries nothing for us', text: '5.7.1 Relaying denied', status: null },
    { says: 'says no more than no', text: 'no', status: null },
  ])('that $says: the address is dead, or as it was', async ({ text, status }) => {
    desk.post.next({ at: 'rcpt', code: 550, text });
    expect(await goes(await aReply((await aMatter()).c))).toMatchObject({ state: 'failed' });
    expect(desk.dead).toEqual(status ? [['ali@mail.example', status]] : []);
  });

  it('that goes silent after the data may have it: it comes again as the same mail', async () => {
    const reply = await aReply((await aMatter()).c);
    desk.post.next({ at: 'data', silent: true, after: () => desk.post.cut() });
    expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.unreachable' });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    expect(desk.post.arrived).toHaveLength(2);
    expect(desk.post.arrived[1]!.mail.messageId).toBe(desk.post.arrived[0]!.mail.messageId);
  });
});

describe('a mail to several', () => {
  const [ali, bo, cy] = ['ali@mail.example', 'bo@mail.example', 'cy@mail.example'] as const;
  const all = { to: [ali], cc: [bo], bcc: [cy] };
  const got = () => desk.post.arrived.map(({ to }) => to.join());
  const bounced = async ({ conversationId }: TouchpointRecord) =>
    (await timeline.ofConversation(conversationId!)).flatMap(({ kind, details }) =>
      kind === 'mail.bounced' ? [details as BounceTold] : [],
    );

  it('goes to each apart, as the same mail, under a return path that no other of them has seen', async () => {
    const reply = await aReply((await aMatter()).c, { to: [ali, 'ALI@mail.example'], cc: [bo], bcc: [cy] });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 1 });
    expect(got()).toEqual([ali, bo, cy]);
    expect(new Set(desk.post.arrived.map(({ raw }) => raw)).size).toBe(1);
    const { mailId } = reply.details.mail!;
    for (const { from, to } of desk.post.arrived) {
      const path = desk.tokens.bouncedMail(desk.support, from)!;
      expect([ali, bo, cy].filter((one) => path.isFor(one))).toEqual(to);
      expect(path.mailId).toBe(mailId);
    }
  });

  it('that is refused for one is told of, and counts as sent', async () => {
    desk.post.next({ at: 'rcpt', address: bo, code: 550, text: '5.1.1 no such user' });
    const reply = await aReply((await aMatter()).c, all);
    expect(await goes(reply)).toMatchObject({ state: 'sent', failedFor: [bo] });
    expect(got()).toEqual([ali, cy]);
    const about = { address: bo, bounce: 'hard', status: '5.1.1', touchpointId: reply._id };
    expect(await bounced(reply)).toMatchObject([about]);
    expect(desk.dead).toEqual([[bo, '5.1.1']]);
  });

  it('that is refused for all has failed, each for its own reason', async () => {
    for (const address of [ali, bo, cy])
      desk.post.next({ at: 'rcpt', address, code: 550, text: `5.1.1 no ${address}` });
    const reply = await aReply((await aMatter()).c, all);
    const failed = { state: 'failed', reason: 'mail.recipientUnknown', failedFor: [ali, bo, cy] };
    expect(await goes(reply)).toMatchObject(failed);
    expect((await bounced(reply)).map(({ diagnostic }) => diagnostic)).toEqual(
      [ali, bo, cy].map((address) => `550 5.1.1 no ${address}`),
    );
  });

  it('that came back for one before the others had it goes to the others, and counts as sent', async () => {
    const reply = await aReply((await aMatter()).c, all);
    await timeline.failsFor(reply._id, bo);
    expect(await goes(reply)).toMatchObject({ state: 'sent', failedFor: [bo] });
    expect(got()).toEqual([ali, cy]);
  });

  it('that is too large is so for all, and no recipient is to blame', async () => {
    desk.post.next({ at: 'data', code: 552, text: '5.3.4 too big' });
    const reply = await aReply((await aMatter()).c, all);
    expect(await goes(reply)).toMatchObject({ state: 'failed', reason: 'mail.tooLarge', tries: 1 });
    expect([got(), await bounced(reply)]).toEqual([[], []]);
  });

  it('is tried again for that one who is to wait, and for no other', async () => {
    desk.post.next({ at: 'rcpt', address: bo, code: 451, text: '4.7.1 later' });
    const reply = await aReply((await aMatter()).c, all);
    expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.busy', sentTo: [ali, cy] });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    expect(got()).toEqual([ali, cy, bo]);
    expect(await bounced(reply)).toEqual([]);
  });

  it('is no failure of the others where one had to wait to the end', async () => {
    const reply = await aReply((await aMatter()).c, all);
    await TouchpointModel.updateOne({ _id: reply._id }, { $set: { 'delivery.tries': MOST_TRIES - 1 } });
    desk.post.next({ at: 'rcpt', address: bo, code: 451, text: '4.7.1 later' });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: MOST_TRIES, failedFor: [bo] });
    expect(got().toSorted()).toEqual([ali, cy]);
    expect(await bounced(reply)).toMatchObject([{ address: bo, bounce: 'soft', status: '4.7.1' }]);
  });

  it('where one is never answered, goes to the others before that one’s next turn', async () => {
    desk.post.next({ at: 'rcpt', address: ali, silent: true, after: () => desk.post.cut() });
    const reply = await aReply((await aMatter()).c, all);
    expect(await goes(reply)).toMatchObject({ state: 'pending', reason: 'mail.unreachable' });
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    expect(got()).toEqual([bo, cy, ali]);
  });

  it('that a stopped node had begun is ended by another: nobody gets it twice, and the first writes nothing more', async () => {
    const stopped = new Promise<void>((resolve) => {
      desk.post.next({ at: 'rcpt', address: bo, silent: true, after: resolve });
    });
    const reply = await aReply((await aMatter()).c, all);
    const first = goes(reply);
    await stopped;
    desk.passes(30_000); // its lease
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    expect(got().toSorted()).toEqual([ali, bo, cy]);
    desk.post.cut();
    expect(await first).toMatchObject({ state: 'sent', tries: 2 });
    expect(got()).toHaveLength(3);
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
      const troubles = async () => (await mailboxes.byId(mailbox.id))?.troubles;
      expect(await troubles()).toMatchObject({ sending: { why: 'mail.signInFailed', times: 1 } });
      await changed(mailbox.id, server(one.port, 'right'));
      expect(await goes(reply)).toMatchObject({ state: 'sent' });
      expect(await troubles()).toEqual({});
      await changed(mailbox.id, server(other.port, 'right'));
      await goes(await aReply((await aMatter({ mailbox })).c));
      expect([one, other].map(({ arrived }) => arrived.map(({ user }) => user))).toEqual([['shop'], ['shop']]);
      expect(desk.post.arrived).toEqual([]);
    } finally {
      desk.outgoing.close();
      await Promise.all([one.close(), other.close()]);
    }
  });

  it.each([
    { says: 'as is usual', pace: undefined, limits: [3, 10, 1_000], room: 4 },
    { says: 'half a mail a second', pace: { connections: 3, mailsPerMinute: 30 }, limits: [3, 1, 2_000], room: 3 },
    { says: 'at its slowest', pace: { connections: 20, mailsPerMinute: 10 }, limits: [20, 1, 6_000], room: 1 },
    { says: 'at its fastest', pace: { connections: 20, mailsPerMinute: 6_000 }, limits: [20, 100, 1_000], room: 21 },
  ])('is asked $says: so many connections, mails in so long, and in hand', ({ pace, limits, room }) => {
    expect(Object.values(paceLimits(pace))).toEqual(limits);
    expect(roomAt(pace)).toBe(room);
  });

  it('is asked over as many connections as its mailbox allows, from the next mail on', async () => {
    let opened = 0;
    const counting = await anOutsideServer({
      onConnect: (_session, done) => {
        opened += 1;
        done();
      },
    });
    try {
      const at = (connections: number) => ({
        ...{ ...server(counting.port, ''), signIn: { kind: 'none' as const } },
        pace: { connections, mailsPerMinute: 6_000 },
      });
      const mailbox = await aMailbox({ outgoing: at(1) });
      const send = async () => {
        const replies = await Promise.all([1, 2, 3].map(async () => aReply((await aMatter({ mailbox })).c)));
        for (const { state } of await Promise.all(replies.map(goes))) expect(state).toBe('sent');
      };
      await send();
      expect(opened).toBe(1);
      await changed(mailbox.id, at(2));
      await send();
      expect(opened).toBe(3);
    } finally {
      desk.outgoing.close();
      await counting.close();
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

  it('asks for one token for all its connections, and keeps the refresh token that came with it', async () => {
    const provider = await aTokenServer();
    const server = await anOutsideServer({
      allowInsecureAuth: true,
      authOptional: false,
      authMethods: ['XOAUTH2'],
      onAuth: ({ username, accessToken }, _session, done) =>
        provider.holding.has(accessToken ?? '') ? done(null, { user: username }) : done(new Error('no such token')),
    });
    const account = { user: 'shop', tokenUrl: `${provider.url}/token`, clientId: 'payvand', refreshToken: 'the first' };
    const at = { kind: 'smtp', host: '127.0.0.1', port: server.port, security: 'none' } as const;
    try {
      const mailbox = await aMailbox({ outgoing: { ...at, signIn: { kind: 'oauth2', ...account } } });
      const aLetter = async () => aReply((await aMatter({ mailbox })).c);
      const used = () => provider.asked.map((form) => form.get('refresh_token'));
      const three = await Promise.all([aLetter(), aLetter(), aLetter()]);
      for (const { state } of await Promise.all(three.map(goes))) expect(state).toBe('sent');
      expect(used()).toEqual(['the first']);
      const kept = (await mailboxes.all()).find(({ _id }) => _id === mailbox.id)!;
      expect(mailboxes.secretsOf(kept).outgoing).toMatchObject({ signIn: { refreshToken: 'refresh-1' } });
      provider.holding.clear();
      server.cut();
      const next = await aLetter();
      expect(await goes(next)).toMatchObject({ state: 'pending', reason: 'mail.signInFailed' });
      expect(await goes(next)).toMatchObject({ state: 'sent' });
      expect(used()).toEqual(['the first', 'refresh-1']);
    } finally {
      desk.outgoing.close();
      provider.close();
      await server.close();
    }
  });
});
