/** The carrier's way to the server, with a watch on it. */
import { at } from '../../process-figures.js';

/** The carrier gives up after so long. */
const GIVES_UP_MS = 15_000;

export type MeasuredHooks = ReturnType<typeof measuredHooks>;

/** Times each webhook as the carrier sees it, by its path. Sound files are fetched once, as a carrier keeps them. */
export function measuredHooks() {
  const tookMs = new Map<string, number[]>();
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
      const figures = tookMs.get(name) ?? [];
      figures.push(performance.now() - began);
      tookMs.set(name, figures);
    }
  }

  return {
    fetch: ((to, options) => {
      const url = to instanceof Request ? to.url : String(to);
      return url.includes('/sounds/') ? sound(url) : hook(url, options);
    }) as typeof globalThis.fetch,
    /** Those that ended in something else than an answer, by what it was. */
    wrong,
    /** One line for each kind, and one for all. */
    lines(): string[] {
      const all = [...tookMs.values()].flat();
      const rows = [...tookMs].sort(([a], [b]) => (a < b ? -1 : 1));
      const late = all.filter((ms) => ms >= GIVES_UP_MS).length;
      return [
        ...rows.map(([name, figures]) => row(name, figures)),
        row('all', all),
        `too late for the carrier: ${late}`,
      ];
    },
  };
}

function row(name: string, figures: number[]): string {
  const ms = (share: number) => at(figures, share).toFixed(1).padStart(7);
  return `${name.padEnd(12)} ${String(figures.length).padStart(6)}  p50 ${ms(0.5)}  p99 ${ms(0.99)}  worst ${ms(1)} ms`;
}
