/** Every page and every state that matters, in both languages and both colour schemes (each once, not crossed): axe-core finds nothing serious. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Agent } from './support/agent.js';
import { violations } from './support/axe.js';
import { inBrowser } from './support/chromium.js';
import { type Demo, startDemo } from './support/demo.js';
import { PATIENCE_MS, Stage } from './support/stage.js';
import { Visitor } from './support/visitor.js';

const LOOKS = [
  { locale: 'en', colorScheme: 'light' },
  { locale: 'fa', colorScheme: 'dark' },
] as const;
const SETTINGS = ['profile', 'queues', 'users', 'canned-replies', 'websites', 'api-keys', 'audit'];

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

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

  describe.each(LOOKS)('$locale, $colorScheme', ({ locale, colorScheme }) => {
    const person = (name: string): Promise<Page> => stage.person(name, { locale, colorScheme });
    const login = locale === 'fa' ? 'niloofar' : 'jonas';

    it('has nothing against a chat, at the widget and at the console', async () => {
      const agent = new Agent(await person(login), demo.account(login).name);
      const found: string[] = [];
      const look = async (page: Page, place: string) => found.push(...(await violations(page, place)));
      await agent.page.goto(`${demo.url}/console/`);
      await agent.at('signin-submit').waitFor();
      await look(agent.page, 'sign-in');
      await agent.signIn(demo.url, demo.account(login));
      await agent.goOnline();
      await agent.at('empty-state').first().waitFor();
      await look(agent.page, 'inbox, empty');

      const visitor = new Visitor(await person('visitor'));
      await visitor.visit(demo.url);
      await visitor.open();
      await look(visitor.page, 'shop and widget home');
      await visitor.at('home-start').click();
      await visitor.at('form-prechat').waitFor();
      await visitor.at('form-submit').click();
      await look(visitor.page, 'widget form, refused');
      await visitor.at('back').click();
      await visitor.begin({ name: 'آرش Test', topic: 1, text: 'سلام hello' });
      await visitor.at('position').waitFor();
      await look(visitor.page, 'widget, waiting');
      await agent.offer.waitFor();
      await look(agent.page, 'offer');
      await agent.accept();
      await agent.write('https://payvand.example ✓ سلام');
      await visitor.bubble('payvand.example').waitFor();
      await agent.note('note');
      await agent.at('composer-text').fill('/');
      await agent.at('canned-option').first().waitFor();
      await look(agent.page, 'thread, canned replies');
      await agent.at('composer-text').fill('');
      await agent.at('transfer').click();
      await agent.at('transfer-submit').waitFor();
      await look(agent.page, 'transfer');
      await agent.page.keyboard.press('Escape');
      await agent.at('transfer-submit').waitFor({ state: 'detached' });
      await look(visitor.page, 'widget chat');
      await agent.closeConversation('solved', '');
      await visitor.at('rating-4').press('Space');
      await look(visitor.page, 'widget rating');
      await agent.page.keyboard.press('Control+k');
      await agent.page.getByRole('dialog').waitFor();
      await look(agent.page, 'command bar');
      await agent.page.context().close();
      await visitor.page.context().close();
      expect(found).toEqual([]);
    });

    it('has nothing against the pages of managers and of the demo', async () => {
      const manager = new Agent(await person('mina'), demo.account('mina').name);
      await demo.api('PATCH', '/me/preferences', { locale });
      const found: string[] = [];
      const look = async (place: string) => found.push(...(await violations(manager.page, place)));
      await manager.signIn(demo.url, demo.account('mina'));
      const open = async (path: string) => {
        await manager.page.goto(`${demo.url}${path}`);
        await manager.page.locator('main, [data-testid="wall"]').first().waitFor();
        await manager.page.waitForLoadState('networkidle');
      };
      const pages = ['customers', 'board', 'wall', ...SETTINGS.map((page) => `settings/${page}`)];
      for (const page of pages) {
        await open(`/console/${page}`);
        await look(page);
      }
      await open('/console/settings/queues');
      await manager.at('queue-row').first().click();
      await manager.at('queue-members').waitFor();
      await look('a queue');
      await open('/console/customers');
      await manager.at('customer-row').first().click();
      await manager.at('customer-page').waitFor();
      await manager.page.waitForLoadState('networkidle');
      await look('a customer');
      for (const path of ['/', '/demo/cart.html', '/demo/mail']) {
        await open(path);
        await look(path);
      }
      await manager.page.context().close();
      expect(found).toEqual([]);
    });
  });
});
