/** Which of an agent's pages in this browser has the line. */
export interface Tabs {
  /** Stands in the line of pages; the newest is served first, unless another one talks. @returns leaves it */
  wait(told: { had(): void; lost(): void; elsewhere(): void }): () => void;
  /** Has it now, whoever had it. */
  steal(): void;
  /** This page talks, so that no newer one takes the line away by itself. @returns its end */
  talk(): () => void;
}

const LINE = 'payvand.line';
const TALK = 'payvand.line.talk';

/**
 * By the browser's locks: when a page goes, however it goes, the next has the line at once.
 * @param locks missing where the page is not secure; then every page has it, and the carrier says who
 */
export function makeTabs(locks: LockManager | undefined): Tabs {
  let told = { had: () => {}, lost: () => {}, elsewhere: () => {} };
  let leave = () => {};

  function ask(steal: boolean): void {
    let waits = true;
    const over = new AbortController();
    const held = new Promise<void>((resolve) => {
      leave = () => {
        waits = false;
        over.abort();
        resolve();
      };
    });
    const has = async (): Promise<void> => {
      if (!waits) return;
      told.had();
      await held;
    };
    if (!locks) void has();
    // A request that takes a lock away cannot be taken back, and need not be: it is served at once.
    else
      locks.request(LINE, steal ? { steal } : { signal: over.signal }, has).catch(() => {
        if (!waits) return;
        told.lost();
        ask(false);
      });
  }

  return {
    wait(listener) {
      told = listener;
      let gone = false;
      void talksElsewhere(locks).then((talks) => {
        if (gone) return;
        if (talks) told.elsewhere();
        ask(!talks);
      });
      return () => {
        gone = true;
        leave();
      };
    },
    steal() {
      leave();
      ask(true);
    },
    talk() {
      let end = () => {};
      const held = new Promise<void>((resolve) => {
        end = resolve;
      });
      void locks?.request(TALK, { mode: 'shared' }, () => held);
      return end;
    },
  };
}

async function talksElsewhere(locks: LockManager | undefined): Promise<boolean> {
  const { held = [] } = (await locks?.query()) ?? {};
  return held.some(({ name }) => name === TALK);
}
