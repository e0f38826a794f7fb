/** The carrier's way to the server, with a watch on it. */
import { at } from '../../process-figures.js';

/** The carrier gives up after so long. */
const GIVES_UP_MS = 15_000;
/** The aim: of a hundred one at most may take longer. */
const SLOW_MS = 100;
const SPAN_SECONDS = 10;

interface Took {
  name: string;
  /** By the clock of the process, when it was sent. */
  at: number;
  ms: number;
}

export type MeasuredHooks = ReturnType<typeof measuredHooks>;

/** Times each webhook as the carrier sees it, by its path. Sound files are fetched once, as a carrier keeps them. */
export function measuredHooks() {
  const took: Took[] = [];
  const sounds = new Map<string, Promise<{ status: number; bytes: ArrayBuffer }>>();
  const wrong = new Map<string, number>();

  async function sound(url: string): Promise<Response> {
    const kept =
      sounds.get(url) ?? fetch(url).then(async (res) => ({ status: res.status, bytes: await res.arrayBuffer() }));
    sounds.set(url, kept);
    const { status, bytes } = await kept;
    return new Response(bytes.slice(0), { status });
  }

  async function hook(url: string, options?: RequestInit): Promise<Response> {
    const name = new URL(url).pathname.replace('/hooks/voice/', '');
    const began = performance.now();
    const count = (what: string) => wrong.set(`${name} ${what}`, (wrong.get(`${name} ${what}`) ?? 0) + 1);
    try {
      const answer = await fetch(url, options);
      if (!answer.ok) count(String(answer.status));
      return answer;
    } catch (error) {
      count('not answered');
      throw error;
    } finally {
      took.push({ name, at: began, ms: performance.now() - began });
    }
  }

  return {
    fetch: ((to, options) => {
      const url = to instanceof Request ? to.url : String(to);
      return url.includes('/sounds/') ? sound(url) : hook(url, options);
    }) as typeof globalThis.fetch,
    /** Those that ended in something else than an answer, by what it was. */
    wrong,
    /** One line for each kind, one for all, one for those after the ramp, and when the slow ones were. @param rampedAt as `at` */
    lines(beganAt: number, rampedAt: number): string[] {
      const all = took.map(({ ms }) => ms);
      const after = took.filter(({ at }) => at >= rampedAt).map(({ ms }) => ms);
      return [
        ...grouped(took, ({ name }) => name).map(([name, ms]) => row(name, ms)),
        row('all', all),
        row('after ramp', after),
        `over ${SLOW_MS} ms, by second: ${slowBy(took, beganAt)}`,
        `too late for the carrier: ${all.filter((ms) => ms >= GIVES_UP_MS).length}`,
      ];
    },
  };
}

function grouped(took: readonly Took[], by: (one: Took) => string): [string, number[]][] {
  const groups = new Map<string, number[]>();
  for (const one of took) groups.set(by(one), [...(groups.get(by(one)) ?? []), one.ms]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** As `20+: 3 of 410`. */
function slowBy(took: readonly Took[], beganAt: number): string {
  const spanOf = ({ at }: Took) => String(Math.floor((at - beganAt) / 1_000 / SPAN_SECONDS)).padStart(4);
  const spans = grouped(took, spanOf).map(([span, ms]) => {
    return `${Number(span) * SPAN_SECONDS}+: ${ms.filter((one) => one > SLOW_MS).length} of ${ms.length}`;
  });
  return spans.join(', ');
}

function row(name: string, figures: number[]): string {
  const ms = (share: number) => at(figures, share).toFixed(1).padStart(7);
  return `${name.padEnd(12)} ${String(figures.length).padStart(6)}  p50 ${ms(0.5)}  p99 ${ms(0.99)}  worst ${ms(1)} ms`;
}
