/** Two who write at the same time, and what was written into a connection that is gone: seen by the other side, and not lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Locale } from '../../server/contract/index.js';
import { inBrowser } from '../chromium.js';
import { eventually } from '../eventually.js';
import { Agent } from './support/agent.js';
import { Cut } from './support/cut.js';
import { type Demo, startDemo } from './support/demo.js';
import { toldIn } from './support/languages.js';
import { PATIENCE_MS, Stage } from './support/stage.js';
import { Visitor } from './support/visitor.js';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

const CASES = [
  {
    locale: 'en',
    logins: ['jonas', 'dariush'],
    text: 'Where is my parcel?',
    typing: 'typing…',
    writing: 'is writing an answer here right now',
    later: 'Written without a connection',
  },
  {
    locale: 'fa',
    logins: ['omid', 'niloofar'],
    text: 'بسته‌ام کجاست؟',
    typing: /در حال نوشتن( است)?…/,
    writing: 'همین حالا در حال نوشتن پاسخ است',
    later: 'نوشته در قطعی',
  },
] as const;

inBrowser('two who write', () => {
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

  async function agentAt(login: string, locale: Locale): Promise<{ agent: Agent; cut: Cut }> {
    const page = await stage.person(login, { locale });
    const cut = await Cut.on(page);
    const agent = new Agent(page, demo.account(login).name);
    await agent.signIn(demo.url, demo.account(login));
    return { agent, cut };
  }

  describe.each(toldIn(CASES, 'en'))('$locale', ({ locale, logins, ...say }) => {
    it('see each other write, and keep what could not be sent over a reload', async () => {
      const { agent: owner, cut: ownerCut } = await agentAt(logins[0], locale);
      await owner.goOnline();
      const page = await stage.person('visitor', { locale });
      const visitorCut = await Cut.on(page);
      const visitor = new Visitor(page);
      await visitor.visit(demo.url);
      await visitor.open();
      await visitor.begin({ name: 'Arash', topic: 1, text: say.text });
      await owner.accept();
      const { agent: other } = await agentAt(logins[1], locale);
      const named = (count: number) => other.page.locator(`[data-testid="mentions"][data-count="${count}"]`).waitFor();
      await named(0);
      await owner.note(`@${other.name} ${say.later}`);
      await named(1);
      await other.at('mentions').click();
      await other.at('mention').filter({ hasText: owner.name }).click();
      await other.message(say.text).waitFor();
      await named(0); // looked at

      await visitor.line('conversation.assigned').waitFor();
      await owner.at('viewers').filter({ hasText: other.name }).waitFor();
      // What one writes is shown for some seconds only, so the others look before it begins.
      const visitorSeen = owner.at('typing').filter({ hasText: say.typing }).waitFor();
      const ownerSeen = Promise.all([
        visitor.at('typing').filter({ hasText: say.typing }).filter({ hasText: owner.name }).waitFor(),
        other.at('viewers').filter({ hasText: say.writing }).filter({ hasText: owner.name }).waitFor(),
      ]);
      await visitor.at('composer').fill('…');
      await visitorSeen;
      await owner.at('composer-text').fill('…');
      await ownerSeen;
      await owner.at('composer-text').fill('');
      await visitor.at('composer').fill('');
      await owner.at('typing').filter({ hasText: say.typing }).waitFor({ state: 'detached' });
      await visitor.at('typing').waitFor({ state: 'hidden' });

      await staysOverAReload(visitor, visitorCut);
      await owner.message(`${say.later} 2`).waitFor();
      await ownersStaysToo(owner, ownerCut);
      await visitor.bubble(`${say.later} 4`).waitFor();
      const told = [say.text, ...[1, 2, 3, 4].map((n) => `${say.later} ${n}`)];
      await eventually(async () => {
        expect(await owner.texts()).toEqual(told);
        expect(await visitor.texts()).toEqual(told);
      }, PATIENCE_MS);
      expect(stage.faults).toEqual([]);
      await owner.closeConversation('solved', '');
      await visitor.line('conversation.closed').waitFor();
      for (const { page } of [owner, other, visitor]) await page.context().close();
    });

    async function staysOverAReload(visitor: Visitor, cut: Cut): Promise<void> {
      await cut.make();
      await visitor.at('link-status').filter({ hasText: /\S/ }).waitFor();
      await visitor.write(`${say.later} 1`);
      await visitor.write(`${say.later} 2`);
      await visitor.delivery(`${say.later} 2`, 'pending').waitFor();
      await cut.allowLoading();
      await visitor.page.reload();
      cut.mend();
      await visitor.open();
      await visitor.bubble(`${say.later} 2`).waitFor();
    }

    async function ownersStaysToo(owner: Agent, cut: Cut): Promise<void> {
      await cut.make();
      await owner.at('connection-banner').waitFor();
      await owner.write(`${say.later} 3`);
      await owner.write(`${say.later} 4`);
      await owner
        .at('outgoing')
        .filter({ hasText: `${say.later} 4` })
        .waitFor();
      await cut.allowLoading();
      await owner.page.reload();
      cut.mend();
      await owner.message(`${say.later} 4`).waitFor();
    }
  });
});
