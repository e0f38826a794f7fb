/** A talk that is recorded from the console by its key, paused, and heard from the call's card when it is over. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { LOCALES } from '../../server/contract/index.js';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { violations } from './support/axe.js';
import { type Demo, startDemo } from './support/demo.js';
import { Handset } from './support/handset.js';
import { ALL } from './support/languages.js';
import { PATIENCE_MS, Stage } from './support/stage.js';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

/** Each talk has a caller of its own: a second call of the same one shows the first beside it. */
const CALLERS = { en: '+989125550142', fa: '+989355550127' };
const ORDERS = '2';

inBrowser('the recording of a talk', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
    await demo.changeQueue('Orders', { offerSeconds: 120, wrapUpSeconds: 600 });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  it.each(ALL ? LOCALES : ['fa' as const])(
    'begins, pauses and goes on by a key, and plays from the timeline (%s)',
    async (locale) => {
      const account = demo.account(locale === 'en' ? 'jonas' : 'omid');
      const page = await stage.person(account.name, { locale, colorScheme: locale === 'fa' ? 'dark' : 'light' });
      const agent = new Agent(page, account.name);
      const caller = await stage
        .person(`caller ${locale}`, { locale: 'en' })
        .then((one) => Handset.open(one, demo.url, CALLERS[locale]));
      await agent.signIn(demo.url, account);
      await page.locator('[data-testid="line-sign"][data-state="ready"]').waitFor();
      await agent.goOnline();
      await caller.ring();
      await caller.press(ORDERS);
      await agent.accept();
      const bar = page.locator('[data-testid="call-bar"][data-phase="talking"]');
      await bar.waitFor();

      const key = (on: boolean) => page.locator(`[data-testid="call-record"][data-pressed="${on}"]`);
      const sign = (state: string) => page.locator(`[data-testid="call-recording"][data-recording="${state}"]`);
      await key(false).click();
      await sign('on').waitFor();
      expect(await violations(page, 'call bar', bar)).toEqual([]);
      await caller.say('My order has not come.');
      await key(true).click();
      await sign('paused').waitFor();
      await key(false).click();
      await sign('on').waitFor();
      await page.getByTestId('call-hang-up').click();

      const player = page.getByTestId('player');
      await player.waitFor();
      await page.getByTestId('player-toggle').click();
      await page
        .locator('[data-testid="player"][data-state="playing"], [data-testid="player"][data-state="paused"]')
        .waitFor();
    },
  );
});
