/** A small company on a booted server: queues, agents, a website. */
import type { Role } from '../server/contract/index.js';
import type { Api } from './api.js';
import { eachChannel } from './build/capacity.js';
import { type AgentLine, agentAt } from './clients.js';

/** A server and its first administrator. */
export interface Hosted extends Pick<Api, 'url' | 'call'> {
  signIn(email?: string, password?: string): Promise<string>;
}

const PASSWORD = 'a long enough password';

export interface Person {
  id: string;
  email: string;
  cookie: string;
}

/** Signs up and signs in. */
export async function hire(
  app: Hosted,
  admin: string,
  name: string,
  { role = 'agent', capacity = 2 }: { role?: Role; capacity?: number } = {},
): Promise<Person> {
  const email = `${name.toLowerCase()}@company.example`;
  const body = { name, email, role, password: PASSWORD, capacity: eachChannel(capacity), queueIds: [] };
  const { body: user, status } = await app.call('users.create', { cookie: admin, body });
  if (status !== 201) throw new Error(`hiring ${name} answered ${status}`);
  return { id: user.id, email, cookie: await app.signIn(email, PASSWORD) };
}

export async function aCompany(
  app: Hosted,
  {
    agents = ['Ana', 'Bo'],
    capacity = 2,
    queue = {},
  }: { agents?: string[]; capacity?: number; queue?: Record<string, unknown> } = {},
) {
  const admin = await app.signIn();
  const people: Record<string, Person> = {};
  for (const name of agents) people[name] = await hire(app, admin, name, { capacity });
  const memberIds = Object.values(people).map(({ id }) => id);
  const settings = { name: 'Orders', nameFa: 'سفارش‌ها', memberIds, wrapUpSeconds: 0, outcomes: ['solved'], ...queue };
  const made = await app.call('queues.create', { cookie: admin, body: settings });
  if (made.status !== 201) throw new Error(`the queue answered ${JSON.stringify(made.error)}`);
  const hours = { ...made.body.hours, alwaysOpen: true };
  await app.call('queues.change', { cookie: admin, params: { id: made.body.id }, body: { hours } });
  const site = await app.call('sites.create', {
    cookie: admin,
    body: { name: 'Shop', origins: ['https://shop.example'] },
  });
  return { admin, people, queueId: made.body.id, siteKey: site.body.key, siteId: site.body.id };
}

/** Connects and is ready for work. */
export async function online(app: Hosted, person: Person): Promise<AgentLine> {
  const line = await agentAt(app.url, person.cookie);
  await line.ask('desk:open', {});
  await line.ask('presence:set', { presence: 'online' });
  return line;
}
