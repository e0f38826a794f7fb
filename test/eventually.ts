/** Asks again until it holds: for what happens soon, but not at a moment a test could know. */
export async function eventually<T>(holds: () => T | Promise<T>, limitMs = 30_000): Promise<T> {
  const until = Date.now() + limitMs;
  for (;;) {
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}
