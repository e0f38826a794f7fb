import type { Log } from './log.js';

/**
 * Closes one part after the other. A part that cannot close is told, and keeps no other from closing.
 * @returns false when any of them failed
 */
export async function closeInOrder(parts: Record<string, () => unknown>, log: Log): Promise<boolean> {
  let whole = true;
  for (const [part, close] of Object.entries(parts)) {
    try {
      await close();
    } catch (error) {
      whole = false;
      log.error({ error, part }, 'a part could not be closed');
    }
  }
  return whole;
}
