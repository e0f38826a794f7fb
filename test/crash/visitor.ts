import { randomUUID } from 'node:crypto';
import type { VisitorTouchpointView } from '../../server/contract/index.js';
import { aStart, Refusal, type VisitorLine, visitorAt } from '../clients.js';
import { pause } from './chance.js';
import { type Load, PASSING, type Said } from './load.js';

/** Writes a few messages at a time, and whatever was not acknowledged again, in order, with the same ids. */
export class Visitor {
  /** Acknowledged: the server must never forget these. */
  readonly acked: (Said & { id?: string })[] = [];
  /** Everything shown so far, by the visitor's own count. */
  readonly seen = new Map<number, VisitorTouchpointView>();
  customerId = '';
  token: string | undefined;
  private line: VisitorLine | null = null;
  private pending: Said[] = [];
  private begun: { clientId: string; text: string };
  private n = 0;

  constructor(
    private readonly load: Load,
    readonly name: string,
    private readonly site: { siteKey: string; queueId: string },
  ) {
    this.begun = { clientId: randomUUID(), text: `${name} 0` };
  }

  get quiet(): boolean {
    return this.token !== undefined && this.pending.length === 0 && this.line !== null;
  }

  async run(): Promise<void> {
    while (!this.load.over) {
      try {
        const line = await this.connected();
        if (!this.token) await this.begin(line);
        else await this.talk(line);
      } catch (error) {
        this.failed(error);
      }
      await pause(this.load.chance.between(20, 120));
    }
    this.line?.close();
  }

  private failed(error: unknown): void {
    if (error instanceof Refusal && !PASSING.includes(error.code))
      this.load.surprises.push(`${this.name} was refused: ${error.message}`);
    if (!this.line?.socket.connected) this.line = null;
  }

  private async connected(): Promise<VisitorLine> {
    if (this.line?.socket.connected) return this.line;
    this.line = null;
    const { siteKey } = this.site;
    const line = await visitorAt(this.load.url, { siteKey, ...(this.token && { token: this.token }) });
    line.socket.on('touchpoint:appended', (touchpoint: VisitorTouchpointView) => this.see(touchpoint));
    await this.catchUp(line);
    this.line = line;
    return line;
  }

  private async catchUp(line: VisitorLine): Promise<void> {
    for (let more = true; more; ) {
      const read = await line.ask('visit:open', { after: this.seenUpTo() });
      for (const touchpoint of read.touchpoints) this.see(touchpoint);
      more = read.more;
    }
  }

  /** The last one before the first gap: pushes may have run ahead. */
  private seenUpTo(): number {
    let last = 0;
    while (this.seen.has(last + 1)) last += 1;
    return last;
  }

  /** What was shown once stands for ever at its place. */
  private see(touchpoint: VisitorTouchpointView): void {
    const there = this.seen.get(touchpoint.seq);
    if (there && there.id !== touchpoint.id)
      this.load.surprises.push(`${this.name} saw two different touchpoints at ${touchpoint.seq}`);
    this.seen.set(touchpoint.seq, touchpoint);
  }

  private async begin(line: VisitorLine): Promise<void> {
    const start = aStart({ ...this.begun, queueId: this.site.queueId, name: this.name });
    const { token, customerId, seq } = await line.ask('conversation:start', start);
    if (this.customerId && this.customerId !== customerId) this.load.surprises.push(`${this.name} became two`);
    this.customerId = customerId;
    this.acked.push({ ...this.begun, n: 0 });
    if (seq < 1) this.load.surprises.push(`${this.name} was acknowledged without a place`);
    this.token = token ?? undefined;
    await this.catchUp(line);
  }

  private async talk(line: VisitorLine): Promise<void> {
    const { chance, paused } = this.load;
    const room = paused ? 0 : chance.between(0, 3);
    while (this.pending.length < room) {
      this.n += 1;
      this.pending.push({ clientId: randomUUID(), n: this.n, text: `${this.name} ${this.n}` });
    }
    const answers = await Promise.allSettled(this.pending.map((said) => this.say(line, said)));
    this.pending = this.pending.filter((_, i) => answers[i]?.status === 'rejected');
    for (const answer of answers) if (answer.status === 'rejected') this.failed(answer.reason);
  }

  private async say(line: VisitorLine, said: Said): Promise<void> {
    const { clientId, text } = said;
    const { id } = await line.ask('message:send', { clientId, text, attachmentIds: [] });
    this.acked.push({ ...said, id });
  }
}
