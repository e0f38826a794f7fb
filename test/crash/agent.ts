import { randomUUID } from 'node:crypto';
import type { AgentPresenceView, ConversationView, OfferView } from '../../server/contract/index.js';
import { type Api, apiAt } from '../api.js';
import { type AgentLine, agentAt, Refusal } from '../clients.js';
import type { Person } from '../company.js';
import { pause } from './chance.js';
import { type Load, PASSING, type Said } from './load.js';

const OUTCOMES = ['solved', undefined];

/** Takes what is offered (not always), answers, closes, hands on; sends again what was not acknowledged. */
export class Agent {
  readonly acked: (Said & { conversationId: string; customerId: string })[] = [];
  private readonly api: Api;
  private line: AgentLine | null = null;
  private pending: { said: Said; conversation: ConversationView } | null = null;
  private n = 0;

  constructor(
    private readonly load: Load,
    readonly name: string,
    readonly person: Person,
    private readonly queueIds: string[],
  ) {
    this.api = apiAt(load.url);
  }

  get quiet(): boolean {
    return this.line !== null && this.pending === null;
  }

  async run(): Promise<void> {
    while (!this.load.over) {
      try {
        const line = await this.connected();
        if (this.pending) await this.send(this.pending);
        else if (!this.load.paused) await this.work(line);
      } catch (error) {
        this.failed(error);
      }
      await pause(this.load.chance.between(20, 120));
    }
    this.line?.close();
  }

  private failed(error: unknown): void {
    if (error instanceof Refusal && ![...PASSING, 'offer.gone'].includes(error.code))
      this.load.surprises.push(`${this.name} was refused: ${error.message}`);
    if (!this.line?.socket.connected) this.line = null;
  }

  private async connected(): Promise<AgentLine> {
    if (this.line?.socket.connected) return this.line;
    this.line = null;
    const line = await agentAt(this.load.url, this.person.cookie);
    line.socket.on('offer:made', (offer: OfferView) => void this.answer(line, offer).catch((e) => this.failed(e)));
    line.socket.on('presence:changed', (presence: AgentPresenceView) => this.watch(presence));
    const desk = await line.ask('desk:open', {});
    if (desk.presence.state !== 'online') await line.ask('presence:set', { presence: 'online' });
    this.line = line;
    for (const offer of desk.offers) await line.ask('offer:accept', { offerId: offer.id }).catch((e) => this.failed(e));
    return line;
  }

  /** Nobody picks by hand in this load, so nobody may ever hold more than their capacity. */
  private watch({ name, load, capacity }: AgentPresenceView): void {
    if (load > capacity) this.load.surprises.push(`${name} holds ${load} of ${capacity}`);
  }

  private async answer(line: AgentLine, { id: offerId }: OfferView): Promise<void> {
    const { chance } = this.load;
    await pause(chance.between(0, 60));
    if (chance.is(0.8)) await line.ask('offer:accept', { offerId });
    else if (chance.is(0.5)) await line.ask('offer:decline', { offerId });
  }

  private async work(line: AgentLine): Promise<void> {
    const { chance } = this.load;
    if (chance.is(0.1)) await line.ask('presence:set', { presence: 'online' });
    const { cookie } = this.person;
    const { body } = await this.api.call('conversations.list', { cookie, query: { view: 'mine' } });
    const conversation = chance.of((body.items ?? []).filter(({ state }) => state === 'active'));
    if (!conversation) return;
    const params = { id: conversation.id };
    if (chance.is(0.1)) {
      const outcome = chance.of(OUTCOMES);
      await this.api.call('conversations.close', { cookie, params, body: { ...(outcome && { outcome }) } });
    } else if (chance.is(0.05)) {
      const toQueueId = chance.of(this.queueIds)!;
      await this.api.call('conversations.transfer', { cookie, params, body: { toQueueId } });
    } else {
      this.n += 1;
      const said = { clientId: randomUUID(), n: this.n, text: `${this.name} ${this.n}` };
      this.pending = { said, conversation };
      await this.send(this.pending);
    }
  }

  private async send({ said, conversation }: { said: Said; conversation: ConversationView }): Promise<void> {
    const { id, customerId } = conversation;
    const body = { clientId: said.clientId, text: said.text, attachmentIds: [] };
    const { status, error } = await this.api.call('conversations.reply', {
      cookie: this.person.cookie,
      params: { id },
      body,
    });
    if (status === 202) this.acked.push({ ...said, conversationId: id, customerId });
    else if (status >= 500 || status === 429)
      return; // again
    else if (status !== 409 && error?.code !== 'conversation.missing')
      this.load.surprises.push(`${this.name}'s reply was refused: ${error?.code}`);
    this.pending = null;
  }
}
