/** A phone of the demo's telephone company, on the page where visitors of the demo are its customers. */
import type { Locator, Page } from 'playwright-core';

export class Handset {
  private readonly card: Locator;

  constructor(
    readonly page: Page,
    readonly number: string,
  ) {
    this.card = page.getByRole('article', { name: number });
  }

  /** To the phones; in the language of the page's context. */
  static async open(page: Page, url: string, number: string): Promise<Handset> {
    await page.goto(`${url}/demo/carrier`);
    const handset = new Handset(page, number);
    await handset.card.waitFor();
    return handset;
  }

  /** Rings the company, and waits until its menu asks: what is pressed before that goes nowhere. */
  async ring(): Promise<void> {
    await this.card.locator('.ring').click();
    await this.hears('را فشار دهید');
  }

  press(key: string): Promise<void> {
    return this.card.locator(`.keys [data-key="${key}"]`).click();
  }

  async say(text: string): Promise<void> {
    await this.card.locator('.say input').fill(text);
    await this.card.locator('.say button').click();
  }

  hears(words: string): Promise<void> {
    return this.heard(words).last().waitFor();
  }

  heard(words: string): Locator {
    return this.card.locator('.heard li').filter({ hasText: words });
  }

  /** What rings, also a moment later. */
  answer(): Promise<void> {
    return this.card.locator('.answer').click();
  }

  hangUp(): Promise<void> {
    return this.card.locator('.hang-up').click();
  }

  /** A text that came, or was sent. */
  text(words: string): Locator {
    return this.card.locator('.thread li').filter({ hasText: words });
  }

  isFree(): Promise<void> {
    return this.card.locator('.ring').waitFor();
  }
}
