import type { Menu, MenuStep } from '../../../../server/contract/index.js';

/** Steps that no choice leads to, but for the first. */
export function unreached({ steps }: Menu): Set<string> {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const left = new Set(byKey.keys());
  const walk = (step: MenuStep | undefined): void => {
    if (!step || !left.delete(step.key)) return;
    for (const { to } of step.choices) if ('step' in to) walk(byKey.get(to.step));
  };
  walk(steps[0]);
  return left;
}

/** How far below the first step each is: by the shortest way. */
export function depths({ steps }: Menu): Map<string, number> {
  const found = new Map<string, number>();
  let rank = steps.slice(0, 1);
  for (let depth = 0; rank.length > 0; depth += 1) {
    for (const { key } of rank) found.set(key, depth);
    const next = new Set(rank.flatMap(({ choices }) => choices.flatMap(({ to }) => ('step' in to ? [to.step] : []))));
    rank = steps.filter(({ key }) => next.has(key) && !found.has(key));
  }
  return found;
}

/** A key that no step has. */
export function freshKey({ steps }: Menu): string {
  const taken = new Set(steps.map(({ key }) => key));
  for (let n = steps.length + 1; ; n += 1) if (!taken.has(`step${n}`)) return `step${n}`;
}

/** The same step under another name, wherever it is named. */
export const renamed = ({ steps }: Menu, from: string, to: string): Menu => ({
  steps: steps.map((step) => ({
    ...step,
    key: step.key === from ? to : step.key,
    choices: step.choices.map((choice) =>
      'step' in choice.to && choice.to.step === from ? { ...choice, to: { ...choice.to, step: to } } : choice,
    ),
  })),
});

/** Without a step: what led to it leads into the line. */
export const without = ({ steps }: Menu, key: string): Menu => ({
  steps: steps
    .filter((step) => step.key !== key)
    .map((step) => ({
      ...step,
      choices: step.choices.map((choice) =>
        'step' in choice.to && choice.to.step === key ? { ...choice, to: { kind: 'queue', queueId: null } } : choice,
      ),
    })),
});

/** With a step moved by so many places, as far as there are. */
export function moved({ steps }: Menu, key: string, by: 1 | -1): Menu {
  const at = steps.findIndex((step) => step.key === key);
  const other = at + by;
  if (other < 0 || other >= steps.length) return { steps };
  const next = [...steps];
  [next[at], next[other]] = [next[other] as MenuStep, next[at] as MenuStep];
  return { steps: next };
}
