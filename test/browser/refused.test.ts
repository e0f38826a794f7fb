/** A conversation that goes to others while its page is opened, or while the page was away: the page says so, and shows it again once it may. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { inBrowser } from '../chromium.js';
import { aStart } from '../clients.js';
import { aCompany, type Hosted, hire } from '../company.js';
import { atConsole } from './support/at-console.js';
import { chatOf } from './support/chat-of.js';
import { Cut } from './support/cut.js';
import { PATIENCE_MS, Stage } from './support/stage.js';

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

const GONE = 'This conversation does not exist';

inBrowser('a conversation that is no longer theirs to see', () => {
  let app: Booted;
  let stage: Stage;
  let company: Awaited<ReturnType<typeof aCompany>>;
  let otherQueueId: string;
  beforeAll(async () => {
    [app, stage] = await Promise.all([bootApp(), Stage.open()]);
    company = await aCompany(app, { agents: ['Ana'], capacity: 9, queue: { autoAccept: true } });
    otherQueueId = await anotherQueue(app, company.admin);
  });
  afterAll(async () => {
    await stage?.close();
    await app?.close();
  });
  beforeEach(() => stage.keepPictures());

  it('is told to be gone where news of it come before the answer', async () => {
    const { id, name, end } = await chatOf(app, company, company.people.Ana!);
    const page = await atConsole(stage, app, company.people.Ana!, 'en');
    const opening = await holdFirst(page, 'conversation:open');
    await page.goto(`${app.url}/console/inbox`);
    const row = page.getByTestId('inbox-row').filter({ hasText: name });
    await row.click();
    await opening.come;
    await moveTo(id, otherQueueId);
    await row.waitFor({ state: 'detached' }); // the page has heard
    opening.letGo();
    await page.getByText(GONE).waitFor();
    await moveTo(id, company.queueId);
    await page.getByRole('alert').getByRole('button').click();
    await page
      .getByTestId('thread')
      .getByText(aStart({ queueId: '' }).text)
      .first()
      .waitFor();
    expect(stage.faults).toEqual([]);
    await page.context().close();
    end();
  });

  it('goes from the page that comes back to the network', async () => {
    const { id, name, end } = await chatOf(app, company, company.people.Ana!);
    const page = await atConsole(stage, app, company.people.Ana!, 'en');
    const cut = await Cut.on(page);
    await page.goto(`${app.url}/console/inbox/${id}`);
    await page.getByTestId('thread').getByText(name).first().waitFor();
    await cut.make();
    await page.getByTestId('connection-banner').waitFor();
    await moveTo(id, otherQueueId);
    cut.mend();
    await cut.allowLoading();
    await page.getByText(GONE).waitFor();
    expect(await page.getByTestId('thread').count()).toBe(0);
    await page.context().close();
    end();
  });

  async function moveTo(id: string, toQueueId: string): Promise<void> {
    const body = { toQueueId, note: '' };
    const { status } = await app.call('conversations.transfer', { cookie: company.admin, params: { id }, body });
    expect(status).toBe(200);
  }
});

/** Somebody else's. */
async function anotherQueue(app: Hosted, admin: string): Promise<string> {
  const bo = await hire(app, admin, 'Bo');
  const body = { name: 'Repairs', nameFa: 'تعمیر', memberIds: [bo.id], wrapUpSeconds: 0, outcomes: ['solved'] };
  const { body: queue, status } = await app.call('queues.create', { cookie: admin, body });
  expect(status).toBe(201);
  return queue.id;
}

/** What a page asks for first by that name, on its way until it is let go; all else goes through. */
async function holdFirst(page: Page, name: string): Promise<{ come: Promise<void>; letGo: () => void }> {
  let send: (() => void) | undefined;
  let came: () => void;
  const come = new Promise<void>((resolve) => (came = resolve));
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((said) => {
      if (send || !String(said).includes(`"${name}"`)) return server.send(said);
      send = () => server.send(said);
      came();
    });
  });
  return { come, letGo: () => send?.() };
}
