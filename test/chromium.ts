/** The browser that the tests drive: Debian's Chromium, by choice the one that has no window; or another one named in CHROMIUM_PATH. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].filter((path) => path !== undefined);
const path = PLACES.find((place) => existsSync(place));

/** A suite that needs a browser; without one it is skipped, and says so. */
export function inBrowser(name: string, suite: () => void): void {
  if (path) return void describe(name, suite);
  const reason =
    'SKIPPED: no Chromium found. On Debian: apt-get install chromium-headless-shell; elsewhere set CHROMIUM_PATH';
  console.warn(`${name}: ${reason}`);
  describe.skip(`${name} (${reason})`, suite);
}

export function startBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking'];
  return chromium.launch({ executablePath: path as string, args });
}
