/** Mails that a mailbox signs, checked as those who receive them do (DKIM, RFC 6376). */
import { createHash, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { atAWritingDesk } from './writing-desk.js';

const desk = atAWritingDesk();
const { aMailbox, aMatter, aReply, goes } = desk;

/** Without what servers on the way may change: folds, and how much white space stands where there is some. */
const relaxed = (field: string): string => {
  const [, name, value] = /^([^:]+):([\s\S]*)$/.exec(field) ?? [];
  return `${name?.trim().toLowerCase()}:${value?.replace(/\s+/g, ' ').trim()}`;
};
const relaxedBody = (body: string): string =>
  `${body.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n)/g, '')}\r\n`.replace(/(\r\n)+$/, '\r\n');

/** What a signature says, and whether the mail is what was signed by this key. */
function signatureOf(raw: string, key: KeyObject) {
  const end = raw.indexOf('\r\n\r\n');
  const fields = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const own = fields.find((field) => /^dkim-signature:/i.test(field)) ?? '';
  const tags = Object.fromEntries(own.split(';').map((tag) => /(\w+)\s*=([\s\S]*)$/.exec(tag)?.slice(1) ?? ['', '']));
  const tag = (name: string): string => (tags[name] ?? '').replace(/\s/g, '');
  const named = tag('h').split(':');
  const signed = named.flatMap((name) => fields.filter((field) => relaxed(field).startsWith(`${name.toLowerCase()}:`)));
  const empty = own.replace(/(\bb\s*=)[^;]*$/, '$1');
  const text = [...signed.map(relaxed), relaxed(empty)].join('\r\n');
  return {
    domain: tag('d'),
    selector: tag('s'),
    named: named.map((name) => name.toLowerCase()),
    bodyHolds:
      createHash('sha256')
        .update(relaxedBody(raw.slice(end + 4)), 'latin1')
        .digest('base64') === tag('bh'),
    headHolds: verify('sha256', Buffer.from(text, 'latin1'), key, Buffer.from(tag('b'), 'base64')),
  };
}

describe('a mailbox that signs', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const dkim = { domain: 'shop.example', selector: 'payvand', privateKey: pem };

  it('vouches for who wrote to whom, about what and which mail it is, and for every word', async () => {
    const mailbox = await aMailbox({ dkim });
    await goes(await aReply((await aMatter({ mailbox })).c));
    const { raw } = desk.post.arrived[0]!;
    const signature = signatureOf(raw, publicKey);
    expect(signature).toMatchObject({ domain: 'shop.example', selector: 'payvand', bodyHolds: true, headHolds: true });
    for (const name of ['from', 'to', 'subject', 'message-id', 'reply-to']) expect(signature.named).toContain(name);
    expect(signatureOf(raw.replace(/^Subject: /m, 'Subject: not '), publicKey).headHolds).toBe(false);
    expect(signatureOf(raw.replace(/\r\n--[^\r]+--/, '$& not'), publicKey).bodyHolds).toBe(false);
  });

  it('leaves what another mailbox sends unsigned', async () => {
    await goes(await aReply((await aMatter()).c));
    expect(desk.post.arrived[0]!.raw).not.toMatch(/^DKIM-Signature:/im);
  });
});
