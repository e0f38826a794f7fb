interface LineOptions<T> {
  /** How much is dealt with at once: so many, where each weighs 1. What weighs more is dealt with alone. */
  atOnce: number;
  weightOf: (item: T) => number;
  /** How many may wait before whoever brings more is held up. */
  most: number;
}

/** Work in the order it came, so much at once, and no more waiting than there is memory for. The rest is the sweep's. */
export function makeLine<T>(work: (item: T) => Promise<void>, { atOnce, weightOf, most }: LineOptions<T>) {
  const waiting: T[] = [];
  const underWay = new Set<Promise<void>>();
  let inHand = 0;
  let heldUp: (() => void)[] = [];
  let stopped = false;

  function letGo(): void {
    if (waiting.length >= most && !stopped) return;
    const held = heldUp;
    heldUp = [];
    for (const go of held) go();
  }

  const hasRoomFor = (item: T) => underWay.size === 0 || inHand + weightOf(item) <= atOnce;

  function pump(): void {
    while (!stopped && waiting.length > 0 && hasRoomFor(waiting[0] as T)) begin(waiting.shift() as T);
  }

  function begin(item: T): void {
    const weight = weightOf(item);
    const running: Promise<void> = work(item).finally(() => {
      underWay.delete(running);
      inHand -= weight;
      pump();
      letGo();
    });
    underWay.add(running);
    inHand += weight;
  }

  return {
    /** Resolves when there is room for another. `work` must not reject. */
    async push(item: T): Promise<void> {
      if (stopped) return;
      waiting.push(item);
      pump();
      if (waiting.length >= most) await new Promise<void>((go) => heldUp.push(go));
    },
    /** Takes up nothing more; resolves when what is under way is done. */
    async stop(): Promise<void> {
      stopped = true;
      letGo();
      await Promise.all(underWay);
    },
  };
}
