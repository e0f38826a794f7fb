import type { TextStatus } from '../records.js';

/** How it ends: delivered, or why not. */
export interface Result {
  status: Extract<TextStatus, 'delivered' | 'undelivered' | 'failed' | 'sent'>;
  code: number | null;
}

/** These end before the network took the text; the others after. */
const NEVER_SENT = new Set([30_001, 30_002, 30_010, 30_034, 30_036]);

/** What a text to a phone comes to, as a test or somebody at the page wishes it. */
export function makeResults() {
  const wished = new Map<string, { result: Result; left: number }>();
  return {
    /**
     * @param code null: is delivered; 0: is sent and nobody hears more of it; else why it is not delivered
     * @param times for how many texts, then they are delivered again. Default for all to come
     */
    wish(to: string, code: number | null, times = Number.POSITIVE_INFINITY): void {
      const status =
        code === null ? 'delivered' : code === 0 ? 'sent' : NEVER_SENT.has(code) ? 'failed' : 'undelivered';
      wished.set(to, { result: { status, code: code || null }, left: times });
    },
    /** What was wished for it. */
    of: (to: string): number | null => codeOf(wished.get(to)?.result),
    take(to: string): Result {
      const found = wished.get(to);
      if (!found || found.left < 1) return { status: 'delivered', code: null };
      found.left -= 1;
      return found.result;
    },
  };
}

export type Results = ReturnType<typeof makeResults>;

const codeOf = (result: Result | undefined) => (result && result.status !== 'delivered' ? (result.code ?? 0) : null);
