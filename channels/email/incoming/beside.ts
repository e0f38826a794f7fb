/** When work begins that waits. */
export interface Pace {
  /** Another round does not begin sooner, even when all is done: more can come meanwhile. */
  shortestMs: number;
  /** Whoever is slow holds up those behind them for no longer. */
  longestMs: number;
}

interface Round {
  /** How many are at work still. */
  underWay: number;
  began: number;
  pace: Pace;
}

/** When those that wait may begin, if nobody ends before. */
export const nextRoundAt = ({ underWay, began, pace }: Round): number =>
  began + (underWay === 0 ? pace.shortestMs : pace.longestMs);

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
 * settle. It runs in rounds: what comes while some of it is under way waits for that, and then begins in one go. What begins together
 * asks the store for the same, step by step, and it is one question. So the more come, the less each costs, and the less they stand
 * in the way of whoever else asks; what comes alone waits for nobody.
 */
export function makeBeside(most: number, pace: Pace) {
  const places: (Place & { begin(): void })[] = [];
  let began = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;
  let isSoon = false;
  let stopped = false;

  /** Those who come in one turn of the event loop come together. */
  function reviewSoon(): void {
    if (!isSoon) setImmediate(review);
    isSoon = true;
  }

  function review(): void {
    isSoon = false;
    clearTimeout(later);
    const now = performance.now();
    const underWay = places.filter(({ isRunning }) => isRunning).length;
    const waitMs = stopped ? 0 : nextRoundAt({ underWay, began, pace }) - now;
    if (waitMs > 0 && underWay < places.length) later = setTimeout(review, waitMs);
    if (waitMs > 0) return;
    for (const place of mayBegin(places, most)) {
      place.isRunning = true;
      began = now;
      place.begin();
    }
  }

  return {
    /** @param touched must not reject */
    async run<T>(group: string, touched: Promise<readonly string[]>, work: () => Promise<T>): Promise<T> {
      const turn = new Promise<void>((begin) => places.push({ group, touches: null, isRunning: false, begin }));
      const place = places.at(-1)!;
      place.touches = await touched;
      reviewSoon();
      await turn;
      try {
        return await work();
      } finally {
        places.splice(places.indexOf(place), 1);
        reviewSoon();
      }
    },
    /** What waits need not wait for more to come: none will. */
    stop(): void {
      stopped = true;
      reviewSoon();
    },
  };
}
