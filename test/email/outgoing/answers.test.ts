import { describe, expect, it } from 'vitest';
import { LIMITS, type TouchpointRecord } from '../../../server/contract/index.js';
import { newId } from '../../../server/platform/index.js';
import { keepsChannelContract } from '../../conformance/channel.js';
import { atAWritingDesk, header } from './writing-desk.js';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const desk = atAWritingDesk();
const { tokens, mails, files, conversations, aMailbox, aMatter, anAnswer, aReply, goes } = desk;

describe('mail as a channel', () =>
  keepsChannelContract(async () => ({
    channel: desk.channel,
    sendable: async () => aReply((await aMatter()).c),
    refusable: async () => {
      desk.post.next({ at: 'rcpt', code: 550, text: '5.1.1 no such user' });
      return aReply((await aMatter()).c);
    },
    arrived: async ({ details }) => {
      const { mailId } = (details as TouchpointRecord<'message'>['details']).mail!;
      return desk.post.arrived.filter(({ mail }) => mail.messageId?.includes(mailId)).length;
    },
  })));

describe('an answer by mail', () => {
  it('is kept as it went, and goes as the same again whatever has changed since', async () => {
    const { c } = await aMatter({ mailbox: await aMailbox() });
    const reply = await aReply(c);
    desk.post.next({ at: 'data', code: 451, text: '4.7.1 later' });
    await goes(reply);
    await conversations.noteMail(c._id, { ...c.mail!, domain: 'shop.example', participants: ['new@mail.example'] });
    await anAnswer(c, `late.${c._id}@mail.example`, 'Re: Where is it?');
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 2 });
    const { mailId } = reply.details.mail!;
    const { rawFileId } = (await mails.byId(mailId))!;
    const original = (await mails.rawOf(rawFileId!))!.toString('latin1');
    expect(desk.post.arrived.map(({ raw }) => raw.trimEnd())).toEqual([original.trimEnd()]);
    expect(original).not.toContain(`late.${c._id}`);
    expect(header(original, 'X-Loop')).toBe(tokens.loopMark);
  });

  it('goes to whoever wrote last, under their subject, and every way back to the conversation is in it', async () => {
    const { c, incomingId } = await aMatter({ subject: 'RE[2]: Where is it?' });
    const reply = await aReply(c);
    expect(await goes(reply)).toMatchObject({ state: 'sent', tries: 1 });
    const { from, to, mail, raw } = desk.post.arrived[0]!;
    expect(to).toEqual(['ali@mail.example']);
    expect(mail.from?.value).toEqual([{ name: 'Kilim & Co', address: 'support@shop.example' }]);
    expect(mail.to).toMatchObject({ value: [{ name: 'Ali', address: 'ali@mail.example' }] });
    expect(mail.subject).toBe('RE[2]: Where is it?');
    const { mailId } = reply.details.mail!;
    expect(mail.messageId).toBe(`<${tokens.messageId(desk.support, mailId)}>`);
    expect(mail.inReplyTo).toBe(`<${incomingId}>`);
    expect(mail.references).toEqual([`<${c.mail!.rootId}>`, `<${incomingId}>`]);
    expect(tokens.conversationOf(desk.support, mail.replyTo!.value[0]!.address!)).toBe(c.number);
    expect(tokens.bouncedMail(desk.support, from)?.mailId).toBe(mailId);
    expect(header(raw, 'Auto-Submitted')).toBeUndefined();
    expect((await mails.byMessageIds(desk.support.id, [tokens.messageId(desk.support, mailId)]))[0]).toMatchObject({
      ...{ _id: mailId, conversationId: c._id, direction: 'out', state: 'taken', touchpointId: reply._id },
    });
  });

  it('carries the signature of its language, and what it answers below our own line', async () => {
    const { c } = await aMatter();
    await goes(await aReply(c, { html: '<p onclick="x()">On its <b>way</b>.</p><script>1</script>' }));
    const { text, html } = desk.post.arrived[0]!.mail;
    expect(text).toBe(`On its way.

--${' '}
Kilim & Co
since 1990

--- Please write above this line ---

On ${dateOf(desk.now() - 10_000)}, Ali wrote:
> My order is late.
>
>> earlier words
`);
    expect(html).toContain('<p>On its <b>way</b>.</p>');
    expect(html).toContain('<b>Kilim &amp; Co</b>');
    expect(html).toMatch(/<blockquote type="cite"[^>]*><p>My order is <b>late<\/b>\.<\/p><\/blockquote>/);
    expect(html).not.toMatch(/script|onclick|cid:/);
  });

  it('speaks Persian to whoever does', async () => {
    const { c } = await aMatter({ locale: 'fa', subject: 'سفارشم کجاست؟' });
    await goes(await aReply(c, {}, 'در راه است.'));
    const { mail } = desk.post.arrived[0]!;
    expect(mail.from?.value[0]?.name).toBe('گلیم و شرکا');
    expect(mail.subject).toBe('Re: سفارشم کجاست؟');
    expect(mail.text).toContain('--- لطفاً پاسخ خود را بالای این خط بنویسید ---');
    expect(mail.text).toMatch(/در تاریخ [۰-۹].*، Ali نوشت:/);
  });

  it('brings files and pictures, each where it belongs', async () => {
    const { c } = await aMatter();
    const keep = (name: string, bytes: Buffer) => files.keepOwn({ id: newId(), owner: 'agent:sara', name, bytes });
    const picture = await keep('plan.png', PICTURE);
    const paper = await keep('صورت‌حساب.txt', Buffer.from('sum'));
    const html = `<p>See <img src="/files/${picture.fileId}/plan.png?e=1&s=2"></p>`;
    await goes(await aReply(c, { html }, 'See', [picture.fileId, paper.fileId]));
    const { mail } = desk.post.arrived[0]!;
    expect(mail.html).toContain(`src="cid:${picture.fileId}@shop.example"`);
    expect(
      mail.attachments.map(({ filename, cid, contentType, content }) => ({ filename, cid, contentType, content })),
    ).toEqual([
      { filename: 'plan.png', cid: `${picture.fileId}@shop.example`, contentType: 'image/png', content: PICTURE },
      { filename: 'صورت‌حساب.txt', cid: undefined, contentType: 'text/plain', content: Buffer.from('sum') },
    ]);
  });

  it('is refused with more files than mail servers take, and goes with as many', async () => {
    const { c } = await aMatter();
    const half = LIMITS.mailFilesBytes / 2;
    const keep = (sizeBytes: number) =>
      files.keepOwn({ id: newId(), owner: 'agent:sara', name: 'list.txt', bytes: Buffer.alloc(sizeBytes, 'a') });
    const [one, other, more] = [await keep(half), await keep(half), await keep(half + 1)];
    const plan = async (...some: { fileId: string }[]) => {
      const attachments = await files.attachmentsOf(
        'agent:sara',
        some.map(({ fileId }) => fileId),
      );
      return desk.outgoing.writing.plan(c, { sourceId: newId(), text: 'See', attachments, mail: {} });
    };
    await expect(plan(one, more)).rejects.toMatchObject({ code: 'mail.filesTooLarge' });
    expect((await plan(one, other)).details.mail?.subject).toBe('Re: Where is it?');
  });

  it('makes whoever it is written to a participant, but for blind copies', async () => {
    const { c } = await aMatter();
    const mail = { to: ['ali@mail.example', 'new@mail.example'], cc: ['boss@mail.example'], bcc: ['eye@shop.example'] };
    await goes(await aReply(c, mail));
    expect(desk.post.arrived.flatMap(({ to }) => to)).toEqual([...mail.to, ...mail.cc, ...mail.bcc]);
    for (const { raw } of desk.post.arrived) expect(raw).not.toContain('eye@');
    expect((await conversations.byId(c._id))?.mail?.participants).toEqual([...mail.to, ...mail.cc]);
  });

  it('refers to what was said since, and its answer is known by the relay’s own id too', async () => {
    const { c, incomingId } = await aMatter();
    desk.post.says('Ok <0100-abc@eu-west-1.relay.example>');
    const first = await aReply(c);
    await goes(first);
    await anAnswer(c, `second.${c._id}@mail.example`, 'Re: Where is it?');
    await goes(await aReply(c));
    const own = tokens.messageId(desk.support, first.details.mail!.mailId);
    expect(desk.post.arrived[1]!.mail.references).toEqual(
      [c.mail!.rootId, incomingId, own, `second.${c._id}@mail.example`].map((id) => `<${id}>`),
    );
    const known = await mails.byMessageIds(desk.support.id, ['0100-abc@eu-west-1.relay.example']);
    expect(known.map(({ _id }) => _id)).toContain(first.details.mail!.mailId);
  });

  it('names the conversation in its subject where the mailbox’s name leaves no room in the address', async () => {
    const long = await aMailbox({ address: `${'n'.repeat(60)}@shop.example` });
    const { c } = await aMatter({ mailbox: long });
    await goes(await aReply(c));
    const { mail, from } = desk.post.arrived[0]!;
    expect(tokens.conversationOfSubject(long.id, mail.subject!)).toBe(c.number);
    expect(mail.replyTo).toBeUndefined();
    expect(from).toBe(long.address);
  });
});

function dateOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
    ...{ timeZone: 'Asia/Tehran', dateStyle: 'medium', timeStyle: 'short' },
  }).format(at);
}
