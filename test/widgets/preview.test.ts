import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN, type Booted, bootApp } from '../boot.js';
import { inBrowser, startBrowser } from '../chromium.js';
import { aCompany } from '../company.js';
import { eventually } from '../eventually.js';
import { aVisitor } from './visitor.js';

const PATIENCE_MS = 30_000;

inBrowser('the preview of the widget', () => {
  let app: Booted;
  let company: Awaited<ReturnType<typeof aCompany>>;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    app = await bootApp();
    company = await aCompany(app);
    const body = { topics: [{ queueId: company.queueId, label: { en: 'Orders', fa: 'سفارش‌ها' } }] };
    await app.call('sites.change', { cookie: company.admin, params: { id: company.siteId }, body });
    browser = await startBrowser();
    context = await aVisitor(browser);
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${app.url}/console/`);
    await page.getByTestId('signin-email').fill(ADMIN.email);
    await page.getByTestId('signin-password').fill(ADMIN.password);
    await page.getByTestId('signin-submit').click();
    await page.getByTestId('presence-switch').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const frameAt = async (path: string): Promise<Frame> => {
    await eventually(() =>
      expect(page.frames().map((frame) => new URL(frame.url()).pathname + new URL(frame.url()).search)).toContain(path),
    );
    return page.frames().find((frame) => frame.url().endsWith(path)) as Frame;
  };

  it('is the widget as the form has it, unsaved; nothing that is tried in it leaves it', async () => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!request.isNavigationRequest() && request.frame().url().includes('/widget/'))
        asked.push(new URL(request.url()).pathname);
    });
    await page.goto(`${app.url}/console/settings/websites/${company.siteId}`);
    const [host, chat] = [await frameAt('/widget/preview/'), await frameAt('/widget/preview/?chat')];
    const title = chat.locator('h1');
    await eventually(async () => expect(await title.textContent()).toBe('Shop'));
    await page.locator('input[value="Shop"]').nth(1).fill('The new shop');
    await eventually(async () => expect(await title.textContent()).toBe('The new shop'));
    await page.getByTestId('site-language').getByText('فارسی').click();
    await eventually(async () => expect(await chat.evaluate(() => document.documentElement.dir)).toBe('rtl'));

    await chat.getByTestId('home-start').click();
    await chat.getByTestId('form-name').fill('Ada');
    await chat.getByTestId('form-text').fill('hello');
    await chat.getByTestId('form-submit').click();
    await chat.getByTestId('bubble').waitFor();
    await chat.getByTestId('close').click();
    await eventually(async () =>
      expect(await host.getByTestId('launcher').getAttribute('aria-expanded')).toBe('false'),
    );
    await host.getByTestId('launcher').click();
    await chat.getByTestId('bubble').waitFor();

    expect(asked.filter((path) => !path.startsWith('/widget/preview/'))).toEqual([]);
    expect(await chat.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('payvand:')))).toEqual(
      [],
    );
    const { cookie } = { cookie: company.admin };
    expect((await app.call('customers.list', { cookie })).body.items).toEqual([]);
    const saved = await app.call('sites.list', { cookie });
    expect(saved.body.map((site) => site.title.en)).toEqual(['Shop']);
  });

  it('hears nobody but the page that shows it', async () => {
    const alone = await context.newPage();
    await alone.goto(`${app.url}/widget/preview/`);
    await alone.locator('payvand-widget').waitFor({ state: 'attached' });
    // Whoever asks last hears last: by then the page has dealt with it.
    await alone.evaluate(
      () =>
        new Promise((heard) => {
          addEventListener('message', heard, { once: true });
          postMessage({ payvand: 1, config: { title: {} }, locale: 'en' }, '*');
        }),
    );
    expect(alone.frames()).toHaveLength(1);
    await alone.close();
  });
});
