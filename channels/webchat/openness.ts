import type { WidgetConfigView } from '../../server/contract/index.js';

/**
 * What the visitors of each site were last told of who is open. A site opens and closes by the clock, and turns new visitors away by
 * the rules of its queues, without anybody having changed anything.
 */
export class Openness {
  /** Site → everything that anybody there was told since all were told the same. */
  readonly #told = new Map<string, Set<string>>();

  /** Some visitor of the site was told this. */
  note(siteId: string, config: WidgetConfigView): void {
    const told = this.#told.get(siteId) ?? new Set();
    this.#told.set(siteId, told.add(signOf(config)));
  }

  /** All visitors of the site are being told this. */
  settle(siteId: string, config: WidgetConfigView): void {
    this.#told.set(siteId, new Set([signOf(config)]));
  }

  /** Whether anybody there may know it otherwise. */
  isOld(siteId: string, config: WidgetConfigView): boolean {
    const told = this.#told.get(siteId);
    return told !== undefined && !(told.size === 1 && told.has(signOf(config)));
  }

  /** Forgets sites without visitors. */
  keep(siteIds: ReadonlySet<string>): void {
    for (const siteId of this.#told.keys()) if (!siteIds.has(siteId)) this.#told.delete(siteId);
  }
}

const signOf = ({ open, busy, opensAt, topics }: WidgetConfigView): string =>
  JSON.stringify([
    open,
    busy,
    opensAt,
    ...topics.map((topic) => [topic.queueId, topic.open, topic.busy, topic.opensAt]),
  ]);
