/** A phone call in the console, over the simulated line: rung, taken, held, asked about, ended and written up. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { violations } from './support/axe.js';
import { type Account, type Demo, startDemo } from './support/demo.js';
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
    await agent.offer.filter({ hasText: '+989121112233' }).waitFor();
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

    const colleague = await asked(agent, demo.account('mina'));
    await colleague.at('ring-accept').click();
    await bar('consulting').waitFor();
    await agent.at('call-drop').click();
    await bar('talking').waitFor();

    await agent.at('call-hang-up').click();
    await agent.at('call-bar').waitFor({ state: 'detached' });
    await caller.isOver();
    await agent.page.locator('[data-testid="conversation-state"][data-state="wrapUp"]').first().waitFor();
    await agent.page.locator('[data-testid="call-card"][data-outcome="talked"]').waitFor();
    await agent.closeConversation('solved', 'On its way.');
    await agent.system('conversation.closed').waitFor();

    await colleague.turnTo('settings/numbers');
    await colleague.at('number-row').first().click();
    await colleague.at('menu-trial').click();
    await colleague.at('menu-turn').first().waitFor();
    expect(await violations(colleague.page, 'number', colleague.page.locator('main'))).toEqual([]);
  });

  /** Somebody else of the company, whom the agent asks about the call. */
  async function asked(agent: Agent, account: Account): Promise<Agent> {
    const colleague = new Agent(await stage.person('colleague', { locale: 'fa', colorScheme: 'dark' }), account.name);
    await colleague.signIn(demo.url, account);
    await colleague.page.locator('[data-testid="line-sign"][data-state="ready"]').waitFor();
    await agent.at('call-transfer').click();
    await agent.at('call-transfer-way').getByText('Speak first').click();
    await agent.page.locator(`[data-testid="transfer-agent"][data-name="${account.name}"]`).click();
    await agent.at('call-transfer-submit').click();
    await colleague.at('ring-card').waitFor();
    expect(await violations(colleague.page, 'ring card', colleague.at('ring-card'))).toEqual([]);
    return colleague;
  }
});
