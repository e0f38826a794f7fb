/** An agent or a manager at the console, as a test speaks of them. */

import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Account } from './demo.js';
import type { UploadFile } from './files.js';
import { PATIENCE_MS } from './stage.js';

export class Agent {
  constructor(
    readonly page: Page,
    readonly name: string,
  ) {}

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async signIn(url: string, { email, password }: Account): Promise<void> {
    await this.page.goto(`${url}/console/`);
    await this.at('signin-email').fill(email);
    await this.at('signin-password').fill(password);
    await this.at('signin-submit').click();
    await this.at('presence-switch').waitFor();
  }

  /** Goes to another page as its links do, without loading the console again; one with the shell around it. */
  async turnTo(path: string): Promise<void> {
    await this.page.evaluate((address) => {
      history.pushState(null, '', address);
      dispatchEvent(new PopStateEvent('popstate'));
    }, `/console/${path}`);
    await this.page.waitForFunction(() => {
      const shown = document.querySelector<HTMLElement>('main')?.dataset.shown;
      return shown !== undefined && location.href.endsWith(shown);
    });
  }

  async goOnline(): Promise<void> {
    await this.at('presence-switch').click();
    await this.at('presence-online').click();
    await this.page.locator('[data-testid="presence-switch"][data-state="online"]').waitFor();
  }

  get offer(): Locator {
    return this.at('offer-card');
  }

  async accept(): Promise<void> {
    const card = this.offer.first();
    const id = await card.getAttribute('data-offer');
    await card.getByTestId('offer-accept').click();
    await this.at('composer-text').waitFor();
    await this.page.locator(`[data-offer="${id}"]`).waitFor({ state: 'detached' });
  }

  /** By the keyboard, what goes when it is pressed: the focus goes on to something else. */
  async pressAway(button: Locator): Promise<void> {
    await button.press('Enter');
    await button.waitFor({ state: 'detached' });
    const focus = () => this.page.evaluate(() => document.activeElement?.tagName);
    await expect.poll(focus, { timeout: PATIENCE_MS }).not.toBe('BODY');
  }

  async write(text: string): Promise<void> {
    await this.at('reply-tab').click();
    await this.at('composer-text').fill(text);
    await this.page.keyboard.press('Control+Enter');
  }

  async note(text: string): Promise<void> {
    await this.at('note-tab').click();
    await this.at('composer-text').fill(text);
    await this.at('send').click();
    await this.at('note').filter({ hasText: text }).waitFor();
    await this.at('reply-tab').click();
  }

  /** Types `/`, picks by keyboard, sends. @returns what was put in */
  async cannedReply(shortcut: string): Promise<string> {
    await this.at('reply-tab').click();
    await this.at('composer-text').click();
    await this.page.keyboard.type(`/${shortcut}`);
    await this.at('canned-option').first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.at('canned-list').waitFor({ state: 'detached' });
    const text = await this.at('composer-text').inputValue();
    await this.page.keyboard.press('Control+Enter');
    return text;
  }

  async attach(files: UploadFile[]): Promise<void> {
    await this.at('reply-tab').click();
    await this.at('composer').locator('input[type=file]').setInputFiles(files);
    await expect
      .poll(() => this.page.locator('[data-testid="upload"][data-done]').count(), { timeout: PATIENCE_MS })
      .toBe(files.length);
    await this.at('send').click();
  }

  async transfer(toName: string, note: string): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.at('transfer').click();
    await this.page.locator(`[data-testid="transfer-agent"][data-name="${toName}"]`).click();
    await this.at('transfer-note').fill(note);
    await this.at('transfer-submit').click();
    await this.at('transfer-submit').waitFor({ state: 'detached' });
  }

  async closeConversation(outcome: string, note: string): Promise<void> {
    await this.at('close').click();
    const chip = this.page.locator(`[data-testid="outcome"][data-outcome="${outcome}"]`);
    await chip.locator('label').click();
    await expect.poll(() => chip.locator('input').isChecked(), { timeout: PATIENCE_MS }).toBe(true);
    await this.at('close-note').fill(note);
    await this.at('close-submit').click();
  }

  message(text: string): Locator {
    return this.at('message').filter({ hasText: text });
  }

  delivery(text: string, state: string): Locator {
    return this.message(text).locator(`[data-testid="delivery"][data-state="${state}"]`);
  }

  system(kind: string): Locator {
    return this.page.locator(`[data-testid="system-line"][data-kind="${kind}"]`);
  }

  /** The messages of the thread as they stand, in their order. */
  texts(): Promise<string[]> {
    return this.at('message').locator('.wrap').allInnerTexts();
  }
}
