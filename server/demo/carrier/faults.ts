import type { Dice } from '../history/dice.js';

/** What happens to one webhook on its way. */
export interface Fate {
  drop: boolean;
  double: boolean;
  badSignature: boolean;
  delayMs: number;
  /** Waits for others and goes in another order. */
  held: boolean;
  /** Is answered, but as if too late. */
  late: boolean;
}

export type FaultName = 'drop' | 'delay' | 'double' | 'reorder' | 'badSignature' | 'late';

/** How often, as a share of 1, each comes by chance. */
export type Chances = Partial<Record<FaultName, number>>;

interface Asked {
  name: FaultName;
  left: number;
  about: RegExp;
  delayMs: number;
}

interface ByChance {
  shares: Chances;
  delayMs: number;
  about: RegExp;
}

export interface FaultOptions {
  /** How many of the next webhooks. Default 1. */
  times?: number;
  /** Only those whose kind matches, as `message.status`. Default all. */
  about?: RegExp;
}

const ANY = /./;
const NO_CHANCE: ByChance = { shares: {}, delayMs: 0, about: ANY };

export type Faults = ReturnType<typeof makeFaults>;

/** Faults of the network: asked for by number, or by chance. */
export function makeFaults(dice: Dice) {
  let asked: Asked[] = [];
  let chances: ByChance[] = [];
  const ask = (name: FaultName, { times = 1, about = ANY }: FaultOptions, delayMs = 0) =>
    void asked.push({ name, left: times, about, delayMs });

  /** Spends one that was asked for, or rolls for it. @returns its delay, null when this webhook has not this fault */
  function strikes(name: FaultName, kind: string): number | null {
    const one = asked.find((fault) => fault.name === name && fault.left > 0 && fault.about.test(kind));
    if (one) {
      one.left -= 1;
      asked = asked.filter(({ left }) => left > 0);
      return one.delayMs;
    }
    const { shares, delayMs } = chances.find(({ about }) => about.test(kind)) ?? NO_CHANCE;
    const share = shares[name] ?? 0;
    return share > 0 && dice.maybe(share) ? dice.between(0, delayMs) : null;
  }

  return {
    drop: (options: FaultOptions = {}) => ask('drop', options),
    double: (options: FaultOptions = {}) => ask('double', options),
    badSignature: (options: FaultOptions = {}) => ask('badSignature', options),
    late: (options: FaultOptions = {}) => ask('late', options),
    delay: (ms: number, options: FaultOptions = {}) => ask('delay', options, ms),
    /** The next so many callbacks come in another order. */
    reorder: (options: FaultOptions = { times: 2 }) => ask('reorder', options),
    /** @param about which webhooks; the first that fits counts, and the same asked again takes its place */
    byChance(shares: Chances, { delayMs = 2_000, about = ANY }: Partial<Omit<ByChance, 'shares'>> = {}): void {
      const others = chances.filter((one) => one.about.source !== about.source);
      chances = [...others, { shares, delayMs, about }];
    },
    /** Of those webhooks for which none was asked by their kind. */
    chances: (): Chances => chances.find(({ about }) => about.source === ANY.source)?.shares ?? {},
    /** What comes by chance comes as this has it. */
    seed: (seed: number) => dice.begin(seed),
    clear(): void {
      asked = [];
      chances = [];
    },
    /** How many are still waiting to be held. */
    heldBack: () => asked.filter(({ name }) => name === 'reorder').reduce((sum, { left }) => sum + left, 0),
    fateOf(kind: string): Fate {
      return {
        drop: strikes('drop', kind) !== null,
        double: strikes('double', kind) !== null,
        badSignature: strikes('badSignature', kind) !== null,
        late: strikes('late', kind) !== null,
        held: strikes('reorder', kind) !== null,
        delayMs: strikes('delay', kind) ?? 0,
      };
    },
  };
}
