interface LineOptions {
  /** How many are dealt with at once. */
  atOnce: number;
  /** How many may wait before whoever brings more is held up. */
  most: number;
}

/** Work in the order it came, so much at once, and no more waiting than there is memory for. The rest is the sweep's. */
export function makeLine<T>(work: (item: T) => Promise<void>, { atOnce, most }: LineOptions) {
  const waiting: T[] = [];
  const underWay = new Set<Promise<void>>();
  let heldUp: (() => void)[] = [];
  let stopped = false;

  function letGo(): void {
    if (waiting.length >= most && !stopped) return;
    const held = heldUp;
    heldUp = [];
    for (const go of held) go();
  }

  function pump(): void {
    while (!stopped && underWay.size < atOnce && waiting.length > 0) {
      const running: Promise<void> = work(waiting.shift() as T).finally(() => {
        underWay.delete(running);
        pump();
        letGo();
      });
      underWay.add(running);
    }
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
