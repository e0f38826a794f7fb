/** A live connection that can be cut while everything else of the network stays, so that a page can be loaded without it. */
import type { Page } from 'playwright-core';

const LIVE = /\/socket\.io\//;

export class Cut {
  private cut = false;

  private constructor(private readonly page: Page) {}

  /** Before the page connects for the first time. */
  static async on(page: Page): Promise<Cut> {
    const made = new Cut(page);
    const context = page.context();
    await context.route(LIVE, (route) => (made.cut ? route.abort() : route.fallback()));
    await context.routeWebSocket(LIVE, (socket) => void (made.cut ? socket.close() : socket.connectToServer()));
    return made;
  }

  /** Ends the connection there is, and lets no other come about. */
  async make(): Promise<void> {
    this.cut = true;
    await this.page.context().setOffline(true);
  }

  /** The page itself may be loaded again; the live connection still not. */
  async allowLoading(): Promise<void> {
    await this.page.context().setOffline(false);
  }

  mend(): void {
    this.cut = false;
  }
}
