/** An agent's machine dies in the middle of a conversation: after the grace period somebody else has it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, it, vi } from 'vitest';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { type Demo, startDemo } from './support/demo.js';
import { toldIn } from './support/languages.js';
import { PATIENCE_MS, Stage } from './support/stage.js';
import { Visitor } from './support/visitor.js';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const CASES = [
  { locale: 'en', logins: ['jonas', 'dariush'], text: 'Is anybody there?', more: 'Are you still there?' },
  { locale: 'fa', logins: ['omid', 'niloofar'], text: 'کسی هست؟', more: 'هنوز هستید؟' },
] as const;

inBrowser('an agent who is lost', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo({ PRESENCE_GRACE_SECONDS: '2' }), Stage.open()]);
    await demo.changeQueue('Orders', { offerSeconds: 120 });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });

  it.each(toldIn(CASES, 'fa'))(
    'hands over to a colleague, and the visitor is told ($locale)',
    async ({ locale, logins, ...say }) => {
      stage.keepPictures();
      const [first, second] = (await Promise.all(
        logins.map(async (login) => {
          const account = demo.account(login);
          const agent = new Agent(await stage.person(login, { locale }), account.name);
          await agent.signIn(demo.url, account);
          return agent;
        }),
      )) as [Agent, Agent];
      await first.goOnline();
      const visitor = new Visitor(await stage.person('visitor', { locale }));
      await visitor.visit(demo.url);
      await visitor.open();
      await visitor.begin({ name: 'Arash', topic: 1, text: say.text });
      await first.accept();
      await keepsToTheKeys(first.page);
      await visitor.line('conversation.assigned').waitFor();
      await second.goOnline();
      await first.page.context().close();
      await visitor.write(say.more);
      await visitor.line('conversation.requeued').filter({ hasText: first.name }).waitFor();
      await second.accept();
      await second.message(say.more).waitFor();
      await visitor.line('conversation.assigned').filter({ hasText: second.name }).waitFor();
      await second.closeConversation('solved', '');
      await visitor.line('conversation.closed').waitFor();
      await second.page.context().close();
      await visitor.page.context().close();
    },
  );
});

/** Whoever takes a chat writes at once; out of the field, the keys are the console's, also after a dialog. */
async function keepsToTheKeys(page: Page): Promise<void> {
  await page.locator('[data-testid="composer-text"]:focus').waitFor();
  await page.keyboard.press('Escape');
  for (const key of ['t', 's']) {
    await page.locator('[role="log"]:focus').waitFor();
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
}
