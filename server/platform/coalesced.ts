/**
 * Gathers what is asked for within one turn of the event loop, and while the call before is under way, into one call. Each asker
 * gets the answer to what they asked, or its own error.
 * @param many answers in the order asked; an Error in a place fails that one only
 * @param most asked in one call; more wait for the next
 */
export function coalesced<A, B>(many: (asked: A[]) => Promise<(B | Error)[]>, most = 500): (asked: A) => Promise<B> {
  const waiting: { asked: A; resolve: (answer: B) => void; reject: (error: unknown) => void }[] = [];
  let running = false;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, most);
      try {
        const answers = await many(batch.map(({ asked }) => asked));
        batch.forEach(({ resolve, reject }, i) => {
          const answer = answers[i] as B | Error;
          if (answer instanceof Error) reject(answer);
          else resolve(answer);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  }

  return (asked) =>
    new Promise<B>((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (running) return;
      running = true;
      setImmediate(() => void run());
    });
}
