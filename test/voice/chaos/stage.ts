/** A company with agents at their pages, where calls are played: everything waits for what the carrier or an agent's page shows. */
import type { CallRecord, OfferView } from '../../../server/contract/index.js';
import type { AgentLine } from '../../clients.js';
import { aVoiceCompany, OURS } from '../company.js';

const NAMES = ['Ana', 'Bo', 'Cem'];
/** Longer than any fault delays, so that an offer ends by nobody's doing only where it is let pass. */
export const OFFER_SECONDS = 300;
/** Turns of the clock by a second that anything may take: who is lost is looked for after five minutes, perhaps twice. */
const MOST_TURNS = 1_000;
const TURNS_PER_SWEEP = 15;

export type Stage = Awaited<ReturnType<typeof aStage>>;
type Company = Awaited<ReturnType<typeof aVoiceCompany>>;

export interface Agent {
  name: string;
  id: string;
  line: AgentLine;
  page: ReturnType<Company['client']>;
}

/** One call as it is played. */
export interface Scene {
  stage: Stage;
  phone: ReturnType<Company['phone']>;
  sid: string;
  /** Offers that were answered, or let pass, already. */
  seen: Set<string>;
  /** Who talks with the caller. */
  talker: Agent | null;
}

export async function aStage(seed: number) {
  const company = await aVoiceCompany({ agents: NAMES, queue: { offerSeconds: OFFER_SECONDS }, seed });
  const agents: Agent[] = [];
  for (const name of NAMES) {
    const line = await company.online(name);
    agents.push({ name, id: company.people[name]!.id, line, page: company.client(name) });
  }

  /** Turns the clock by a second again and again until it is so. @throws what was waited for, when it never is */
  async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
    for (let left = MOST_TURNS; left > 0; left -= 1) {
      const found = await look();
      if (found) return found;
      await company.carrier.advance(1_000);
      if (left % TURNS_PER_SWEEP === 0) await company.app.parts.voice.sweep();
    }
    throw new Error(`waited in vain until ${what}`);
  }

  return {
    ...{ company, agents, until },
    call: (sid: string): Promise<CallRecord | null> => company.calls.bySid(sid),
    /** Everybody is there and free, and nothing goes wrong; a call that came to no end before is over. */
    async ready(): Promise<void> {
      company.carrier.faults.clear();
      for (const phone of company.carrier.phones()) phone.hangUp();
      for (const { line, page } of agents) {
        line.forget();
        page.register();
        await line.ask('presence:set', { presence: 'online' });
      }
    },
    async close(): Promise<void> {
      for (const { line } of agents) line.close();
      await company.close();
    },
  };
}

/** Somebody rings us, and hears us. */
export async function ringIn(stage: Stage): Promise<Scene> {
  const phone = stage.company.phone();
  const { sid } = phone.ring(OURS)!;
  await stage.until('the call is answered', () => phone.call()?.answeredAt || phone.call()?.endedAt);
  await stage.company.carrier.settled();
  return { stage, phone, sid, seen: new Set(), talker: null };
}

/** The next offer of this call, to whomever. */
export async function offered({ stage, sid, seen }: Scene): Promise<{ agent: Agent; offer: OfferView }> {
  const found = await stage.until('the call is offered to somebody', async () => {
    const conversationId = (await stage.call(sid))?.conversationId;
    for (const agent of stage.agents)
      for (const offer of agent.line.all('offer:made'))
        if (offer.conversationId === conversationId && !seen.has(offer.id)) return { agent, offer };
    return null;
  });
  seen.add(found.offer.id);
  return found;
}
