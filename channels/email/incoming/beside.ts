import { nextRoundAt, type Pace } from './rounds.js';

/** A mail on its way to the timeline. */
export interface Place {
  /** Its mailbox. */
  group: string;
  /** What it touches; null as long as nobody knows. */
  touches: readonly string[] | null;
  isRunning: boolean;
}

/**
 * Which of these may begin, given in the order they came: whatever touches nothing that one before it in its mailbox touches. Behind
 * one of which that is not known yet, all of its mailbox wait.
 * @param most that run at once, with those that run already
 */
export function mayBegin<P extends Place>(places: readonly P[], most: number): P[] {
  const taken = new Map<string, Set<string>>();
  const closed = new Set<string>();
  const ready: P[] = [];
  let room = most - places.filter(({ isRunning }) => isRunning).length;
  for (const place of places) {
    const { group, touches, isRunning } = place;
    if (room <= 0) break;
    if (closed.has(group)) continue;
    const before = taken.get(group) ?? new Set();
    taken.set(group, before);
    if (touches === null) closed.add(group);
    else if (!isRunning && !touches.some((one) => before.has(one))) {
      ready.push(place);
      room -= 1;
    }
    for (const one of touches ?? []) before.add(one);
  }
  return ready;
}

/**
 * Runs what cannot meet beside each other, and what can in the order it came. Within this process: other nodes are the store's to
 * settle. They begin in rounds, for the store's sake (`rounds.ts`).
 */
export function makeBeside(most: number, pace: Pace) {
  const places: (Place & { begin(): void })[] = [];
  let began = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;

  function review(): void {
    clearTimeout(later);
    const now = performance.now();
    const underWay = places.filter(({ isRunning }) => isRunning).length;
    const waitMs = nextRoundAt({ underWay, began, pace }) - now;
    if (waitMs > 0 && underWay < places.length) later = setTimeout(review, waitMs);
    if (waitMs > 0) return;
    for (const place of mayBegin(places, most)) {
      place.isRunning = true;
      began = now;
      place.begin();
    }
  }

  /** @param touched must not reject */
  return async function run(group: string, touched: Promise<readonly string[]>, work: () => Promise<void>) {
    const turn = new Promise<void>((begin) => places.push({ group, touches: null, isRunning: false, begin }));
    const place = places.at(-1)!;
    place.touches = await touched;
    review();
    await turn;
    try {
      await work();
    } finally {
      places.splice(places.indexOf(place), 1);
      review();
    }
  };
}
