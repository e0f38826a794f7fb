/** axe-core on a page as it stands, its frames included. */
import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

interface Violation {
  id: string;
  impact: string | null;
  nodes: { target: unknown[]; html: string; failureSummary?: string }[];
}

/** @returns the serious and critical violations, one line each; none is what a test wants */
export async function violations(page: Page, place: string): Promise<string[]> {
  const frames = page.frames().filter((frame) => frame.url().startsWith('http'));
  const found = await Promise.all(frames.map(look));
  return found
    .flat()
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${place}: ${id} at ${node.target} ${node.html.slice(0, 160)}`),
    );
}

/** Through the debugger, so that the page's own policy does not stand in the way. */
async function look(frame: Frame): Promise<Violation[]> {
  await frame.evaluate(axe.source);
  return frame.evaluate(async () => {
    const { axe: inPage } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    const { violations } = await inPage.run({ resultTypes: ['violations'], iframes: false });
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ target, html }) => ({ target, html })),
    }));
  });
}
