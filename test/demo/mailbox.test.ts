import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationRecord, Locale } from '../../server/contract/index.js';
import { ConversationModel, told } from '../../server/conversations/index.js';
import { demoMailTransport } from '../../server/demo/index.js';
import { type Booted, bootApp } from '../boot.js';
import { eventually } from '../eventually.js';

interface Mail {
  id: string;
  to: string;
  replyTo: string;
  subject: string;
  html: string;
  text: string;
}

let app: Booted;
beforeAll(async () => {
  app = await bootApp({ env: { DEMO: 'true' } });
});
afterAll(() => app.close());

const get = (path: string) => fetch(`${app.url}/demo/mail${path}`);
const list = async () => (await (await get('/list')).json()) as Mail[];
const read = async (id: string) => (await (await get(`/mails/${id}`)).json()) as Mail;

async function askFor(locale: Locale, to: string): Promise<ConversationRecord> {
  const conversation = await ConversationModel.findOne({ locale, outcome: 'solved' }).lean<ConversationRecord>();
  await app.parts.timeline.append({
    ...told(conversation!, 'transcript.mailed', { to }, { at: new Date() }),
    direction: 'out',
    channel: 'email',
    sourceId: randomUUID(),
    delivery: 'pending',
  });
  return conversation!;
}

describe('the demo mailbox', () => {
  it.each(['en', 'fa'] as const)('keeps the transcript that somebody asked for, in %s', async (locale) => {
    const to = `reader-${locale}@mail.example`;
    await askFor(locale, to);
    await eventually(async () => expect((await list())[0]).toMatchObject({ to }));
    const mail = await read((await list())[0]!.id);
    expect(mail.subject).toMatch(
      locale === 'fa' ? /^گفت‌وگوی شما با گلیم و شرکا/ : /^Your conversation with Kilim & Co/,
    );
    expect(mail.html).toContain(locale === 'fa' ? 'dir="rtl"' : 'dir="ltr"');
  });

  it('keeps a mail that is sent again once, and only the newest', async () => {
    let time = Date.now() + 60_000;
    const mailer = createTransport(demoMailTransport({ clock: { now: () => new Date(time) }, keep: 5 }));
    const send = (n: number) =>
      mailer.sendMail({ to: 'a@mail.example', subject: `${n}`, text: 'x', messageId: `<${n}@x.example>` });
    await send(1);
    await send(1);
    expect((await list()).filter(({ subject }) => subject === '1')).toHaveLength(1);
    for (let n = 2; n <= 8; n += 1) {
      time += 1;
      await send(n);
    }
    const kept = await list();
    expect(kept).toHaveLength(5);
    expect([kept[0]!.subject, kept.at(-1)!.subject]).toEqual(['8', '4']);
  });

  it('names everybody a mail went to, though each has a copy of their own', async () => {
    const mailer = createTransport(demoMailTransport({ clock: { now: () => new Date() } }));
    const people = {
      to: [{ name: 'Ali', address: 'ali@mail.example' }],
      cc: [{ name: '', address: 'bo@mail.example' }],
    };
    for (const to of ['ali@mail.example', 'bo@mail.example'])
      await mailer.sendMail({
        ...people,
        text: 'x',
        messageId: '<all@x.example>',
        envelope: { from: 'a@b.example', to },
      });
    expect((await list()).map(({ to }) => to)).toContain('ali@mail.example, bo@mail.example');
  });

  it('tells which files came with a mail', async () => {
    const mailer = createTransport(demoMailTransport({ clock: { now: () => new Date() } }));
    const letter = { to: 'files@mail.example', subject: 'with files', text: 'x', messageId: '<files@x.example>' };
    const attachments = [{ filename: 'طرح.pdf', content: 'twelve bytes' }];
    const raw = new MailComposer({ ...letter, attachments }).compile().createReadStream();
    await mailer.sendMail({ ...letter, raw });
    const { id } = (await list()).find(({ to }) => to === letter.to)!;
    expect(await read(id)).toMatchObject({ text: 'x', files: [{ name: 'طرح.pdf', sizeBytes: 12 }] });
  });

  it('shows mails without letting them do anything', async () => {
    const page = await get('');
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    const html = await page.text();
    expect(html).toContain('sandbox=""');
    expect(html).not.toMatch(/<script(?![^>]*src=)|\son\w+=/);
    for (const file of ['mail.css', 'mail.js']) expect((await get(`/page/${file}`)).status).toBe(200);
  });

  it.each(['/mails/none', '/mails/%00', '/page/../mailbox.routes.js', '/page/%2e%2e/index.js'])(
    'has nothing at %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('is told of in the settings, where our own mail server is off', async () => {
    const { email, password } = app.demoAccounts.find(({ role }) => role === 'admin')!;
    const { body } = await app.call('mailboxes.listener', { cookie: await app.signIn(email, password) });
    expect(body).toEqual({ listener: null, demo: true });
  });

  it('is where a customer writes to the company, and answers what comes back', async () => {
    const [to] = (await (await get('/addresses')).json()) as string[];
    const post = (mail: object) =>
      fetch(`${app.url}/demo/mail/mails`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(mail),
      });
    const from = 'nasrin@mail.example';
    const ofNasrin = () => ConversationModel.find({ 'mail.participants': from }).lean<ConversationRecord[]>();
    const words = { name: 'نسرین', from, to, subject: 'گلیم', text: 'کی می‌رسد؟' };
    expect((await post(words)).status).toBe(201);
    await eventually(async () => expect(await ofNasrin()).toMatchObject([{ channel: 'email', subject: 'گلیم' }]));
    const [c] = await ofNasrin();
    const got = () => eventually(async () => (await list()).find((mail) => mail.to === from) ?? expect.fail('no mail'));
    const { id, replyTo } = await read((await got()).id);
    expect(replyTo).toMatch(/\+c\./);
    expect((await post({ ...words, to: replyTo, subject: 'Re: گلیم', text: 'ممنون', answers: id })).status).toBe(201);
    await eventually(async () => {
      const { touchpoints } = await app.parts.timeline.after(c!.customerId, 0, 100);
      expect(touchpoints.filter(({ kind, direction }) => kind === 'message' && direction === 'in')).toMatchObject([
        { text: 'کی می‌رسد؟' },
        { text: 'ممنون', details: { mail: { threadedBy: 'token', hasQuote: true } } },
      ]);
    });
    expect(await ofNasrin()).toHaveLength(1);
  });

  it.each([
    { says: 'an address that nobody has', wrong: { to: 'nobody@elsewhere.example' }, code: 'mailbox.missing' },
    { says: 'no text', wrong: { text: ' ' }, code: 'input.invalid' },
    { says: 'an address that is none', wrong: { from: 'nasrin' }, code: 'input.invalid' },
    { says: 'an answer to a mail that is not there', wrong: { answers: 'f'.repeat(24) }, code: 'route.missing' },
  ])('refuses $says', async ({ wrong, code }) => {
    const mail = { from: 'n@mail.example', to: 'support@payvand.example', text: 'x', ...wrong };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${app.url}/demo/mail/mails`, { method: 'POST', headers, body: JSON.stringify(mail) });
    expect(((await answer.json()) as { error: { code: string } }).error.code).toBe(code);
  });
});

it('is not there without the demo', async () => {
  await app.close();
  app = await bootApp();
  for (const path of ['', '/list']) expect((await get(path)).status).toBe(404);
  expect(demoMailTransport({ clock: { now: () => new Date() } }).name).toBe('demo mailbox');
});
