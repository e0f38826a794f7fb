import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { inBrowser, startBrowser } from '../chromium.js';
import type { AgentLine } from '../clients.js';
import { aCompany, online } from '../company.js';
import { eventually } from '../eventually.js';
import { aVisitor, aWebsite, chatIn, leftBehind, startChat, textsOf, write } from './visitor.js';

inBrowser('the widget in a browser', () => {
  let app: Booted;
  let company: Awaited<ReturnType<typeof aCompany>>;
  let website: Awaited<ReturnType<typeof aWebsite>>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let ana: AgentLine;
  let begun: number;

  beforeAll(async () => {
    app = await bootApp();
    company = await aCompany(app, { agents: ['Ana'], capacity: 50, queue: { autoAccept: true, wrapUpSeconds: 300 } });
    website = await aWebsite(app.url, company.siteKey);
    const topics = [{ queueId: company.queueId, label: { en: 'Orders', fa: 'سفارش‌ها' } }];
    const changed = await app.call('sites.change', {
      cookie: company.admin,
      params: { id: company.siteId },
      body: { origins: [website.url], topics },
    });
    expect(changed.error).toBeUndefined();
    ana = await online(app, company.people.Ana!);
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    website?.close();
    ana?.close();
    await app?.close();
  });
  beforeEach(async () => {
    begun = Date.now();
    context = await aVisitor(browser);
    page = await context.newPage();
    await page.goto(`${website.url}/`);
    await page.getByTestId('launcher').waitFor();
    ana.forget();
  });
  afterEach(() => context.close());

  /** Of this test: what the one before left, may still change. */
  async function conversationOfAna(): Promise<string> {
    const { id } = await ana.hears(
      'conversation:changed',
      (c) => c.state === 'active' && Date.parse(c.openedAt) >= begun,
    );
    return id;
  }
  async function anaWrites(conversationId: string, text: string): Promise<void> {
    const { cookie } = company.people.Ana!;
    const body = { clientId: randomUUID(), text, attachmentIds: [] };
    const { error } = await app.call('conversations.reply', { cookie, params: { id: conversationId }, body });
    expect(error).toBeUndefined();
  }
  const shows = (chat: FrameLocator, texts: string[]): Promise<void> =>
    eventually(async () => expect(await textsOf(chat)).toEqual(texts));

  it('loads nothing but the launcher until it is opened; keyboard and focus go in and come back', async () => {
    expect(page.frames()).toHaveLength(1);
    const launcher = page.getByTestId('launcher');
    await launcher.focus();
    await page.keyboard.press('Enter');
    const chat = chatIn(page);
    await chat.getByTestId('home-start').waitFor();
    await eventually(async () => expect(await chat.locator(':focus').count()).toBe(1));
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await launcher.getAttribute('aria-expanded')).toBe('false'));
    const inside = () => document.activeElement?.shadowRoot?.activeElement?.getAttribute('data-testid');
    await eventually(async () => expect(await page.evaluate(inside)).toBe('launcher'));
  });

  it('shows whatever is written as text, to both sides', async () => {
    const hostile = '<img src=x onerror="document.title=1"> \u202etxt';
    const chat = await startChat(page, hostile);
    const id = await conversationOfAna();
    await anaWrites(id, '<script>document.title=1</script>');
    // What turns the direction of others' text is taken out by the server.
    await shows(chat, [hostile.replace('\u202e', ''), '<script>document.title=1</script>']);
    expect(await chat.locator('[data-testid="log"] img').count()).toBe(0);
  });

  it('sends what was written offline once, in order, after a reload', async () => {
    const chat = await startChat(page, 'first');
    await conversationOfAna();
    await context.setOffline(true);
    // Going offline leaves open sockets alone: the server ends them.
    dropVisitors(app);
    await chat.getByTestId('link-status').filter({ hasText: /./ }).waitFor();
    await write(chat, 'second');
    await write(chat, 'third');
    await eventually(async () => expect(await textsOf(chat)).toHaveLength(3));
    await context.setOffline(false);
    await page.reload();
    await shows(chatIn(page), ['first', 'second', 'third']);
    await eventually(async () =>
      expect(await chatIn(page).locator('[data-testid="bubble"]:not([data-seq])').count()).toBe(0),
    );
  });

  it('shows two tabs the same list, and clears the unread count in both', async () => {
    const chat = await startChat(page, 'hello');
    const id = await conversationOfAna();
    await chat.getByTestId('close').click();
    await eventually(async () =>
      expect(await page.getByTestId('launcher').getAttribute('aria-expanded')).toBe('false'),
    );
    const other = await context.newPage();
    await other.goto(`${website.url}/other`);
    await anaWrites(id, 'hello Ada');
    const badge = (tab: Page) => tab.getByTestId('launcher-badge').textContent();
    await eventually(async () => expect([await badge(page), await badge(other)]).toEqual(['1', '1']));
    await other.getByTestId('launcher').click();
    await eventually(async () => expect(await badge(page)).toBe(''));
    await write(chatIn(other), 'from the other tab');
    await shows(chatIn(other), ['hello', 'hello Ada', 'from the other tab']);
    await shows(chat, ['hello', 'hello Ada', 'from the other tab']);
  });

  it('keeps what opens a new conversation while the last one is still written up', async () => {
    const chat = await startChat(page, 'a question');
    await conversationOfAna();
    await chat.getByTestId('menu').click();
    await chat.getByTestId('menu-end').click();
    await chat.getByTestId('end-confirm').click();
    await chat.getByTestId('rating-5').check({ force: true });
    await chat.getByTestId('rating-send').click();
    await chat.getByTestId('rating-thanks').waitFor();
    await chat.getByTestId('start-new').click();
    await chat.getByTestId('form-text').fill('and another one');
    await chat.getByTestId('form-submit').click();
    await shows(chat, ['a question', 'and another one']);
    await eventually(async () => expect(await chat.locator('[data-testid="bubble"][data-seq]').count()).toBe(2));
  });

  it('leaves nothing behind after a log-out, in any tab', async () => {
    const chat = await startChat(page, 'my secret');
    await conversationOfAna();
    await chat.getByTestId('composer').fill('a draft');
    const other = await context.newPage();
    await other.goto(`${website.url}/account`);
    await eventually(async () => expect(other.frames()).toHaveLength(2));
    await other.evaluate(() => (window as unknown as { Payvand(name: string): Promise<void> }).Payvand('shutdown'));
    expect(await other.locator('payvand-widget').count()).toBe(0);
    await eventually(async () => expect(await textsOf(chat)).toEqual([]));
    await eventually(async () => expect(await leftBehind(page)).toEqual([]));
    expect(await leftBehind(other)).toEqual([]);
    await other.goto(`${website.url}/`);
    await other.getByTestId('launcher').click();
    await chatIn(other).getByTestId('home-start').waitFor();
    expect(await chatIn(other).getByTestId('home-resume').count()).toBe(0);
  });

  it('joins a signed person’s chat to them, and shows the next person nothing of it', async () => {
    const secret = await app.call('sites.newSecret', { cookie: company.admin, params: { id: company.siteId } });
    const signed = (sub: string) =>
      new SignJWT({ sub, name: sub })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(company.siteKey)
        .setExpirationTime('10 minutes')
        .sign(new TextEncoder().encode(secret.body.secret));
    const identify = (jwt: string): Promise<void> =>
      page.evaluate(
        (word) => (window as unknown as { Payvand(name: string, jwt: string): void }).Payvand('identify', word),
        jwt,
      );
    const chat = await startChat(page, 'who am I', 'somebody');
    await conversationOfAna();
    await identify(await signed('ada'));
    await eventually(async () => {
      const list = await app.call('customers.list', { cookie: company.admin, query: { search: 'ada' } });
      expect(list.body.items.some((customer) => customer.verified)).toBe(true);
    });
    await shows(chat, ['who am I']);
    await identify(await signed('eve'));
    await eventually(async () => expect(await textsOf(chat)).toEqual([]));
    await chat.getByTestId('home-start').waitFor();
  });

  it('takes a message for later, with an address to answer to, where the topic is closed', async () => {
    const week = { sat: [], sun: [], mon: [], tue: [], wed: [], thu: [], fri: [] };
    const hours = { alwaysOpen: false, timeZone: 'Asia/Tehran', week, holidays: [] };
    const body = { name: 'Repairs', nameFa: 'تعمیرات', memberIds: [company.people.Ana!.id], outcomes: ['done'] };
    const queue = await app.call('queues.create', { cookie: company.admin, body });
    await app.call('queues.change', { cookie: company.admin, params: { id: queue.body.id }, body: { hours } });
    const label = { en: 'Repairs', fa: 'تعمیرات' };
    const topics = [company.queueId, queue.body.id].map((queueId) => ({ queueId, label }));
    await app.call('sites.change', { cookie: company.admin, params: { id: company.siteId }, body: { topics } });
    await page.reload();
    await page.getByTestId('launcher').click();
    const chat = chatIn(page);
    await chat.getByTestId('home-topic').nth(1).click();
    await chat.getByTestId('form-offline').waitFor();
    await chat.getByTestId('back').click();
    await chat.getByTestId('home-start').click();
    await chat.getByTestId('form-submit').click();
    expect(await chat.locator(':focus').getAttribute('data-testid')).toBe('form-topic');
    await chat.getByTestId('form-topic-1').check();
    await chat.getByTestId('form-offline').waitFor();
    await chat.getByTestId('form-name').fill('Ada');
    await chat.getByTestId('form-text').fill('my rug has a hole');
    await chat.getByTestId('form-submit').click();
    expect(await chat.getByTestId('form-email').getAttribute('aria-invalid')).toBe('true');
    await chat.getByTestId('form-email').fill('ada@example.com');
    await chat.getByTestId('form-submit').click();
    await chat.getByTestId('bubble').first().waitFor();
    await page.reload();
    await shows(chat, ['my rug has a hole']);
  });
});

/** Ends every visitor's connection as a broken network would: without a word. */
function dropVisitors(app: Booted): void {
  for (const socket of app.parts.io.of('/visitor').sockets.values()) socket.conn.close();
}
