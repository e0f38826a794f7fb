/** Where nothing can be kept: whoever brings mail is asked to come again, and whoever looks after the mailbox hears of it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../eventually.js';
import { aLetter } from './post.js';
import { aMailCompany } from './support.js';

let desk: Awaited<ReturnType<typeof aMailCompany>>;
beforeAll(async () => {
  desk = await aMailCompany();
});
afterAll(() => desk.close());

async function troubles() {
  const { body } = await desk.app.call('mailboxes.list', { cookie: desk.company.admin });
  return body.find(({ id }) => id === desk.support._id)?.troubles.map(({ kind }) => kind);
}

it('a mail that cannot be kept stays with who brings it, is told of, and is taken when there is room', async () => {
  await desk.send(aLetter());
  const folder = join(desk.app.dataDir, 'files', 'tmp');
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  const letter = aLetter({ body: 'Once' });
  await expect(desk.carrier.post(letter)).rejects.toMatchObject({ responseCode: 451 });
  await eventually(async () => expect(await troubles()).toEqual(['storing']));
  rmSync(folder);
  mkdirSync(folder);
  const { conversationId } = await desk.send(letter);
  expect((await desk.told(conversationId as string, 'message')).map(({ text }) => text)).toEqual(['Once']);
  await eventually(async () => expect(await troubles()).toEqual([]));
});
