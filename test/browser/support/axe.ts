/** axe-core on a page as it stands, its frames included. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import axe from 'axe-core';
import type { Frame, Locator, Page } from 'playwright-core';

/** The same as `axe.source` at half the length, which each page has to read. */
const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string | null;
  nodes: { target: unknown[]; html: string; failureSummary: string }[];
}

type Impact = 'minor' | 'moderate' | 'serious' | 'critical';
const matters = (impact: string | null): boolean => impact === 'serious' || impact === 'critical';

/** Each rule has one impact, whatever it finds: to try those that do not matter takes half of axe's time. */
const RULES_LEFT_OUT = (() => {
  const { rules } = (axe as unknown as { _audit: { rules: { id: string; impact?: Impact }[] } })._audit;
  const left = rules.filter(({ impact }) => impact !== undefined && !matters(impact));
  return Object.fromEntries(left.map(({ id }) => [id, { enabled: false }]));
})();

/**
 * @param within what opened over a page that has been looked at already; without it the whole page, its frames included
 * @returns the serious and critical violations, one line each; none is what a test wants
 */
export async function violations(page: Page, place: string, within?: Locator): Promise<string[]> {
  const frames = within ? [page.mainFrame()] : page.frames().filter((frame) => frame.url().startsWith('http'));
  const found = await Promise.all(frames.map((frame) => look(frame, within)));
  return found
    .flat()
    .filter(({ impact }) => matters(impact))
    .flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map((node) => `${place}: ${id} at ${node.target} ${node.html.slice(0, 160)} ${node.failureSummary}`),
    );
}

/** @returns the empty fields that stand in another direction than what is around them, one line each: their caret is at the wrong end */
export async function turnedAway(page: Page, place: string): Promise<string[]> {
  const frames = page.frames().filter((frame) => frame.url().startsWith('http'));
  const found = await Promise.all(
    frames.map((frame) =>
      frame.evaluate(() => {
        const directionOf = (element: Element) => getComputedStyle(element).direction;
        return (
          [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input[dir=auto], textarea[dir=auto]')]
            .filter((field) => field.value === '')
            // A frame that follows its words has none yet, and is turned to the left.
            .filter(
              (field) => field.closest('div[dir=auto]') || directionOf(field) !== directionOf(field.parentElement!),
            )
            .map((field) => field.outerHTML.slice(0, 160))
        );
      }),
    ),
  );
  return found.flat().map((html) => `${place}: an empty field turned away: ${html}`);
}

/** A change of looks takes a frame to arrive and may fade in; colours count when they stand. Endless animations are let be. */
const settled = (frame: Frame): Promise<unknown> =>
  frame.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const fading = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(fading.map((one) => one.finished));
  });

/** Through the debugger, so that the page's own policy does not stand in the way. */
async function look(frame: Frame, within?: Locator): Promise<Violation[]> {
  await settled(frame);
  // A frame keeps it until it goes elsewhere.
  if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(SOURCE);
  const handle = await (within?.first() ?? frame.locator('html')).elementHandle();
  const look = async ({ element, rules }: { element: unknown; rules: object }) => {
    const { axe: inPage } = window as unknown as {
      axe: { run(context: unknown, options: object): Promise<{ violations: Violation[] }> };
    };
    const { violations } = await inPage.run(element, { resultTypes: ['violations'], iframes: false, rules });
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ target, html, failureSummary }) => ({ target, html, failureSummary: failureSummary ?? '' })),
    }));
  };
  return frame.evaluate(look, { element: handle, rules: RULES_LEFT_OUT });
}
