import type { DeskEntry, DeskRecord, TouchpointRecord } from '../../server/contract/index.js';
import { AppError } from '../../server/platform/index.js';
import { unitsOn } from '../../server/routing/desk-moves.js';
import { DeskModel } from '../../server/routing/models.js';
import { TouchpointModel } from '../../server/timeline/index.js';
import type { Booted } from '../boot.js';
import { type Chance, pause } from '../crash/chance.js';

export interface CrewNeeds {
  parts: Booted['parts'];
  chance: Chance;
  /** Work strictly by what the router gives: nobody ever hands them anything, so nothing excuses too much on their desks. */
  steady: ReadonlySet<string>;
  leads: readonly string[];
  queueIds: readonly string[];
  /** How long a talk lasts at most, in milliseconds. */
  talkMs: number;
}

const LOOK_MS = 30;
/** What a crash left on two desks is found by the repairs within this time, also by the next router. */
const HANDOVER_MS = 30_000;
const SYSTEM = { type: 'system' } as const;

/** The desk, and what the timeline tells of everything on it. */
async function aboveCapacity(desk: DeskRecord): Promise<string> {
  const about = { conversationId: { $in: desk.entries.map(({ conversationId }) => conversationId) } };
  const told = await TouchpointModel.find(about).sort({ at: 1 }).lean<TouchpointRecord[]>();
  const lines = told.map(({ at, conversationId, kind, details }) =>
    [at.toISOString(), conversationId, kind, JSON.stringify(details)].join(' '),
  );
  return [`above capacity: ${JSON.stringify(desk)}`, `seen ${new Date().toISOString()}`, ...lines].join('\n');
}

/** Agents who accept, decline, ignore, close, hand on and take over, as their desks in the store stand; and a watch over the desks. */
export class Crew {
  over = false;
  /** Milliseconds: how slowly things go on this machine. */
  slowestLookMs = 0;
  readonly wrong = new Set<string>();
  /** Conversation and both desks → since when. */
  private readonly doubled = new Map<string, number>();
  private readonly begun = new Set<string>();
  private readonly acts = new Set<Promise<void>>();

  constructor(private readonly needs: CrewNeeds) {}

  async run(): Promise<void> {
    while (!this.over) {
      const began = performance.now();
      const desks = await DeskModel.find().lean<DeskRecord[]>();
      await this.watch(desks);
      for (const desk of desks) this.turnTo(desk);
      await pause(LOOK_MS);
      this.slowestLookMs = Math.max(this.slowestLookMs, performance.now() - began);
    }
    await Promise.all(this.acts);
  }

  /**
   * One look sees the desks as they stood at one moment. While it changes hands a conversation may be on two of them: whoever gives
   * begins with the desk. It may not stay so.
   */
  private async watch(desks: readonly DeskRecord[]): Promise<void> {
    const owners = new Map<string, string>();
    const seen = new Set<string>();
    for (const desk of desks.filter(({ _id }) => this.needs.steady.has(_id))) {
      if (unitsOn(desk) > 100 + 1e-6) this.wrong.add(await aboveCapacity(desk));
      for (const { conversationId, kind } of desk.entries) {
        if (kind === 'offer') continue;
        const other = owners.get(conversationId);
        owners.set(conversationId, desk._id);
        if (!other) continue;
        const both = `${conversationId} is with ${other} and ${desk._id}`;
        seen.add(both);
        if (performance.now() - (this.doubled.get(both) ?? Number.POSITIVE_INFINITY) > HANDOVER_MS)
          this.wrong.add(both);
        if (!this.doubled.has(both)) this.doubled.set(both, performance.now());
      }
    }
    for (const both of this.doubled.keys()) if (!seen.has(both)) this.doubled.delete(both);
  }

  private turnTo(desk: DeskRecord): void {
    const { parts, chance } = this.needs;
    if (desk.presence !== 'online' || desk.notResponding)
      this.once(`back ${desk._id} ${desk.version}`, () => parts.routing.setPresence(desk._id, 'online', null));
    for (const entry of desk.entries) {
      if (entry.kind === 'offer') this.once(`${entry.offerId}`, () => this.answer(desk._id, entry));
      else if (entry.kind === 'assigned')
        this.once(`${entry.conversationId} ${desk._id} ${+entry.since}`, () => this.talk(desk._id, entry), true);
    }
    if (chance.is(0.002)) void parts.routing.setPresence(desk._id, 'away', null);
  }

  /**
   * Each thing is done once, or again as long as the desk shows it: an acceptance is on the desk before the conversation knows.
   * Refusals belong to the game, anything else does not.
   */
  private once(what: string, act: () => Promise<unknown>, again = false): void {
    if (this.begun.has(what)) return;
    this.begun.add(what);
    const done = act()
      .then(() => {})
      .catch((error: unknown) => {
        if (!(error instanceof AppError)) this.wrong.add(String(error));
      })
      .finally(() => {
        this.acts.delete(done);
        if (again) this.begun.delete(what);
      });
    this.acts.add(done);
  }

  private async answer(agentId: string, { offerId }: DeskEntry): Promise<void> {
    const { parts, chance } = this.needs;
    const accept = () => parts.routing.acceptOffer(agentId, offerId ?? '');
    await pause(chance.between(0, 60));
    const what = chance.between(1, 100);
    if (what <= 10) await parts.routing.declineOffer(agentId, offerId ?? '');
    else if (what <= 15) await Promise.allSettled([accept(), accept()]);
    else if (what <= 97) await accept();
  }

  private async talk(agentId: string, { conversationId: id }: DeskEntry): Promise<void> {
    const { parts, chance, leads, queueIds, steady, talkMs } = this.needs;
    await pause(chance.between(0, talkMs));
    const lead = chance.of(leads.filter((one) => one !== agentId))!;
    const what = chance.between(1, 100);
    if (what <= 3) await parts.routing.takeOver(lead, id);
    else if (what <= 6) await parts.routing.transferToAgent(id, lead, { author: SYSTEM });
    else if (what <= 9) await parts.routing.transferToQueue(id, chance.of(queueIds)!, { author: SYSTEM });
    else await parts.conversations.close(id, { by: 'agent', ...(steady.has(agentId) && { ownerId: agentId }) });
  }
}
