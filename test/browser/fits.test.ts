/** What a picture would show: nothing sticks out, nothing is out of sight that says where one is. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { type Demo, startDemo } from './support/demo.js';
import { PATIENCE_MS, Stage } from './support/stage.js';

const WIDTHS = [1920, 1440, 1100, 390];

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

inBrowser('the console', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  it('keeps in sight where J has come to, and says that the next page of a list did not come', async () => {
    const account = demo.account('kaveh');
    const agent = new Agent(await stage.person('kaveh', { locale: 'fa' }), account.name);
    const { page } = agent;
    await agent.signIn(demo.url, account);
    await page.goto(`${demo.url}/console/inbox?view=all&filter=closed`);
    await agent.at('inbox-row').first().waitFor();
    await expect.poll(() => page.title(), { timeout: PATIENCE_MS }).toMatch(/^گفت‌وگوها · /);
    await page.route(/conversations\?.*after=/, (route) => route.abort());
    for (let walked = 0; walked < 14; walked++) {
      const before = page.url();
      await page.keyboard.press('j');
      await page.waitForURL((url) => url.href !== before);
    }
    await expect.poll(() => rowShown(page), { timeout: PATIENCE_MS }).toBe(true);
    await agent.at('inbox-rows').evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
    await agent.at('load-on').waitFor();
    // What is fetched late is asked for once more, as a page is.
    await page.route(/assets\/commands/, (route) => route.abort(), { times: 1 });
    await page.keyboard.press('Control+k');
    await agent.at('command-input').waitFor();
    await page.keyboard.press('Escape');
    await page.unroute(/conversations\?.*after=/);
    await agent.at('load-on').click();
    await agent.at('load-on').waitFor({ state: 'detached' });
    await page.locator('[aria-rowindex="51"]').waitFor();
    await page.context().close();
  });

  describe.each(['en', 'fa'] as const)('%s', (locale) => {
    it('fits its screen', async () => {
      const account = demo.account('mina');
      const manager = new Agent(await stage.person('mina', { locale }), account.name);
      const { page } = manager;
      await demo.api('PATCH', '/me/preferences', { locale });
      await manager.signIn(demo.url, account);
      await manager.at('empty-state').filter({ hasText: NO_QUEUE[locale] }).waitFor();
      await manager.at('presence-switch').click();
      await manager.at('presence-offline').waitFor();
      await page.setViewportSize({ width: 390, height: 844 });
      await expect.poll(() => outOfSight(manager.at('presence-online')), { timeout: PATIENCE_MS }).toBe(0);
      await page.keyboard.press('Escape');
      for (const path of ['board', 'customers', 'settings/audit', 'settings/websites', 'wall']) {
        await page.setViewportSize({ width: 1440, height: 844 });
        // The wall has no shell around it.
        if (path === 'wall') await page.goto(`${demo.url}/console/${path}`);
        else await manager.turnTo(path);
        await page.locator('main').first().waitFor();
        await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root'));
        if (path === 'wall' || path === 'board') await manager.at('queue-tile').first().waitFor();
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 844 });
          // The page follows its new size in a frame of its own.
          const soon = (figure: () => Promise<unknown>) =>
            expect.poll(figure, { timeout: PATIENCE_MS, message: `${path} at ${width}` });
          await soon(() => sidewards(page)).toBeLessThanOrEqual(0);
          if (path === 'wall' || path === 'board') await soon(() => figuresOutside(page)).toEqual([]);
          if (path === 'wall' && width > 390) await soon(() => shareOfTiles(page)).toBeGreaterThan(0.65);
          if (path.startsWith('settings')) await page.locator('nav [aria-current="page"]').last().waitFor();
        }
        if (path.startsWith('settings')) await expect.poll(() => placeShown(page), { timeout: PATIENCE_MS }).toBe(true);
      }
      await page.context().close();
    });
  });
});

const NO_QUEUE = { en: 'until you are a member of one', fa: 'تا عضو صفی نشوید' };

/** @returns how many pixels the page could be scrolled sidewards */
const sidewards = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** @returns by how many pixels it lies over the edges of the screen */
const outOfSight = (what: Locator): Promise<number> =>
  what.evaluate((it) => {
    const { top, left, right, bottom } = it.getBoundingClientRect();
    return Math.max(0, -top, -left, right - innerWidth, bottom - innerHeight);
  });

/** @returns how much of the height of the screen the tiles take, from the first to the last */
const shareOfTiles = (page: Page): Promise<number> =>
  page.getByTestId('queue-tile').evaluateAll((tiles) => {
    const boxes = tiles.map((tile) => tile.getBoundingClientRect());
    return (Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top))) / innerHeight;
  });

/** Where on the board one figure runs into the next or out of its tile. */
const figuresOutside = (page: Page): Promise<string[]> =>
  page.getByTestId('queue-tile').evaluateAll((tiles) =>
    tiles.flatMap((tile) => {
      const edge = tile.getBoundingClientRect();
      const texts = [...tile.querySelectorAll('[data-level] > span:first-child')].map((of) => {
        const range = document.createRange();
        range.selectNodeContents(of);
        return { text: of.textContent ?? '', box: range.getBoundingClientRect() };
      });
      return texts
        .filter(({ box }) => {
          const beside = texts.filter(
            ({ box: other }) => other !== box && other.top < box.bottom && box.top < other.bottom,
          );
          const touches = beside.some(({ box: other }) => box.left < other.right && other.left < box.right);
          return touches || box.left < edge.left || box.right > edge.right;
        })
        .map(({ text }) => text);
    }),
  );

/** Whether the row of the open conversation is wholly in sight. */
const rowShown = (page: Page): Promise<boolean> =>
  page
    .getByTestId('inbox-rows')
    .locator('[aria-current]')
    .evaluate((row) => {
      const [box, frame] = [row.getBoundingClientRect(), row.closest('.scroll')!.getBoundingClientRect()];
      return box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
    });

/** Whether the chosen part of the settings is wholly in sight. */
const placeShown = (page: Page): Promise<boolean> =>
  page
    .locator('nav [aria-current="page"]')
    .last()
    .evaluate((link) => {
      const [box, frame] = [link.getBoundingClientRect(), link.parentElement!.getBoundingClientRect()];
      return box.left >= frame.left - 1 && box.right <= frame.right + 1;
    });
