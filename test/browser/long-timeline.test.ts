/** Years of one customer in the console: only what is near the sight is in the document, and nobody sees that. */
import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { inBrowser } from '../chromium.js';
import { aLongPast, type LongPast } from './support/long-past.js';
import { PATIENCE_MS, Stage } from './support/stage.js';

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

const COUNT = 420;
/** Of the whole page, with everything loaded; each line is about nine. */
const MOST_ELEMENTS = 3_000;
/** Further up than the first page of what was there goes. */
const FAR = 15;
const BOX = '[role="log"][tabindex="0"]';
const soon = { timeout: PATIENCE_MS };

inBrowser('a long timeline', () => {
  let app: Booted;
  let past: LongPast;
  let stage: Stage;
  beforeAll(async () => {
    [app, stage] = await Promise.all([bootApp(), Stage.open()]);
    past = await aLongPast(app, mongoose.connection.db!, COUNT);
  });
  afterAll(async () => {
    past?.close();
    await stage?.close();
    await app?.close();
  });
  beforeEach(() => stage.keepPictures());

  describe.each(['en', 'fa'] as const)('%s', (locale) => {
    async function open(search = '', pictures: Promise<void> = Promise.resolve()): Promise<Page> {
      const page = await stage.person('ana', { locale });
      await app.call('me.preferences', { cookie: past.agent.cookie, body: { locale } });
      const [name, value] = past.agent.cookie.split('=') as [string, string];
      await page.context().addCookies([{ name, value, url: app.url }]);
      await page.route('**/files/**', async (route) => {
        await pictures;
        await route.fulfill({ contentType: 'image/svg+xml', body: PICTURE });
      });
      await page.goto(`${app.url}/console/inbox/${past.conversationId}${search}`);
      await page.locator('[data-line]').first().waitFor();
      return page;
    }

    it('leads to the very first touchpoint, with all that came after it loaded and little of it in the document', async () => {
      const page = await open('?seq=1');
      await page.locator('[data-seq="1"]').waitFor();
      await expect.poll(() => topOf(page, 1), soon).toBeGreaterThan(0);
      expect(await topOf(page, 1)).toBeLessThan(await page.evaluate(() => innerHeight));
      expect(await page.evaluate(() => document.getElementsByTagName('*').length)).toBeLessThan(MOST_ELEMENTS);
      expect(await page.locator('[data-line]').count()).toBeLessThan(COUNT / 4);
      // From there to the end by the wheel: every line is met, once, in its order, and days stand between them.
      const met = await walk(page, 250, (seqs) => seqs.includes(COUNT + 1));
      expect(met.filter((seq) => seq <= COUNT)).toEqual(seqsOf(COUNT));
      expect(await page.locator('[data-line] time[datetime]').count()).toBeGreaterThan(0);
      await page.context().close();
    });

    it('meets every line once on the way up, page after page, and keeps what is in sight where it is', async () => {
      const page = await open();
      await page.locator(`[data-seq="${COUNT + 1}"]`).waitFor();
      const met = await walk(page, -250, (seqs) => seqs.includes(1));
      expect(met.filter((seq) => seq <= COUNT).reverse()).toEqual(seqsOf(COUNT));
      await page.context().close();
    });

    it('stays where it is read while earlier pages come and pictures above load late', async () => {
      let show: () => void = () => undefined;
      const page = await open('', new Promise((shown) => (show = shown)));
      await page.locator(`[data-seq="${COUNT + 1}"]`).waitFor();
      const earlier = page.waitForResponse(/\/timeline\?/);
      await page.locator(BOX).evaluate((box) => box.scrollTo({ top: 500 }));
      const before = await firstLine(page);
      await earlier;
      await page.locator(`[data-seq="${before.seq - FAR}"]`).waitFor({ state: 'attached' });
      expect(Math.abs((await topOf(page, before.seq)) - before.top)).toBeLessThanOrEqual(1.5);
      // A picture is asked for when it is in sight, and comes when one is past it.
      const seq = await page.locator('[data-seq]:has(img)').first().getAttribute('data-seq');
      const picture = page.locator(`[data-seq="${seq}"] img`);
      const asked = page.waitForRequest(/\/files\//);
      await picture.scrollIntoViewIfNeeded();
      await asked;
      await picture.evaluate((image) => image.closest('[data-line]')?.nextElementSibling?.scrollIntoView());
      const reading = await firstLine(page);
      show();
      await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalHeight), soon).toBe(260);
      await painted(page);
      expect(await picture.evaluate((image) => image.getBoundingClientRect().height)).toBeGreaterThan(200);
      expect(Math.abs((await topOf(page, reading.seq)) - reading.top)).toBeLessThanOrEqual(1.5);
      await page.context().close();
    });

    it('tells of what is new while one reads far up, and leads there; what is open there stays in the document', async () => {
      const page = await open('?seq=20');
      const opened = page.locator('[data-seq="21"] [aria-expanded]');
      await opened.click();
      await page.locator('[data-seq="21"] [aria-expanded="true"]').waitFor();
      const text = `new in ${locale}`;
      await past.says(text);
      await page.locator('[data-testid="heard"]').filter({ hasText: text }).waitFor();
      expect(await page.getByTestId('message').filter({ hasText: text }).count()).toBe(0);
      await page.getByTestId('jump-latest').click();
      await page.getByTestId('message').filter({ hasText: text }).waitFor();
      await page.getByTestId('jump-latest').waitFor({ state: 'detached' });
      await page.locator('[data-seq="21"] [aria-expanded="true"]').waitFor({ state: 'attached' });
      expect(await page.locator(`[data-seq="${COUNT / 2}"]`).count()).toBe(0);
      // What comes while one is at the end is followed.
      await past.says(`${text}, and more`);
      const more = page.getByTestId('message').filter({ hasText: `${text}, and more` });
      await more.waitFor();
      await expect
        .poll(() => more.evaluate((line) => line.getBoundingClientRect().bottom <= innerHeight), soon)
        .toBe(true);
      expect(stage.faults).toEqual([]);
      await page.context().close();
    });
  });
});

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="260"><rect width="300" height="260"/></svg>';

const seqsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

const topOf = (page: Page, seq: number): Promise<number> =>
  page.locator(`[data-seq="${seq}"]`).evaluate((line) => line.getBoundingClientRect().top);

/** The first line that begins in sight. */
async function firstLine(page: Page): Promise<{ seq: number; top: number }> {
  await painted(page);
  const [seq] = await page.evaluate(inSight);
  const next = seq! + 2; // the first may have only its end in sight, the second may be what is drawn in one with it
  return { seq: next, top: await topOf(page, next) };
}

const painted = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))));

/** Turns the wheel until what is in sight will do. @returns the places of all lines that were in sight, in the order in which they came */
async function walk(page: Page, px: number, isThere: (seqs: number[]) => boolean): Promise<number[]> {
  const met = new Set<number>();
  await page.mouse.move(700, 450);
  for (let turns = 0; turns < 1_000; turns += 1) {
    const seqs = await page.evaluate(inSight);
    for (const seq of px < 0 ? seqs.toReversed() : seqs) met.add(seq);
    if (isThere(seqs)) return [...met];
    await page.mouse.wheel(0, px);
    await painted(page);
  }
  throw new Error(`never came there; met ${[...met].join()}`);
}

function inSight(): number[] {
  const lines = [...document.querySelectorAll<HTMLElement>('[role="log"] [data-seq]')];
  const box = lines[0]?.closest('[role="log"]')?.getBoundingClientRect();
  const isSeen = ({ top, bottom }: DOMRect) => box !== undefined && bottom > box.top && top < box.bottom;
  return lines.filter((line) => isSeen(line.getBoundingClientRect())).map((line) => Number(line.dataset.seq));
}
