interface Round {
  /** How many of it are at work still. */
  underWay: number;
  began: number;
  pace: Pace;
}

export interface Pace {
  /** Another does not begin sooner, even when all is done: more can come meanwhile. */
  shortestMs: number;
  /** Whoever is slow holds up those behind them for no longer. */
  longestMs: number;
}

/** When those that wait may begin, if nobody ends before. */
export const nextRoundAt = ({ underWay, began, pace }: Round): number =>
  began + (underWay === 0 ? pace.shortestMs : pace.longestMs);

/**
 * Work in rounds: what comes while some of it is under way waits for that, and then begins in one go. What begins together asks the
 * store for the same, step by step, and it is one question. So the more come, the less each costs, and the less they stand in the way
 * of whoever else asks; what comes alone waits for nobody.
 */
export function makeRounds(pace: Pace) {
  const round: Round = { underWay: 0, began: Number.NEGATIVE_INFINITY, pace };
  const waiting: (() => void)[] = [];
  let later: NodeJS.Timeout | undefined;
  let isSoon = false;

  /** Those who come in one turn of the event loop come together. */
  function reviewSoon(): void {
    if (!isSoon) setImmediate(review);
    isSoon = true;
  }

  function review(): void {
    isSoon = false;
    clearTimeout(later);
    if (waiting.length === 0) return;
    const now = performance.now();
    const waitMs = nextRoundAt(round) - now;
    if (waitMs > 0) {
      later = setTimeout(review, waitMs);
      return;
    }
    round.began = now;
    round.underWay += waiting.length;
    for (const begin of waiting.splice(0)) begin();
  }

  return async function inRound<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      waiting.push(begin);
      reviewSoon();
    });
    try {
      return await work();
    } finally {
      round.underWay -= 1;
      reviewSoon();
    }
  };
}
