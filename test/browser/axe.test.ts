/** Every page, dialog and state: axe-core finds nothing serious, and what is to be written begins on the page's side. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCALES } from '../../server/contract/index.js';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { turnedAway, violations } from './support/axe.js';
import { type Demo, startDemo } from './support/demo.js';
import { ALL } from './support/languages.js';
import { PATIENCE_MS, Stage } from './support/stage.js';
import { type Look, tourOfAChat, tourOfTheConsole, tourOfTheDemo } from './support/tours.js';
import { Visitor } from './support/visitor.js';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  { phone: false, dark: false },
  { phone: false, dark: true },
  { phone: true, dark: false },
  { phone: true, dark: true },
];

vi.setConfig({ testTimeout: 6 * PATIENCE_MS });

inBrowser('axe', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
    await demo.changeQueue('Orders', { offerSeconds: 120, wrapUpSeconds: 0 });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  describe.each(ALL ? LOCALES : ['en' as const])('%s', (locale) => {
    it('has nothing against a chat and the pages of the demo', async () => {
      const person = (name: string): Promise<Page> => stage.person(name, { locale, viewport: WIDE });
      const { look, found } = inLooks(({ phone, dark }) => !phone && !dark);
      const account = demo.account(locale === 'fa' ? 'niloofar' : 'jonas');
      const agent = new Agent(await person('agent'), account.name);
      const visitor = new Visitor(await person('visitor'));
      await tourOfAChat(agent, visitor, demo, account, look);
      await tourOfTheDemo(visitor.page, demo, look);
      await agent.page.context().close();
      await visitor.page.context().close();
      expect(found).toEqual([]);
    });
  });

  describe.each(ALL ? LOCALES : ['fa' as const])('%s', (locale) => {
    it('has nothing against the pages of managers', async () => {
      const person = (name: string): Promise<Page> => stage.person(name, { locale, viewport: WIDE });
      const { look, found } = inLooks(({ phone, dark }) => !phone && dark);
      const account = demo.account('mina');
      const manager = new Agent(await person('mina'), account.name);
      await demo.api('PATCH', '/me/preferences', { locale });
      const visitor = new Visitor(await person('visitor'));
      await visitor.visit(demo.url);
      await visitor.open();
      await visitor.begin({ name: 'Arash', topic: 1, text: 'سلام hello' });
      await manager.signIn(demo.url, account);
      await tourOfTheConsole(manager, demo, look);
      await visitor.end();
      await manager.page.context().close();
      await visitor.page.context().close();
      expect(found).toEqual([]);
    });
  });
});

/**
 * Every page once in one language and one look; `npm run test:browser` looks at all in both languages, light and dark, at a desk
 * and on a phone.
 */
function inLooks(chosen: (look: (typeof LOOKS)[number]) => boolean): { look: Look; found: string[] } {
  const found: string[] = [];
  const looks = ALL ? LOOKS : LOOKS.filter(chosen);
  const look: Look = async (page, place, within) => {
    for (const { phone, dark } of looks) {
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      if (phone) await page.setViewportSize(PHONE);
      const seen = [place, dark && 'dark', phone && 'phone'].filter(Boolean).join(', ');
      found.push(...(await violations(page, seen, within)), ...(await turnedAway(page, seen)));
      if (phone) await page.setViewportSize(WIDE);
    }
  };
  return { look, found };
}
