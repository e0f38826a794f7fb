/** A visitor of the sample shop, with the widget, as a test speaks of them. */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from '../../eventually.js';
import type { UploadFile } from './files.js';
import { PATIENCE_MS } from './stage.js';

export interface FormAnswers {
  name?: string;
  email?: string;
  /** The topic's place in the list. */
  topic: number;
  text: string;
}

export class Visitor {
  readonly frame: FrameLocator;

  constructor(readonly page: Page) {
    this.frame = page.frameLocator('[data-testid="panel"]');
  }

  at(testId: string): Locator {
    return this.frame.getByTestId(testId);
  }

  /** The language follows the shop's page. */
  async visit(url: string, path = '/demo/'): Promise<void> {
    await this.page.goto(`${url}${path}`);
    await this.page.getByTestId('launcher').waitFor();
  }

  /** After a reload the panel may already be open, or open by itself a moment later: a second press would close it. */
  async open(): Promise<void> {
    const launcher = this.page.getByTestId('launcher');
    await eventually(async () => {
      if ((await launcher.getAttribute('aria-expanded')) === 'false') await launcher.click();
      await this.frame.locator('[data-view]').waitFor({ timeout: 5_000 });
    }, PATIENCE_MS);
  }

  /** From wherever the widget opened to the conversation there is. */
  async intoChat(): Promise<void> {
    await this.at('home-resume').or(this.at('composer')).first().waitFor();
    if (await this.at('home-resume').isVisible()) await this.at('home-resume').click();
    await this.at('composer').waitFor();
  }

  async begin({ name, email, topic, text }: FormAnswers): Promise<void> {
    await this.at('home-start').click();
    await this.at(topic === 0 ? 'form-topic' : `form-topic-${topic}`).check();
    if (name !== undefined) await this.at('form-name').fill(name);
    if (email !== undefined) await this.at('form-email').fill(email);
    await this.at('form-text').fill(text);
    await this.at('form-submit').click();
    await this.bubble(text).waitFor();
  }

  async write(text: string): Promise<void> {
    await this.at('composer').fill(text);
    await this.at('send').click();
  }

  /** Ends the conversation, as a visitor may at any time. */
  async end(): Promise<void> {
    await this.at('menu').click();
    await this.at('menu-end').click();
    await this.at('end-confirm').click();
    await this.line('conversation.closed').waitFor();
  }

  async attach(files: UploadFile[]): Promise<void> {
    await this.at('attach-input').setInputFiles(files);
  }

  bubble(text: string): Locator {
    return this.at('bubble').filter({ hasText: text });
  }

  delivery(text: string, state: string): Locator {
    return this.bubble(text).locator(`[data-testid="delivery"][data-state="${state}"]`);
  }

  line(kind: string): Locator {
    return this.frame.locator(`[data-testid="line"][data-kind="${kind}"]`);
  }

  /** The texts of the log as they stand, in their order. */
  texts(): Promise<string[]> {
    return this.at('bubble').locator('.text').allInnerTexts();
  }
}
