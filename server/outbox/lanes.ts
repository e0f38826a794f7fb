/** How many deliveries are under way in each lane; what goes by one lane shares connections, and waits for itself only. */
export function makeLanes(atOnce: number) {
  const busy = new Map<string, number>();

  return {
    hasRoom: (lane: string): boolean => (busy.get(lane) ?? 0) < atOnce,

    full: (): string[] => [...busy].filter(([, count]) => count >= atOnce).map(([lane]) => lane),

    /** Takes a place while the work lasts. */
    async run(lane: string, work: () => Promise<void>): Promise<void> {
      busy.set(lane, (busy.get(lane) ?? 0) + 1);
      try {
        await work();
      } finally {
        const left = (busy.get(lane) ?? 0) - 1;
        if (left > 0) busy.set(lane, left);
        else busy.delete(lane);
      }
    },
  };
}
