/** How many deliveries are under way in each lane; what goes by one lane shares connections, and waits for itself only. */
export function makeLanes(roomOf: (lane: string) => number) {
  const busy = new Map<string, number>();
  /** Where order counts, one waits for the other. */
  const inOrder = new Set<string>();
  const most = (lane: string) => (inOrder.has(lane) ? 1 : roomOf(lane));

  return {
    hasRoom: (lane: string): boolean => (busy.get(lane) ?? 0) < most(lane),

    full: (): string[] => [...busy].filter(([lane, count]) => count >= most(lane)).map(([lane]) => lane),

    /** Takes a place while the work lasts. */
    async run(lane: string, ordered: boolean, work: () => Promise<void>): Promise<void> {
      busy.set(lane, (busy.get(lane) ?? 0) + 1);
      if (ordered) inOrder.add(lane);
      try {
        await work();
      } finally {
        const left = (busy.get(lane) ?? 0) - 1;
        if (left > 0) busy.set(lane, left);
        else {
          busy.delete(lane);
          inOrder.delete(lane);
        }
      }
    },
  };
}
