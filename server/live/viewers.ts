import type { Server } from 'socket.io';
import { amongNodes } from '../platform/index.js';
import { type AgentNamespace, viewersRoom } from './agent-socket.js';

export interface Viewer {
  id: string;
  name: string;
}

/** That somebody has a conversation open, as it is told to other nodes. */
const wordOf = (conversationId: string, { id, name }: Viewer): string => JSON.stringify([conversationId, id, name]);
const meant = (word: string) => {
  const [conversationId, id, name] = JSON.parse(word) as [string, string, string];
  return { conversationId, viewer: { id, name } };
};

/** Words by conversation and by what says them. */
class Words {
  readonly #all = new Map<string, Map<string, string>>();

  of = (conversationId: string): string[] => [...(this.#all.get(conversationId)?.values() ?? [])];

  put(conversationId: string, by: string, word: string): void {
    const those = this.#all.get(conversationId) ?? new Map<string, string>();
    this.#all.set(conversationId, those.set(by, word));
  }

  /** @returns what was there */
  take(conversationId: string, by: string): string | undefined {
    const those = this.#all.get(conversationId);
    const word = those?.get(by);
    those?.delete(by);
    if (those?.size === 0) this.#all.delete(conversationId);
    return word;
  }
}

/**
 * Who has which conversation open, on this node and, by what the others tell, elsewhere: nobody who opens one waits for other
 * nodes. Those who look at it here are told of every change.
 * @param beatMs of what the nodes tell each other; null where there is one only
 */
export function makeViewers(io: Server, namespace: AgentNamespace, beatMs: number | null) {
  /** By socket. */
  const here = new Words();
  const there = new Words();
  const mine = new Set<string>();
  const nodes = beatMs === null ? null : amongNodes({ io, name: 'viewers', beatMs, here: mine, onThere });

  function of(conversationId: string): Viewer[] {
    const words = [...there.of(conversationId), ...here.of(conversationId)];
    return [...new Map(words.map((word) => [meant(word).viewer.id, meant(word).viewer])).values()];
  }

  function tell(conversationId: string): void {
    const notice = { conversationId, viewers: of(conversationId) };
    namespace.local.to(viewersRoom(conversationId)).emit('viewers:changed', notice);
  }

  function onThere(came: string[], left: string[]): void {
    for (const word of left) there.take(meant(word).conversationId, word);
    for (const word of came) there.put(meant(word).conversationId, word, word);
    for (const id of new Set([...left, ...came].map((word) => meant(word).conversationId))) tell(id);
  }

  return {
    of,

    came(conversationId: string, socketId: string, viewer: Viewer): void {
      const word = wordOf(conversationId, viewer);
      here.put(conversationId, socketId, word);
      if (!mine.has(word)) nodes?.came(word);
      mine.add(word);
      tell(conversationId);
    },

    left(conversationId: string, socketId: string): void {
      const word = here.take(conversationId, socketId);
      if (word === undefined) return;
      if (!here.of(conversationId).includes(word)) {
        mine.delete(word);
        nodes?.left(word);
      }
      tell(conversationId);
    },

    stop: () => nodes?.stop(),
  };
}

export type Viewers = ReturnType<typeof makeViewers>;
