import { describe, expect, it } from 'vitest';
import { type ReadMail, readMail } from '../../../channels/email/reading/index.js';
import { aMail, aReport, mail } from './build.js';

async function read(raw: Buffer): Promise<ReadMail> {
  const found = await readMail(raw);
  if ('unreadable' in found) throw new Error(`unreadable: ${found.unreadable}`);
  return found;
}

const failed = (address: string, status: string, said = '') =>
  `Final-Recipient: rfc822; ${address}\nAction: failed\nStatus: ${status}\nDiagnostic-Code: smtp; ${said}`;

describe('a person or a machine', () => {
  it.each([
    {
      says: 'no is a person, whatever the subject says',
      header: 'Auto-Submitted: no',
      automatic: false,
      mayAnswer: true,
    },
    { says: 'no with a comment is a person', header: 'Auto-Submitted: no (really)', automatic: false, mayAnswer: true },
    { says: 'auto-replied is a machine', header: 'Auto-Submitted: auto-replied; owner-email="x@y"', automatic: true },
    { says: 'auto_reply is a machine', header: 'Precedence: auto_reply', automatic: true },
    { says: 'X-Autoreply is a machine', header: 'X-Autoreply: yes', automatic: true },
    { says: 'a list may carry a person, but is not answered', header: 'List-Id: <a.b>', automatic: false },
    { says: 'a wish for silence proves no machine', header: 'X-Auto-Response-Suppress: OOF, DR', automatic: false },
    { says: 'nobody reads no-reply', header: 'Reply-To: no-reply@example.org', automatic: false },
  ])('$says', async ({ header, automatic, mayAnswer = false }) => {
    const { machine } = await read(aMail(`${header}\nSubject: Out of office until Monday`));
    expect(machine).toMatchObject({ automatic, mayAnswer, bounce: false, loop: false });
  });

  it('takes more servers than any way has for a loop', async () => {
    const many = (count: number) => Array.from({ length: count }, () => 'Received: from a by b; now').join('\n');
    expect((await read(aMail(many(40)))).machine.loop).toBe(false);
    expect((await read(aMail(many(41)))).machine).toMatchObject({ loop: true, mayAnswer: false });
  });
});

describe('reports of mail servers', () => {
  it('marks only the one of three addresses that nobody is at', async () => {
    const reached = (address: string) => `Final-Recipient: rfc822; ${address}\nAction: relayed\nStatus: 2.0.0`;
    const report = await read(
      aReport(
        reached('a@x.example'),
        failed('b@x.example', '5.1.1', '550 5.1.1 <b@x.example> no'),
        reached('c@x.example'),
      ),
    );
    expect(report.machine).toMatchObject({ bounce: true, mayAnswer: false });
    expect(report.bounces).toEqual([
      { address: 'b@x.example', bounce: 'hard', status: '5.1.1', diagnostic: '550 5.1.1 <b@x.example> no' },
    ]);
    expect(report.reported).toEqual({ messageId: 'mail-1@shop.example' });
    expect(report.recipients).toEqual(['support+b.abc.0123456789abcdef@shop.example']);
    expect(report.text).toBe('This is the mail system at host mx.example.');
    expect(report.attachments).toEqual([]);
  });

  it('takes a delay for a delay', async () => {
    const group = 'Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Mon';
    expect((await read(aReport(group))).bounces).toMatchObject([{ bounce: 'delayed', status: '4.4.1' }]);
  });

  it.each([
    { says: 'a full mailbox is not nobody', status: '5.2.2', said: '552 over quota', bounce: 'soft' },
    { says: 'a refused mail leaves the address as it is', status: '5.7.1', said: '550 spam', bounce: 'policy' },
    { says: 'a mail that is too large too', status: '5.3.4', said: '552 too big', bounce: 'policy' },
    { says: 'time that ran out is final, and says nothing of the address', status: '4.4.7', said: '', bounce: 'soft' },
    {
      says: 'the words count where the number says nothing',
      status: '5.0.0',
      said: '550 User unknown',
      bounce: 'hard',
    },
    { says: 'the number in the words too', status: '5.0.0', said: '550 5.1.1 gone', bounce: 'hard' },
  ])('$says', async ({ status, said, bounce }) => {
    expect((await read(aReport(failed('a@x.example', status, said)))).bounces).toMatchObject([{ bounce }]);
  });

  it('reads what older servers say of themselves', async () => {
    const old = mail(
      'From: mailer-daemon@x.example\nTo: support@shop.example\nReturn-Path: <>\nX-Failed-Recipients: b@x.example\n\nYour mail:\n    550 5.1.1 No such user here\n',
    );
    expect((await read(old)).bounces).toEqual([
      { address: 'b@x.example', bounce: 'hard', status: '5.1.1', diagnostic: '550 5.1.1 No such user here' },
    ]);
  });
});

describe('who wrote it', () => {
  it.each([
    {
      says: 'two From fields',
      header: 'From: Boss <boss@example.com>',
      from: ['sara@example.org', 'boss@example.com'],
    },
    {
      says: 'a From field of two',
      header: 'From: a@example.com, b@example.com',
      from: ['sara@example.org', 'a@example.com', 'b@example.com'],
    },
  ])('case 12: shows both of $says and believes neither', async ({ header, from }) => {
    const found = await read(aMail(header));
    expect(found.from.map(({ address }) => address)).toEqual(from);
    expect(found.signs).toContain('ambiguous');
  });

  it('sees a name that is somebody else’s address', async () => {
    const named = (from: string) => read(mail(`From: ${from}\nSubject: x\n\ny\n`));
    expect((await named('"boss@shop.example" <x@evil.example>')).signs).toContain('ambiguous');
    expect((await named('"x@evil.example" <X@Evil.example>')).signs).not.toContain('ambiguous');
  });

  it('takes no address out of quotes', async () => {
    const found = await read(mail('From: "victim@bank.example x"@internal.example\nSubject: x\n\ny\n'));
    expect(found.from.map(({ address }) => address)).not.toContain('victim@bank.example');
  });

  it('says when the answer is wanted elsewhere', async () => {
    expect((await read(aMail('Reply-To: other@example.org'))).signs).toContain('replyElsewhere');
    expect((await read(aMail('Reply-To: SARA@example.org'))).signs).not.toContain('replyElsewhere');
  });
});

describe('hostile mails', () => {
  const deep = (levels: number) =>
    `From: a@example.org\nSubject: deep\nMessage-ID: <deep@example.org>\nContent-Type: multipart/mixed; boundary=b0\n\n${Array.from(
      { length: levels },
      (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`,
    ).join('')}`;

  it('case 14: gives up what is nested too deep, and knows whose it is', async () => {
    const raw = mail(deep(5_000));
    const before = Buffer.from(raw);
    const found = await readMail(raw);
    expect(found).toMatchObject({ unreadable: 'broken', subject: 'deep', messageId: 'deep@example.org' });
    expect(found.signs).toContain('unreadable');
    expect(raw.equals(before)).toBe(true);
  });

  it('case 14: reads quotes without end, and elements without end', async () => {
    const quotes = await read(
      aMail('', `Mine\n\nOn 1 Jan 2026 at 10:00 x@y.z wrote:\n${'> '.repeat(60_000)}\n${'>\n'.repeat(15_000)}`),
    );
    expect(quotes.visible).toBe('Mine');
    const html = `${'<div>'.repeat(20_000)}Words`;
    const divs = await read(aMail('Content-Type: text/html', html));
    expect(divs.text).toBe('Words');
  });

  it('reads what is at the edge of each limit, and says that there is more', async () => {
    const parts = (count: number) =>
      Array.from({ length: count }, (_, i) => `--c\nContent-Type: image/png; name=${i}.png\n\nx\n`).join('');
    const many = await read(aMail('Content-Type: multipart/mixed; boundary=c', `${parts(150)}--c--`));
    expect(many.attachments).toHaveLength(100);
    expect(many.signs).toContain('cut');
    const references = Array.from({ length: 5_000 }, (_, i) => `<${i}@x>`).join(' ');
    const long = await read(aMail(`References: ${references}`));
    expect(long.references).toHaveLength(200);
    expect(long.references.at(0)).toBe('0@x');
    expect(long.signs).toContain('cut');
  });

  it('goes on after what is no mail at all', async () => {
    const [nothing, noise, good] = await Promise.all([
      readMail(Buffer.alloc(0)),
      readMail(Buffer.alloc(100_000, 0xff)),
      readMail(aMail('X-Any: thing')),
    ]);
    expect([nothing, noise]).toMatchObject([{ unreadable: 'broken' }, { unreadable: 'broken' }]);
    expect(good).toMatchObject({ text: 'Hello' });
  });
});

describe('answers between quotes', () => {
  it('case 15: shows all of a mail that answers point by point', async () => {
    const text = 'On 1 Jan 2026 at 10:00 x@y.z wrote:\n> One?\nYes\n> Two?\nNo';
    expect(await read(aMail('', text))).toMatchObject({ text, visible: text });
  });

  it('case 15: shows all of a mail that is a quote and nothing else', async () => {
    const text = 'On 1 Jan 2026 at 10:00 x@y.z wrote:\n> One?\n> Two?';
    expect(await read(aMail('', text))).toMatchObject({ text, visible: text });
  });

  it('does the same with formatted text', async () => {
    const html = (after: string) =>
      `<div class="gmail_quote"><div class="gmail_attr">On 1 Jan 2026 at 10:00 x wrote:</div><blockquote class="gmail_quote">One?</blockquote>${after}<blockquote class="gmail_quote">Two?</blockquote></div>`;
    const between = await read(aMail('Content-Type: text/html', `<p>Hi</p>${html('<div>Yes</div>')}`));
    expect(between.quotedHtml).toBeNull();
    expect(between.visible).toContain('Yes');
    const above = await read(aMail('Content-Type: text/html', `<p>Hi</p>${html('')}`));
    expect(above).toMatchObject({ visible: 'Hi', html: '<p>Hi</p>' });
    expect(above.quotedHtml).toContain('Two?');
    const only = await read(aMail('Content-Type: text/html', html('')));
    expect(only.quotedHtml).toBeNull();
  });
});

describe('Persian in old programs', () => {
  const name = 'فاکتور پاییز ۱۴۰۵.pdf';
  const extended = [...Buffer.from(name)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
  const pieces = extended.match(/.{1,60}/g)!.map((piece, i) => ` filename*${i}*=${i === 0 ? "utf-8''" : ''}${piece}`);

  it('case 11: reads windows-1256 and a file name in pieces to the letter', async () => {
    const text = 'سلام، فاکتور پيوست شد. ‌لطفا بررسي کنيد.';
    const raw = mail(
      `From: a@example.org\nSubject: x\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: text/plain; charset=windows-1256\nContent-Transfer-Encoding: 8bit\n\n${text}\n--c\nContent-Type: application/pdf\nContent-Disposition: attachment;\n${pieces.join(';\n')}\n\n%PDF-\n--c--\n`,
      'windows-1256',
    );
    const found = await read(raw);
    expect(found.text).toBe(text);
    expect(found.attachments.map((each) => each.name)).toEqual([name]);
  });

  it('reads a header that was written in the code page of the body', async () => {
    const raw = mail(
      'From: علي <ali@example.org>\nSubject: سلام\nContent-Type: text/plain; charset=windows-1256\n\nسلام\n',
      'windows-1256',
    );
    expect(await read(raw)).toMatchObject({
      subject: 'سلام',
      from: [{ name: 'علي', address: 'ali@example.org' }],
      text: 'سلام',
    });
  });
});
