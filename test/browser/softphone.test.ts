/** A phone call in the console, over the simulated line: rung, taken, held, ended and written up. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { violations } from './support/axe.js';
import { type Demo, startDemo } from './support/demo.js';
import { Handset } from './support/handset.js';
import { PATIENCE_MS, Stage } from './support/stage.js';

vi.setConfig({ testTimeout: 4 * PATIENCE_MS });

inBrowser('the softphone in a browser', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
    await demo.changeQueue('Orders', { offerSeconds: 120 });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  it('takes a call, holds it, ends it and writes it up', async () => {
    const account = demo.account('jonas');
    const agent = new Agent(await stage.person('agent', { locale: 'en' }), account.name);
    const bar = (phase: string) => agent.page.locator(`[data-testid="call-bar"][data-phase="${phase}"]`);
    await agent.signIn(demo.url, account);
    await agent.page.locator('[data-testid="line-sign"][data-state="ready"]').waitFor();
    await agent.goOnline();

    const caller = await Handset.ring(demo.url, '+989121112233');
    await caller.press('2');
    await agent.at('offer-caller').filter({ hasText: '+989121112233' }).waitFor();
    await agent.accept();
    await bar('talking').waitFor();

    await caller.say('My order has not come.');
    await agent.at('captions').getByText('My order has not come.').waitFor();
    await agent.at('call-say').fill('I will look at once.');
    await agent.at('call-say').press('Enter');
    await caller.hears('I will look at once.');

    await agent.at('call-hold').click();
    await bar('held').waitFor();
    expect(await violations(agent.page, 'call bar', bar('held'))).toEqual([]);
    await agent.page.keyboard.press('Alt+h');
    await bar('talking').waitFor();

    await agent.at('call-hang-up').click();
    await agent.at('call-bar').waitFor({ state: 'detached' });
    await caller.isOver();
    await agent.page.locator('[data-testid="conversation-state"][data-state="wrapUp"]').first().waitFor();
    await agent.page.locator('[data-testid="call-card"][data-outcome="talked"]').waitFor();
    await agent.closeConversation('solved', 'On its way.');
    await agent.system('conversation.closed').waitFor();
  });
});
