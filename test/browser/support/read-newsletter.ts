/** What `aNewsletter` looks like at the console: formatted, its picture after a click, what it quotes. */
import { expect } from 'vitest';
import type { Agent } from './agent.js';
import { PATIENCE_MS } from './stage.js';
import { keepsStill } from './still.js';

const soon = { timeout: PATIENCE_MS };

export async function readNewsletter(agent: Agent): Promise<void> {
  await agent.message('See the plan').waitFor();
  // Once it is formatted its words are in a frame.
  const letter = agent.at('message').filter({ has: agent.at('mail-sign-replyElsewhere') });
  const frames = letter.frameLocator('[data-testid="mail-frame"]');
  await letter.getByTestId('mail-formatted').click();
  await frames.first().locator('b', { hasText: 'plan' }).waitFor();
  expect(await frames.first().locator('img').isVisible()).toBe(false);
  await showPicture(agent, letter);
  await letter.getByTestId('mail-quoted').click();
  await frames.nth(1).getByText('It is yours').waitFor();
  await agent.at('mail-elsewhere').filter({ hasText: 'office@elsewhere.example' }).waitFor();
}

/** It comes late, and makes the letter longer: what is pressed below stays where it is, or a click would miss it. */
async function showPicture(agent: Agent, letter: ReturnType<Agent['at']>): Promise<void> {
  const { page } = agent;
  let show: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => (show = resolve));
  await page.route('**/pictures/**', async (route) => {
    await shown;
    await route.continue();
  });
  const asked = page.waitForRequest(/\/pictures\//, soon);
  const answered = page.waitForResponse(/\/pictures\//, soon);
  await agent.pressAway(letter.getByTestId('mail-pictures'));
  await asked;
  const height = () => letter.getByTestId('mail-frame').evaluate((frame) => frame.clientHeight);
  const before = await height();
  const movesOf = await keepsStill(letter.getByTestId('mail-quoted'));
  show();
  // The picture is said to lie on this machine, where a stranger may send nobody.
  expect((await answered).status()).toBe(404);
  await expect.poll(height, soon).toBeGreaterThan(before);
  expect(await movesOf()).toEqual([]);
}
