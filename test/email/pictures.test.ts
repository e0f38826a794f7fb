/** Pictures of elsewhere in a mail: got by us, for whoever has an address of ours, and only what is a picture. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConversationRecord } from '../../server/contract/index.js';
import { makeFiles } from '../../server/files/index.js';
import { MailModel, makeMails } from '../../server/mails/index.js';
import { makeFetchPublic, newId } from '../../server/platform/index.js';
import { openTestStore } from '../store-for.js';

const GIF = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64');
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const secretKey = randomBytes(24).toString('hex');
const directory = mkdtempSync(join(tmpdir(), 'payvand-pictures-'));
let now = Date.parse('2030-01-01T09:00:00Z');
const clock = { now: () => new Date(now) };
const asked: string[] = [];
let server: Server;
let store: Awaited<ReturnType<typeof openTestStore>>;
let mails: ReturnType<typeof makeMails>;

beforeAll(async () => {
  store = await openTestStore();
  server = createServer((req, res) => {
    asked.push(req.url ?? '');
    res.setHeader('content-type', 'image/png').end(req.url?.startsWith('/good') ? GIF : SVG);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mails = makeMails({
    ...{ clock, secretKey, files: makeFiles({ dataDir: directory, secretKey, clock }) },
    fetchPublic: makeFetchPublic((_address, port) => port === (server.address() as AddressInfo).port),
    access: async (_actor, id) => ({ _id: id }) as ConversationRecord,
  });
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await store?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** @returns where the console may get the pictures of a mail that shows these */
async function addressesOf(
  ...paths: string[]
): Promise<{ id: string; place: number; signature: { e: string; s: string } }[]> {
  const id = newId();
  const { port } = server.address() as AddressInfo;
  const html = paths.map((path) => `<img data-remote="http://127.0.0.1:${port}${path}" alt="x" />`).join('');
  await mails.noteWritten(
    {
      ...{ mailboxId: newId(), sourceId: newId(), conversationId: newId(), customerId: newId() },
      body: { text: '', visible: '', html, quotedHtml: html, headers: [], inline: [] },
    },
    id,
  );
  const view = await mails.handlers['mails.show']({ actor: {}, params: { id } } as never);
  const found = [...(view.html ?? '').matchAll(/ data-ours="\/pictures\/(\w+)\/(\d+)\?e=(\d+)&amp;s=([\w-]+)"/g)];
  return found.map(([, mailId = '', place = '', e = '', s = '']) => ({
    id: mailId,
    place: Number(place),
    signature: { e, s },
  }));
}

const open = ({ id, place, signature }: Awaited<ReturnType<typeof addressesOf>>[number]) =>
  mails.openPicture(id, place, signature);

it('are named by whatever shows the mail, and asked for once for all who look', async () => {
  const [first, second] = await addressesOf('/good.gif?a=1&amp;b=2', '/good-too.gif');
  expect(asked).toEqual([]);
  const [picture] = await Promise.all([open(first!), open(first!), open(second!)]);
  expect(picture).toEqual({ bytes: GIF, type: 'image/gif' });
  await open(first!);
  expect(asked.sort()).toEqual(['/good-too.gif', '/good.gif?a=1&b=2']);
});

it('are refused where their bytes are none, whatever their server says', async () => {
  const [drawing] = await addressesOf('/drawing.svg');
  await expect(open(drawing!)).rejects.toMatchObject({ code: 'file.missing' });
});

it('are there for nobody with a wrong, foreign or old address', async () => {
  const [one, other] = await addressesOf('/good.gif', '/good-too.gif');
  const [foreign] = await addressesOf('/good.gif');
  const refused = { code: 'file.missing' };
  await expect(open({ ...one!, place: other!.place })).rejects.toMatchObject(refused);
  await expect(open({ ...one!, signature: foreign!.signature })).rejects.toMatchObject(refused);
  await expect(
    open({ ...one!, signature: { ...one!.signature, e: String(Number(one!.signature.e) + 1) } }),
  ).rejects.toMatchObject(refused);
  now += 3 * 86_400_000;
  await expect(open(one!)).rejects.toMatchObject(refused);
  expect(await MailModel.countDocuments({ _id: one!.id })).toBe(1);
});
