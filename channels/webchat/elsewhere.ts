import { randomUUID } from 'node:crypto';
import type { Server } from 'socket.io';

/** So many milliseconds of coming and going travel together. */
const TOGETHER_MS = 20;
/** Beats that a node may miss before it counts as gone: it was killed, or cut off. */
const MISSED_BEATS = 3;
/** However many ask for all of it, it is told once in this time. */
const ALL_EVERY_MS = 1_000;

interface Beat {
  node: string;
  /** Rises by one with each `Moved`. */
  version: number;
  everyMs: number;
}
interface Moved extends Beat {
  came: string[];
  left: string[];
}
interface All extends Beat {
  here: string[];
}
/** Of one node, or, with null, of all. */
interface Ask {
  of: string | null;
}

interface Node {
  version: number;
  here: Set<string>;
  /** Fires when it has been silent for too long. */
  ends: NodeJS.Timeout | undefined;
}

interface Needs {
  io: Server;
  beatMs: number;
  /** The customers that are in the chat on this node. */
  here: ReadonlySet<string>;
  /** A node is gone, and these with it: told on one of the nodes that are left. */
  onGone: (customerIds: string[]) => void;
}

/**
 * Who is in the chat on other nodes. Each tells the others who comes and goes, and beats; whoever hears of a version that does not
 * follow on the one they know asks for all of it. So a lost message is made good at the next beat, and a node that was killed is
 * forgotten with its visitors when it has missed three.
 */
export function makeElsewhere({ io, beatMs, here, onGone }: Needs) {
  const node = randomUUID();
  const nodes = new Map<string, Node>();
  let version = 0;
  let [came, left] = [new Set<string>(), new Set<string>()];
  let flushing: NodeJS.Timeout | undefined;
  let telling: NodeJS.Timeout | undefined;
  const stamp = (): Beat => ({ node, version, everyMs: beatMs });
  const holds = (one: Node, beat: Beat) => {
    clearTimeout(one.ends);
    one.ends = setTimeout(() => forget(beat.node), MISSED_BEATS * beat.everyMs);
  };

  function flush(): void {
    clearTimeout(flushing);
    flushing = undefined;
    if (came.size + left.size === 0) return;
    version += 1;
    io.serverSideEmit('visitors:moved', { ...stamp(), came: [...came], left: [...left] } satisfies Moved);
    [came, left] = [new Set(), new Set()];
  }

  function note(to: Set<string>, from: Set<string>, customerId: string): void {
    from.delete(customerId);
    to.add(customerId);
    flushing ??= setTimeout(flush, TOGETHER_MS);
  }

  function onMoved(moved: Moved): void {
    const known = nodes.get(moved.node);
    if (known) holds(known, moved);
    if (!known || moved.version > known.version + 1) ask(moved.node);
    else if (moved.version > known.version) {
      known.version = moved.version;
      for (const id of moved.left) known.here.delete(id);
      for (const id of moved.came) known.here.add(id);
    }
  }

  function onBeat(beat: Beat): void {
    const known = nodes.get(beat.node);
    if (known) holds(known, beat);
    if (known?.version !== beat.version) ask(beat.node);
  }

  function onAll(all: All): void {
    const known = nodes.get(all.node);
    if (known && known.version > all.version) return;
    const fresh: Node = { version: all.version, here: new Set(all.here), ends: known?.ends };
    holds(fresh, all);
    nodes.set(all.node, fresh);
  }

  const ask = (of: string | null) => void io.serverSideEmit('visitors:ask', { of } satisfies Ask);

  function onAsk({ of }: Ask): void {
    if (of !== null && of !== node) return;
    telling ??= setTimeout(tellAll, 0);
  }

  function tellAll(): void {
    flush();
    io.serverSideEmit('visitors:all', { ...stamp(), here: [...here] } satisfies All);
    telling = setTimeout(() => {
      telling = undefined;
    }, ALL_EVERY_MS);
  }

  function beat(): void {
    flush();
    io.serverSideEmit('visitors:beat', stamp());
  }

  function forget(id: string): void {
    const was = nodes.get(id)?.here ?? new Set<string>();
    nodes.delete(id);
    const lost = [...was].filter((customerId) => !here.has(customerId) && !isThere(customerId));
    const speaks = [...nodes.keys()].every((other) => node < other);
    if (lost.length > 0 && speaks) onGone(lost);
  }

  const isThere = (customerId: string): boolean => [...nodes.values()].some((one) => one.here.has(customerId));

  const listeners = { moved: onMoved, beat: onBeat, all: onAll, ask: onAsk };
  for (const [name, listener] of Object.entries(listeners)) io.on(`visitors:${name}`, listener);
  const beating = setInterval(beat, beatMs);
  ask(null);

  return {
    isThere,
    came: (customerId: string) => note(came, left, customerId),
    left: (customerId: string) => note(left, came, customerId),
    stop(): void {
      for (const timer of [flushing, telling, beating, ...[...nodes.values()].map(({ ends }) => ends)])
        clearTimeout(timer);
      for (const [name, listener] of Object.entries(listeners)) io.off(`visitors:${name}`, listener);
    },
  };
}
