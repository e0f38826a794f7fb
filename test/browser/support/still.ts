/** Whether something stays in its place, seen as a click would find it: between any two tasks of the page, not only when it is painted. */
import type { Locator } from 'playwright-core';

/** Within so much it is the same place. */
const SAME_PX = 1.5;

/** Looks from the next picture of the page on. @returns ends it with another one, and tells where else it was, in px from its place */
export async function keepsStill(what: Locator): Promise<() => Promise<number[]>> {
  const watch = await what.evaluateHandle(async (element, within) => {
    const painted = async () => {
      for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
    };
    await painted();
    const place = element.getBoundingClientRect().top;
    const moves = new Set<number>();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const moved = Math.round(element.getBoundingClientRect().top - place);
      if (Math.abs(moved) > within) moves.add(moved);
      port2.postMessage(null);
    };
    port2.postMessage(null);
    const end = async () => {
      await painted();
      port1.close();
      return [...moves];
    };
    return { end };
  }, SAME_PX);
  return () => watch.evaluate(({ end }) => end());
}
