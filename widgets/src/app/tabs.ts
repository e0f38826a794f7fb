/** What the tabs of one browser tell each other: they share the token and what was read, and only one of them rings. */
export type TabNews =
  /** The token in storage is another one now. */
  { type: 'token' } | { type: 'forgotten' } | { type: 'read'; seq: number };

export interface Tabs {
  tell(news: TabNews): void;
}

export function joinTabs(siteKey: string, heard: (news: TabNews) => void): Tabs {
  if (!('BroadcastChannel' in window)) return { tell: () => {} };
  const channel = new BroadcastChannel(`payvand:${siteKey}`);
  channel.addEventListener('message', (event: MessageEvent<TabNews>) => heard(event.data));
  return { tell: (news) => channel.postMessage(news) };
}

/** Runs `work` in one tab only, of those that ask for the same thing within two seconds. */
export function inOneTab(name: string, work: () => void): void {
  if (!navigator.locks) work();
  else
    void navigator.locks.request(`payvand:${name}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      work();
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    });
}
