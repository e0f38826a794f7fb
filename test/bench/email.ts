/**
 * `npm run bench:email [-- --mails 10000 --way both --prefilled 0 --kilobytes 100 --rate 0 --commands --chat --split --idle]`
 * Mails of a realistic mix (Persian and English, plain and formatted, one in ten with a file, one in five an answer by its token)
 * come to a mailbox by our own mail server (`smtp`), or by IMAP from a Dovecot that may hold others already (`imap`). Each is
 * followed from its arrival at the first mail server to the timeline. The senders are a process of their own; the server is this one,
 * and with `--split` it plays the worker, and web and router are processes of their own on one store and one Redis; with `--idle` it,
 * the senders and the Dovecot work when nobody else would, as after `chrt --idle 0`. The Dovecot's mails lie in memory where there is
 * a file system for that, and room: another machine's disk is not this one's. `--rate` mails come a second; 0: as fast as they
 * are taken. What the other processes worked is told for each mail. `--commands` lists what the store was asked for each mail; `--chat`
 * measures chat alone, then while the mails come, and alone once more; with `--mails 0` alone only.
 */
import { execFileSync, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ConversationRecord, MailboxView } from '../../server/contract/index.js';
import { apiAt } from '../api.js';
import { type Dovecot, PASSWORD, startDovecot } from '../email/dovecot.js';
import { at, cpuSeconds, memory } from '../process-figures.js';
import { startRedis } from '../redis.js';
import { freePort, startProcess } from '../server-process.js';
import { startStore } from '../store/child.js';
import { chatBeside } from './email/chat-beside.js';
import type { Fed, Taken } from './email/feeder.js';

const { values } = parseArgs({
  options: {
    mails: { type: 'string', default: '10000' },
    way: { type: 'string', default: 'both' },
    prefilled: { type: 'string', default: '0' },
    kilobytes: { type: 'string', default: '100' },
    rate: { type: 'string', default: '0' },
    commands: { type: 'boolean', default: false },
    chat: { type: 'boolean', default: false },
    split: { type: 'boolean', default: false },
    idle: { type: 'boolean', default: false },
  },
});
const count = Number(values.mails);
const prefilled = Number(values.prefilled);
const rate = Number(values.rate);
const ways = values.way === 'both' ? ['smtp', 'imap'] : [values.way];
const RETURNING = 50;
const SENDERS = 8;
const MEMORY = '/dev/shm';
const MEMORY_BYTES = 2 ** 30; // in a container it is often smaller
const file = randomBytes(Number(values.kilobytes) * 768).toString('base64'); // three quarters: base64 adds a third

const directory = mkdtempSync(join(tmpdir(), 'payvand-bench-'));
const ADMIN = { email: 'admin@bench.example', password: 'bench password long' };
const load = <T>(path: string): Promise<T> => import(pathToFileURL(join(process.cwd(), 'dist/server', path)).href);
const { startServer } = await load<typeof import('../../server/main.js')>('main.js');
// The server's own, which comes with it.
const { default: mongoose } = await load<typeof import('mongoose')>('../packages/mongoose.js');
const { giveWay, readConfig } = await load<typeof import('../../server/platform/index.js')>('platform/index.js');
const settings = async (more: Record<string, string>) => ({
  ...{ PORT: String(await freePort()), DATA_DIR: directory, DEMO: 'false', LOG_LEVEL: 'error' },
  ...{ ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
  ...{ CONVERSATIONS_PER_ADDRESS_PER_HOUR: '1000000', SIGNIN_TRIES_PER_QUARTER_HOUR: '100000' },
  ...more,
});
const apart = values.split ? await startApart() : null;
const server = await startServer(
  readConfig(
    await settings({ MAIL_LISTEN_PORT: '0', MAIL_LISTEN_PER_MINUTE: '10000000', ...apart?.common, ...apart?.here }),
  ),
);
const web = apart?.web ?? { url: server.url, pid: process.pid };
/** As long as a small run of the mails takes. */
const besideSeconds = Math.max(10, Math.round(count / 60));
const chats = values.chat
  ? chatBeside({ url: web.url, pid: web.pid, seconds: besideSeconds, runs: ways.length + 2 })
  : null;
// As a process of this role does. Who writes in the chats has begun before, and is not slower for it.
if (apart) giveWay();
if (values.idle) execFileSync('chrt', ['--all-tasks', '--idle', '--pid', '0', String(process.pid)]);
const api = apiAt(web.url);
const admin = await api.signIn(ADMIN.email, ADMIN.password);

/** When each mail arrived, by the mark in its text; and how long it then took. */
const arrivals = new Map<string, number>();
let took: number[] = [];
let arrived = (): void => {};
const newest = new Map<string, string>();
server.parts.bus.on('touchpoint.appended', ({ touchpoint: { kind, direction, text, conversationId } }) => {
  const mark = kind === 'message' && direction === 'in' ? /mark-\w+/.exec(text ?? '')?.[0] : undefined;
  const since = arrivals.get(mark ?? '');
  if (!mark || since === undefined) return;
  arrivals.delete(mark);
  newest.set(mark, conversationId ?? '');
  took.push(performance.now() - since);
  arrived();
});

/** What the store was asked, by collection and operation. */
const asked = new Map<string, number>();
mongoose.set('debug', (collection: string, operation: string) => {
  const what = `${collection}.${operation}`;
  asked.set(what, (asked.get(what) ?? 0) + 1);
});

const { body: queue } = await api.call('queues.create', { cookie: admin, body: { name: 'Bench', nameFa: 'آزمون' } });
await chats?.run(null);
if (count > 0) for (const way of ways) await measure(way);
if (count > 0) await chats?.run(null);
if (count > 0) chats?.compare();
await apart?.stop();
await server.stop();
rmSync(directory, { recursive: true, force: true });
process.exit(0);

function hasRoom(directory: string): boolean {
  if (!existsSync(directory)) return false;
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize > MEMORY_BYTES;
}

async function measure(way: string): Promise<void> {
  const dovecot = way === 'imap' ? await startDovecot({ under: hasRoom(MEMORY) ? MEMORY : undefined }) : null;
  // A session of its own, which Linux else gives the same share as all of ours together.
  if (dovecot && values.idle) writeFileSync(`/proc/${dovecot.pid}/autogroup`, '19');
  const name = `bench-${way}`;
  const old = 'From: old@customer.example\r\nSubject: old\r\n\r\nold\r\n';
  if (dovecot) dovecot.fill(name, prefilled, old, new Date('2020-01-01T10:00:00Z'));
  const mailbox = await aMailbox(name, dovecot);
  const bring = dovecot ? byFiles(dovecot, name) : bySmtp();
  const first = Array.from({ length: RETURNING }, (_, i) => aMail(mailbox, i, null));
  await all(first, bring.post);
  const answers = await Promise.all(first.map(({ mark }) => tokenOf(mailbox)(newest.get(mark) ?? '')));
  took = [];
  const mails = Array.from({ length: count }, (_, i) =>
    aMail(mailbox, i, i % 5 === 0 ? (answers[(i / 5) % RETURNING] ?? null) : null),
  );
  asked.clear();
  const cpu = process.cpuUsage();
  const others = cpuOfOthers();
  const began = performance.now();
  const beside = chats?.run(way);
  await all(mails, bring.post);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `${way}: ${count} mails in ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} mails/s; arrival to timeline ` +
      `p50 ${Math.round(at(took, 0.5))} ms, p99 ${Math.round(at(took, 0.99))} ms; RSS ${memory(process.pid).rss} MB; ` +
      `${((user + system) / 1_000 / count).toFixed(1)} ms of processor time and ${perMail(asked)} store commands per mail` +
      (dovecot && prefilled ? `; the mailbox held ${prefilled} others` : ''),
  );
  for (const [name, before] of others) {
    const ms = ((cpuOfOthers().get(name)! - before) * 1_000) / count;
    console.log(
      `${way}: ${name} ${ms.toFixed(1)} ms of processor time per mail${values.chat ? ', chat included' : ''}`,
    );
  }
  const byNumber = [...asked].sort(([, a], [, b]) => b - a);
  if (values.commands) for (const [what, times] of byNumber) console.log((times / count).toFixed(2), what);
  await beside;
  bring.close();
  await api.call('mailboxes.change', { cookie: admin, params: { id: mailbox.id }, body: { active: false } });
  await dovecot?.close();
}

/** Brings them all, a few at once, and waits for the last on the timeline. */
async function all(mails: { mark: string; raw: string; from: string; to: string }[], post: Post): Promise<void> {
  const through = new Promise<void>((resolve) => {
    let left = mails.length;
    arrived = () => {
      left -= 1;
      if (left === 0) resolve();
    };
  });
  const waiting = [...mails];
  const began = performance.now();
  let begun = 0;
  const oneAfterAnother = async (): Promise<void> => {
    for (let mail = waiting.shift(); mail; mail = waiting.shift()) {
      if (rate > 0) await sleep(Math.max(0, began + (begun++ * 1_000) / rate - performance.now()));
      // What waits is bounded, as a mail server in front bounds it: else the last one's wait is the length of the whole run.
      while (arrivals.size >= 4 * SENDERS) await sleep(1);
      arrivals.set(mail.mark, performance.now());
      await post(mail);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, oneAfterAnother));
  await through;
}

type Post = (mail: { raw: string; from: string; to: string }) => unknown;

function bySmtp(): { post: Post; close(): void } {
  const feeder = fork('dist/bench/email/feeder.js', [String(server.mailPort), String(SENDERS)]);
  const waiting = new Map<number, (taken: Taken) => void>();
  let last = 0;
  feeder.on('message', (taken: Taken) => {
    waiting.get(taken.number)?.(taken);
    waiting.delete(taken.number);
  });
  return {
    async post(mail) {
      const number = ++last;
      const taken = new Promise<Taken>((tell) => waiting.set(number, tell));
      feeder.send({ number, ...mail } satisfies Fed);
      const { error } = await taken;
      if (error) throw new Error(`a mail was refused: ${error}`);
    },
    close: () => feeder.disconnect(),
  };
}

function byFiles(dovecot: Dovecot, user: string): { post: Post; close(): void } {
  return {
    post: ({ raw }) => dovecot.put(user, [raw]),
    close: () => {},
  };
}

/** So far, in seconds. */
function cpuOfOthers(): Map<string, number> {
  return new Map(Object.entries(apart?.pids ?? {}).map(([name, pid]) => [name, cpuSeconds(pid)]));
}

/** What `ROLE` is for: mails are dealt with by this process, pages and chats by another one, routing by a third. */
async function startApart() {
  const store = await startStore(join(directory, 'store'));
  const redis = await startRedis();
  const common = { MONGODB_URI: store.uri, REDIS_URL: redis.url };
  const started = async (ROLE: string) => startProcess(await settings({ ...common, ROLE }));
  const [router, web] = await Promise.all([started('router'), started('web')]); // neither is ready without the other
  return {
    ...{ common, here: { ROLE: 'worker' }, web },
    pids: { web: web.pid, router: router.pid, store: store.child.pid as number },
    async stop(): Promise<void> {
      await Promise.all([web.stop(), router.stop()]);
      process.once('exit', () => void [store.kill(), redis.stop()]);
    },
  };
}

async function aMailbox(name: string, dovecot: Dovecot | null): Promise<MailboxView> {
  const signIn = { kind: 'password', user: name, password: PASSWORD };
  const incoming = dovecot
    ? { kind: 'imap', host: dovecot.host, port: dovecot.imapPort, security: 'none', signIn }
    : { kind: 'listener' };
  const body = { name, address: `${name}@company.example`, queueId: queue.id, incoming };
  const began = performance.now();
  const made = await api.call('mailboxes.create', { cookie: admin, body });
  for (let ready = !dovecot; !ready; ) {
    await sleep(50);
    ready = (await server.parts.mailboxes.byId(made.body.id))?.status.incoming === 'connected';
  }
  if (dovecot) console.log(`imap: connected after ${Math.round(performance.now() - began)} ms`);
  return made.body;
}

function tokenOf(mailbox: MailboxView) {
  return async (conversationId: string): Promise<string | null> => {
    const { number } = (await server.parts.conversations.byId(conversationId)) as ConversationRecord;
    return server.parts.tokens.addressToken(mailbox, number);
  };
}

/** @param answer the address that an answer goes to, of the matter that the same customer began; null for a new matter */
function aMail(mailbox: MailboxView, i: number, answer: string | null) {
  const mark = `mark-${randomBytes(8).toString('hex')}`;
  const from = `customer${answer ? (i / 5) % RETURNING : i}@customer.example`;
  const to = answer ?? mailbox.address;
  const persian = i % 2 === 0;
  const words = persian
    ? `سلام، سفارش شماره ۴۸۲۱ من هنوز نرسیده است. لطفاً پیگیری کنید. ${mark}`
    : `Hello, my order has not come yet. ${mark}`;
  const html = `<div dir="${persian ? 'rtl' : 'ltr'}"><p>${words}</p><table><tr><td>4821</td></tr></table></div>`;
  const part = (type: string, body: string, more = '') => `--b\r\nContent-Type: ${type}\r\n${more}\r\n${body}\r\n`;
  const parts = [
    part('text/plain; charset=utf-8', words, 'Content-Transfer-Encoding: 8bit\r\n'),
    ...(i % 3 === 0 ? [part('text/html; charset=utf-8', html, 'Content-Transfer-Encoding: 8bit\r\n')] : []),
    ...(i % 10 === 0
      ? [
          part(
            'application/pdf; name=order.pdf',
            file.replace(/.{76}/g, '$&\r\n'),
            'Content-Disposition: attachment; filename=order.pdf\r\nContent-Transfer-Encoding: base64\r\n',
          ),
        ]
      : []),
  ];
  const headers = [
    `From: Customer <${from}>`,
    `To: ${to}`,
    `Subject: ${persian ? `=?utf-8?B?${Buffer.from('سفارش من').toString('base64')}?=` : 'My order'}`,
    `Message-ID: <${mark}@customer.example>`,
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/${i % 10 === 0 ? 'mixed' : 'alternative'}; boundary=b`,
  ];
  return { mark, from, to, raw: `${headers.join('\r\n')}\r\n\r\n${parts.join('')}--b--\r\n` };
}

function perMail(asked: ReadonlyMap<string, number>): string {
  return ([...asked.values()].reduce((all, one) => all + one, 0) / count).toFixed(1);
}
