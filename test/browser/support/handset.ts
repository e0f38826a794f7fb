/** A phone of the demo's simulated carrier, as its page at /demo/carrier drives it. */
import { expect } from 'vitest';
import { PATIENCE_MS } from './stage.js';

interface CallSeen {
  status: string;
  isOver: boolean;
  heard: { how: string; text: string }[];
}

export class Handset {
  private constructor(
    private readonly url: string,
    private readonly phone: string,
  ) {}

  /** Rings the number of the sample company, and waits until its menu asks: what is pressed before that goes nowhere. */
  static async ring(url: string, phone: string): Promise<Handset> {
    const handset = new Handset(url, phone);
    const { numbers } = await handset.state();
    await handset.act({ act: 'ring', to: numbers[0]?.number });
    await handset.hears('/press.');
    return handset;
  }

  press(keys: string): Promise<void> {
    return this.act({ act: 'press', keys });
  }

  say(text: string): Promise<void> {
    return this.act({ act: 'say', text });
  }

  hears(words: string): Promise<void> {
    return this.until((call) => call?.heard.some(({ text }) => text.includes(words)) ?? false);
  }

  isOver(): Promise<void> {
    return this.until((call) => call === null || call.isOver);
  }

  private async act(body: object): Promise<void> {
    const answer = await fetch(`${this.url}/demo/carrier/acts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone: this.phone, ...body }),
    });
    if (!answer.ok) throw new Error(`the carrier answered ${answer.status}: ${await answer.text()}`);
  }

  private async state() {
    const answer = await fetch(`${this.url}/demo/carrier/state`);
    return (await answer.json()) as {
      numbers: { number: string }[];
      phones: { number: string; call: CallSeen | null }[];
    };
  }

  private async until(holds: (call: CallSeen | null) => boolean): Promise<void> {
    const now = async () => {
      const { phones } = await this.state();
      return holds(phones.find(({ number }) => number === this.phone)?.call ?? null);
    };
    await expect.poll(now, { timeout: PATIENCE_MS }).toBe(true);
  }
}
