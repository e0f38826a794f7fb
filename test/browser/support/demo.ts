/** The demo as `npm start` runs it, in a process of its own that can be killed and started again on the same data. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueView } from '../../../server/contract/index.js';
import { DEMO_SETTINGS, demoData } from '../../demo-template.js';
import { freePort, type ServerProcess, startProcess } from '../../server-process.js';

export interface Account {
  name: string;
  email: string;
  password: string;
}

export type Demo = Awaited<ReturnType<typeof startDemo>>;

/** @param settings beside the test's own, by their names in the environment */
export async function startDemo(settings: Record<string, string> = {}) {
  const dataDir = demoData();
  const env = { ...DEMO_SETTINGS, PORT: String(await freePort()), DATA_DIR: dataDir, ...settings };
  let running: ServerProcess = await startProcess(env);
  const { url } = running;
  const accounts = JSON.parse(readFileSync(join(dataDir, 'demo-accounts.json'), 'utf8')) as Account[];

  function account(login: string): Account {
    const found = accounts.find(({ email }) => email.startsWith(`${login}@`));
    if (!found) throw new Error(`nobody signs in as ${login}`);
    return found;
  }

  /** An administrator's call of the API. */
  let cookie: Promise<string> | undefined;
  async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    cookie ??= signIn(url, account('mina'));
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie: await cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
  }

  async function changeQueue(name: string, change: Partial<QueueView>): Promise<void> {
    const queues = await api<QueueView[]>('GET', '/queues');
    const id = queues.find((queue) => queue.name === name)?.id;
    await api('PATCH', `/queues/${id}`, change);
  }

  return {
    url,
    account,
    api,
    changeQueue,
    /** SIGKILL, then the same again on what is left. */
    async crash(): Promise<void> {
      await running.kill();
      running = await startProcess(env);
    },
    async stop(): Promise<void> {
      await running.kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
    output: () => running.output(),
  };
}

async function signIn(url: string, { email, password }: Account): Promise<string> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const [cookie] = answer.headers.getSetCookie();
  if (!cookie) throw new Error(`sign-in of ${email} answered ${answer.status}`);
  return cookie.split(';')[0] as string;
}
