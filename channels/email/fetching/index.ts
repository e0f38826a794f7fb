import { randomUUID } from 'node:crypto';
import { inTurn } from '../../../server/platform/index.js';
import type { ImapAccount } from './account.js';
import { type Fetcher, startFetcher } from './fetcher.js';
import { forget } from './lease.js';
import type { FetchedMailbox, FetcherNeeds } from './needs.js';
import { PACE, type Pace } from './pace.js';

/** Any mailbox; `account` is null for one that no mail is fetched for. */
export interface AnyMailbox extends Omit<FetchedMailbox, 'account'> {
  account: ImapAccount | null;
  active: boolean;
}

interface FetchingNeeds extends Omit<FetcherNeeds, 'node' | 'pace'> {
  mailboxes: () => Promise<AnyMailbox[]>;
  /** @returns a function that stops listening */
  onChange: (changed: () => void) => () => void;
  /** For tests, which do not wait for minutes. */
  pace?: Partial<Pace>;
}

/** Fetches the mail of every mailbox that lies on an IMAP server, as the settings say at any time. */
export function makeFetching({ mailboxes, onChange, pace, ...rest }: FetchingNeeds) {
  const needs: FetcherNeeds = { ...rest, node: randomUUID(), pace: { ...PACE, ...pace } };
  const fetchers = new Map<string, Fetcher>();
  const oneAfterAnother = inTurn();
  let forgetChanges = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** Ends what is no longer wanted as it is, begins what is new. */
  async function review(): Promise<void> {
    const all = await mailboxes();
    const wanted = new Map(all.filter(isFetched).map((mailbox) => [mailbox.id, mailbox]));
    const over = [...fetchers].filter(([id, { settings }]) => wanted.get(id)?.settings !== settings);
    await Promise.all(
      over.map(([id]) =>
        end(
          id,
          all.find((mailbox) => mailbox.id === id),
        ),
      ),
    );
    for (const mailbox of wanted.values()) {
      if (!stopped && !fetchers.has(mailbox.id)) fetchers.set(mailbox.id, startFetcher(mailbox, needs));
    }
  }

  async function end(id: string, now: AnyMailbox | undefined): Promise<void> {
    await fetchers.get(id)?.stop();
    fetchers.delete(id);
    // One that rests goes on later where it was; one that is fetched no more would begin anew.
    if (!now?.account) await forget(id);
    if (now && !isFetched(now)) await needs.noteStatus(id, { incoming: 'off', problem: null });
  }

  const reviewSoon = (): void => {
    void oneAfterAnother('review', review).catch((error) => needs.log.error({ error }, 'mailboxes cannot be read'));
  };

  return {
    start(): void {
      forgetChanges = onChange(reviewSoon);
      timer = setInterval(reviewSoon, needs.pace.reviewMs);
      reviewSoon();
    },
    /** Lets what is under way end; other nodes take over at once. */
    async stop(): Promise<void> {
      stopped = true;
      forgetChanges();
      clearInterval(timer);
      await oneAfterAnother('review', async () => {});
      await Promise.all([...fetchers.values()].map((fetcher) => fetcher.stop()));
    },
  };
}

const isFetched = (mailbox: AnyMailbox): mailbox is FetchedMailbox & AnyMailbox =>
  mailbox.active && mailbox.account !== null;

export { accountOf } from './account.js';
