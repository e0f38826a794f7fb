/** One browser with several people in it, each in a context of their own: cookies, storage, language, network. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFailed } from 'vitest';
import type { Locale } from '../../../server/contract/index.js';
import { startBrowser } from '../../chromium.js';

export const PATIENCE_MS = 60_000;
const TIME_ZONE = { en: 'Europe/Berlin', fa: 'Asia/Tehran' };

/** The browser's own complaints about a cut network or a server that is down, which the story causes. */
const NETWORK = /Failed to load resource|WebSocket connection|net::ERR_/;

export interface PersonOptions extends Pick<BrowserContextOptions, 'colorScheme' | 'viewport'> {
  locale: Locale;
}

export class Stage {
  private readonly pages = new Map<string, Page>();
  /** What went wrong inside the pages, told when a test fails. */
  readonly faults: string[] = [];

  private constructor(private readonly browser: Browser) {}

  static async open(): Promise<Stage> {
    return new Stage(await startBrowser());
  }

  async person(name: string, { locale, ...options }: PersonOptions): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: locale === 'fa' ? 'fa-IR' : 'en-GB',
      timezoneId: TIME_ZONE[locale],
      reducedMotion: 'reduce',
      ...options,
    });
    await context.addInitScript(openShadowRoots);
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    this.watch(name, page);
    return page;
  }

  /** Another tab of the same person. */
  async tab(name: string, of: Page): Promise<Page> {
    const page = await of.context().newPage();
    this.watch(name, page);
    return page;
  }

  /** To be called within a test: when it fails, every page is kept as a picture. */
  keepPictures(): void {
    onTestFailed(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'payvand-pictures-'));
      for (const [name, page] of this.pages) {
        if (page.isClosed()) continue;
        await page.screenshot({ path: join(folder, `${name}.png`), timeout: 10_000 }).catch(() => undefined);
      }
      console.error([`Pictures of every page: ${folder}`, ...this.faults].join('\n'));
    });
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  private watch(name: string, page: Page): void {
    this.pages.set(name, page);
    page.on('pageerror', (error) => this.faults.push(`${name}: ${error.stack ?? error.message}`));
    page.on('console', (line) => {
      if (line.type() === 'error' && !NETWORK.test(line.text())) this.faults.push(`${name}: ${line.text()}`);
    });
  }
}

/** The widget's launcher is in a closed shadow root; a test may look inside. */
function openShadowRoots(): void {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, { ...options, mode: 'open' });
  };
}
