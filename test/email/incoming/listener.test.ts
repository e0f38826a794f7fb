/** Our own mail server, met by other mail servers, good and bad. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenForMail } from '../../../channels/email/incoming/listener.js';
import { type ArrivedMail, MAIL_BYTES } from '../../../server/mails/index.js';
import { makeLog, readConfig } from '../../../server/platform/index.js';
import { aCarrier, aLetter } from './post.js';

const config = { ...readConfig({ NODE_ENV: 'test' }), MAIL_LISTEN_PORT: 0 };
const taken: ArrivedMail[] = [];
let isAway = false;
const needs = {
  log: makeLog('silent'),
  async takeRaw(mail: ArrivedMail) {
    if (isAway) throw new Error('the store is away');
    taken.push(mail);
    return 'new' as const;
  },
  mailboxIdAt: async (address: string) =>
    /^(support|sales)(\+.*)?@shop\.example$/.exec(address.toLowerCase().replace('help', 'support'))?.[1] ?? null,
};

let listener: Awaited<ReturnType<typeof listenForMail>>;
let carrier: ReturnType<typeof aCarrier>;
beforeAll(async () => {
  listener = await listenForMail({ ...needs, config });
  carrier = aCarrier(listener.port as number);
});
afterAll(async () => {
  carrier.close();
  await listener.stop();
});

/** Says lines one by one, each after the answer to the one before; resolves with the last answers. */
async function dialogue(port: number, lines: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const answers: string[] = [await answerOn(socket)];
  for (const line of lines) {
    if (socket.closed || answers.at(-1)?.startsWith('421')) break;
    socket.write(`${line}\r\n`);
    answers.push(await answerOn(socket));
  }
  socket.destroy();
  return answers;
}

/** The last lines of a server's answers, one after another, also when several come at once. */
function linesOf(socket: Socket) {
  const heard: string[] = [];
  let rest = '';
  let wake = (): void => {};
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\r\n');
    rest = lines.pop() as string;
    heard.push(...lines.filter((line) => /^\d{3} /.test(line)));
    wake();
  });
  return {
    async last(): Promise<string> {
      while (heard.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return heard.shift() as string;
    },
  };
}

/** One whole answer: its last line has a space after the code. */
function answerOn(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const hear = (text: string) => {
      heard += text;
      if (/^\d{3} .*\r\n$/m.test(heard)) done(() => resolve(heard));
    };
    const done = (end: () => void) => {
      socket.off('data', hear).off('error', reject).off('close', closed);
      end();
    };
    const closed = () => done(() => resolve(heard));
    socket.on('data', hear).on('error', reject).on('close', closed);
  });
}

describe('our mail server', () => {
  it('hands over what it took, once for each mailbox, with what it saw of the sender above it', async () => {
    const raw = aLetter();
    await carrier.post(raw, { to: ['Support@shop.example', 'help@shop.example', 'sales+c.1@shop.example'] });
    expect(taken.splice(0)).toMatchObject([
      {
        mailboxId: 'support',
        envelope: { from: 'sara@home.example', to: ['support@shop.example', 'help@shop.example'] },
      },
      { mailboxId: 'sales', envelope: { to: ['sales+c.1@shop.example'] } },
    ]);
    await carrier.post(raw, { from: '' });
    const [report] = taken.splice(0);
    expect(report?.envelope.from).toBeNull();
    expect(report?.raw.toString()).toBe(`Return-Path: <>\r\n${raw}`);
  });

  it('marks what strangers bring, so that no verdict they wrote themselves is believed', async () => {
    const strict = await listenForMail({ ...needs, config: { ...config, MAIL_LISTEN_RELAYS: [] } });
    const other = aCarrier(strict.port as number);
    await other.post(aLetter({ headers: { 'Authentication-Results': 'mx.shop.example; dmarc=pass' } }));
    other.close();
    await strict.stop();
    expect(taken.splice(0)[0]?.raw.toString()).toMatch(
      /^Return-Path: <sara@home.example>\r\nAuthentication-Results: payvand\.invalid; none\r\n/,
    );
  });

  it.each([
    { says: 'for nobody here', to: ['nobody@shop.example'], code: 550 },
    { says: 'for elsewhere', to: ['sara@home.example'], code: 550 },
  ])('takes no mail $says', async ({ to, code }) => {
    await expect(carrier.post(aLetter(), { to })).rejects.toMatchObject({ responseCode: code });
    expect(taken).toEqual([]);
  });

  it('says nothing is taken when it cannot be stored, and takes it later', async () => {
    isAway = true;
    await expect(carrier.post(aLetter())).rejects.toMatchObject({ responseCode: 451 });
    isAway = false;
    await carrier.post(aLetter());
    expect(taken.splice(0)).toHaveLength(1);
  });

  it('says how large a mail may be, and refuses a larger one, announced or not', async () => {
    const [, hello, refused] = await dialogue(listener.port as number, [
      'EHLO home.example',
      `MAIL FROM:<sara@home.example> SIZE=${MAIL_BYTES + 1}`,
    ]);
    expect(hello).toContain(`SIZE ${MAIL_BYTES}`);
    expect(hello).not.toMatch(/AUTH|STARTTLS/);
    expect(refused).toMatch(/^552/);
    const small = await listenForMail({ ...needs, config, maxBytes: 10_000 });
    const other = aCarrier(small.port as number);
    await expect(other.post(aLetter({ body: 'x'.repeat(10_000) }))).rejects.toMatchObject({ responseCode: 552 });
    await other.post(aLetter());
    expect(taken.splice(0)).toHaveLength(1);
    other.close();
    await small.stop();
  });

  it('has room for fifty recipients of one mail, and asks for the rest apart', async () => {
    const to = Array.from({ length: 51 }, (_, i) => `RCPT TO:<support+${i}@shop.example>`);
    const answers = await dialogue(listener.port as number, ['EHLO home.example', 'MAIL FROM:<>', ...to]);
    expect(answers.slice(-2).map((answer) => answer.slice(0, 3))).toEqual(['250', '452']);
  });

  it.each(['AUTH PLAIN AHNhcmEAcGFzcw==', 'STARTTLS', 'VRFY support', 'EXPN support'])(
    'knows no %s',
    async (command) => {
      const answers = await dialogue(listener.port as number, ['EHLO home.example', command]);
      expect(answers.at(-1)).toMatch(/^(5\d\d|252)/);
    },
  );

  it('asks whoever comes too fast to come again, and hears others', async () => {
    const slow = await listenForMail({ ...needs, config: { ...config, MAIL_LISTEN_PER_MINUTE: 2 } });
    const port = slow.port as number;
    const answers = await dialogue(port, [
      'EHLO home.example',
      ...Array(4)
        .fill('MAIL FROM:<>')
        .flatMap((line) => [line, 'RSET']),
    ]);
    expect(answers.join('')).toContain('421');
    await slow.stop();
  });

  it('speaks LMTP where it stands behind another', async () => {
    const behind = await listenForMail({ ...needs, config: { ...config, MAIL_LISTEN_LMTP: true } });
    const answers = await dialogue(behind.port as number, ['LHLO mx.shop.example', 'MAIL FROM:<>']);
    expect(answers.map((answer) => answer.slice(0, 3))).toEqual(['220', '250', '250']);
    await behind.stop();
  });

  it('by LMTP, answers for each recipient after the data: who has it, and who must be tried again', async () => {
    let vanished = false;
    const behind = await listenForMail({
      ...{ ...needs, config: { ...config, MAIL_LISTEN_LMTP: true } },
      mailboxIdAt: async (address) =>
        vanished && address.startsWith('help')
          ? null
          : address.startsWith('help')
            ? 'help'
            : needs.mailboxIdAt(address),
      async takeRaw(mail) {
        if (mail.mailboxId === 'sales') throw new Error('the store is away');
        return needs.takeRaw(mail);
      },
    });
    const to = ['support', 'nobody', 'sales', 'help', 'support+c.1'].map((name) => `RCPT TO:<${name}@shop.example>`);
    const socket = connect(behind.port as number, '127.0.0.1').setEncoding('utf8');
    const lines = linesOf(socket);
    const say = async (line: string) => {
      socket.write(`${line}\r\n`);
      return lines.last();
    };
    const said: string[] = [await lines.last(), await say('LHLO mx.shop.example'), await say('MAIL FROM:<>')];
    for (const line of to) said.push(await say(line));
    said.push(await say('DATA'));
    vanished = true;
    said.push(await say(`${aLetter()}.`));
    for (let more = 0; more < 3; more += 1) said.push(await lines.last());
    expect(said.map((line) => line.slice(0, 3))).toEqual([
      ...['220', '250', '250', '250', '550', '250', '250', '250', '354'],
      ...['250', '451', '450', '250'],
    ]);
    expect(taken.splice(0)).toMatchObject([
      { mailboxId: 'support', envelope: { from: null, to: ['support@shop.example', 'support+c.1@shop.example'] } },
    ]);
    expect(await say('QUIT')).toMatch(/^221/);
    socket.destroy();
    await behind.stop();
  });

  it('is off without a port', async () => {
    const { MAIL_LISTEN_PORT: _, ...without } = config;
    expect((await listenForMail({ ...needs, config: { ...without, MAIL_LISTEN_PORT: undefined } })).port).toBeNull();
  });
});
