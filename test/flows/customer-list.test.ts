/** What the list of customers says of each of them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { aStart, visitorAt } from '../clients.js';
import { aCompany } from '../company.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app);
});
afterAll(() => app.close());

async function aCustomer(name: string): Promise<string> {
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, name }));
  visitor.close();
  return begun.customerId;
}

/** Rows of the list that bear this word, as [id, how many conversations]; and the same of the search over everything. */
async function listed(word: string): Promise<[string, number][]> {
  const { cookie } = company.people.Ana!;
  const { body } = await app.call('customers.list', { cookie, query: { search: word } });
  const rows = body.items.map(({ id, conversations }): [string, number] => [id, conversations]);
  const found = await app.call('search.all', { cookie, query: { q: word } });
  expect(found.body.customers.map(({ id, conversations }) => [id, conversations])).toEqual(rows);
  return rows;
}

/** All that is done to open one; whatever follows that is lost with the process. */
async function opensAnother(id: string, startKey = randomUUID()): Promise<void> {
  const { conversations, customers } = app.parts;
  const about = { verified: false, channel: 'email', siteId: null, locale: 'fa', by: 'customer' } as const;
  const queue = { queueId: company.queueId, queueName: '' };
  await conversations.open({ customer: (await customers.byId(id))!, ...about, ...queue, startKey, told: () => [] });
}

it('counts the conversations of each, also where a crash followed the opening', async () => {
  const [sara, other] = [await aCustomer('Saba Counted'), await aCustomer('Sima Counted')];
  expect(new Map(await listed('counted'))).toEqual(
    new Map([
      [sara, 1],
      [other, 1],
    ]),
  );
  const startKey = randomUUID();
  await opensAnother(sara, startKey);
  await opensAnother(sara, startKey); // said again
  expect(new Map(await listed('counted'))).toEqual(
    new Map([
      [sara, 2],
      [other, 1],
    ]),
  );
});

it('counts what somebody began who is shown as another, until they are taken apart', async () => {
  const [one, other] = [await aCustomer('Joined Counting'), await aCustomer('Joining Counting')];
  await opensAnother(other);
  const asked = { cookie: company.admin, params: { id: one }, body: { otherId: other } };
  expect((await app.call('customers.merge', asked)).status).toBe(200);
  expect(await listed('counting')).toEqual([[one, 3]]);
  expect((await app.call('customers.unmerge', asked)).status).toBe(200);
  expect(new Map(await listed('counting'))).toEqual(
    new Map([
      [one, 1],
      [other, 2],
    ]),
  );
});
