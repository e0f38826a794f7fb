import { randomUUID } from 'node:crypto';
import type { Server } from 'socket.io';
import { makeTally } from './tally.js';

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
  /** Of what it is that the nodes have, for their messages. */
  name: string;
  beatMs: number;
  /** What this node has. */
  here: ReadonlySet<string>;
  /** The first of the others has it now, or the last of them has it no longer. */
  onThere?: (came: string[], left: string[]) => void;
  /** A node is gone, and these with it: told on one of the nodes that are left. */
  onGone?: (ids: string[]) => void;
}

/**
 * What other nodes have, as who is in the chat there. Each tells the others what comes and goes, and beats; whoever hears of a
 * version that does not follow on the one they know asks for all of it. So a lost message is made good at the next beat, and a node
 * that was killed is forgotten with what it had when it has missed three.
 */
export function amongNodes({ io, name, beatMs, here, onThere, onGone }: Needs) {
  const node = randomUUID();
  const nodes = new Map<string, Node>();
  const { moves, isThere } = makeTally(onThere);
  let version = 0;
  let [came, left] = [new Set<string>(), new Set<string>()];
  let flushing: NodeJS.Timeout | undefined;
  let telling: NodeJS.Timeout | undefined;
  const stamp = (): Beat => ({ node, version, everyMs: beatMs });
  const tell = (what: string, message: object) => void io.serverSideEmit(`${name}:${what}`, message);
  const holds = (one: Node, beat: Beat) => {
    clearTimeout(one.ends);
    one.ends = setTimeout(() => forget(beat.node), MISSED_BEATS * beat.everyMs);
  };

  function flush(): void {
    clearTimeout(flushing);
    flushing = undefined;
    if (came.size + left.size === 0) return;
    version += 1;
    tell('moved', { ...stamp(), came: [...came], left: [...left] } satisfies Moved);
    [came, left] = [new Set(), new Set()];
  }

  function note(to: Set<string>, from: Set<string>, id: string): void {
    from.delete(id);
    to.add(id);
    flushing ??= setTimeout(flush, TOGETHER_MS);
  }

  function onMoved(moved: Moved): void {
    const known = nodes.get(moved.node);
    if (known) holds(known, moved);
    if (!known || moved.version > known.version + 1) ask(moved.node);
    else if (moved.version > known.version) {
      known.version = moved.version;
      moves(known.here, moved.came, moved.left);
    }
  }

  function onBeat(beat: Beat): void {
    const known = nodes.get(beat.node);
    if (known) holds(known, beat);
    if (known?.version !== beat.version) ask(beat.node);
  }

  function onAll(all: All): void {
    const known = nodes.get(all.node) ?? { version: all.version, here: new Set<string>(), ends: undefined };
    if (known.version > all.version) return;
    nodes.set(all.node, known);
    known.version = all.version;
    holds(known, all);
    const now = new Set(all.here);
    const gone = [...known.here].filter((id) => !now.has(id));
    moves(known.here, now, gone);
  }

  const ask = (of: string | null) => tell('ask', { of } satisfies Ask);

  function onAsk({ of }: Ask): void {
    if (of !== null && of !== node) return;
    telling ??= setTimeout(tellAll, 0);
  }

  function tellAll(): void {
    flush();
    tell('all', { ...stamp(), here: [...here] } satisfies All);
    telling = setTimeout(() => {
      telling = undefined;
    }, ALL_EVERY_MS);
  }

  function beat(): void {
    flush();
    tell('beat', stamp());
  }

  function forget(id: string): void {
    const gone = nodes.get(id);
    if (!gone) return;
    nodes.delete(id);
    const had = [...gone.here];
    moves(gone.here, [], had);
    const lost = had.filter((one) => !here.has(one) && !isThere(one));
    const speaks = [...nodes.keys()].every((other) => node < other);
    if (lost.length > 0 && speaks) onGone?.(lost);
  }

  const listeners = { moved: onMoved, beat: onBeat, all: onAll, ask: onAsk };
  for (const [what, listener] of Object.entries(listeners)) io.on(`${name}:${what}`, listener);
  const beating = setInterval(beat, beatMs);
  ask(null);

  return {
    isThere,
    came: (id: string) => note(came, left, id),
    left: (id: string) => note(left, came, id),
    stop(): void {
      for (const timer of [flushing, telling, beating, ...[...nodes.values()].map(({ ends }) => ends)])
        clearTimeout(timer);
      for (const [what, listener] of Object.entries(listeners)) io.off(`${name}:${what}`, listener);
    },
  };
}
