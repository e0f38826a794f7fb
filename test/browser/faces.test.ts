/** What a picture shows and no rule of axe asks for: colours of the system, narrow phones, what is reached by Tab, what is said meanwhile. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { inBrowser } from '../chromium.js';
import { Agent } from './support/agent.js';
import { type Demo, startDemo } from './support/demo.js';
import { PATIENCE_MS, Stage } from './support/stage.js';

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

inBrowser('the faces', () => {
  let demo: Demo;
  let stage: Stage;
  beforeAll(async () => {
    [demo, stage] = await Promise.all([startDemo(), Stage.open()]);
    await demo.api('PATCH', '/me/preferences', { locale: 'fa' });
  });
  afterAll(async () => {
    await stage?.close();
    await demo?.stop();
  });
  beforeEach(() => stage.keepPictures());

  it('shows what is on and what is chosen where the system chooses the colours', async () => {
    const { page, at, turnTo } = await manager();
    await page.emulateMedia({ forcedColors: 'active' });
    await turnTo('settings/profile');
    await changesWith(page.getByRole('switch').first(), page.locator('.mantine-Switch-track').first());
    await turnTo('settings/routing');
    const ticked = page.getByRole('checkbox').first();
    await changesWith(ticked, ticked);
    await page.goto(`${demo.url}/console/inbox?view=all&filter=closed`);
    const row = at('inbox-row').first();
    await row.waitFor();
    const before = await row.evaluate(lines);
    await row.click();
    await page.locator('[data-testid="inbox-row"][aria-current]').waitFor();
    expect(await row.evaluate(lines)).not.toBe(before);
    expect(await page.locator('label[data-active]').first().evaluate(lines)).toContain('solid');
  });

  async function manager() {
    const account = demo.account('mina');
    const agent = new Agent(await stage.person('mina', { locale: 'fa' }), account.name);
    await agent.signIn(demo.url, account);
    return { page: agent.page, at: agent.at.bind(agent), turnTo: agent.turnTo.bind(agent) };
  }
});

/** Presses, and expects another picture of what shows it; the pointer and the focus are elsewhere for both. */
async function changesWith(key: Locator, shownBy: Locator): Promise<void> {
  const picture = async () => {
    await key.evaluate((element: HTMLElement) => element.blur());
    await key.page().mouse.move(0, 0);
    return shownBy.screenshot({ animations: 'disabled' });
  };
  const before = await picture();
  await key.press('Space');
  await expect.poll(async () => before.equals(await picture()), { timeout: PATIENCE_MS }).toBe(false);
}

/** The lines around it, which are all there is where grounds are one. */
const lines = (element: Element): string => {
  const { outlineStyle, borderStyle } = getComputedStyle(element);
  return `${outlineStyle} ${borderStyle}`;
};
