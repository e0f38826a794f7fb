import { randomUUID } from 'node:crypto';
import type { MailboxRecord } from '../../../server/contract/index.js';
import type { Mailboxes } from '../../../server/mailboxes/index.js';
import { type Bus, inTurn } from '../../../server/platform/index.js';
import { accountOf } from './account.js';
import { type Fetcher, startFetcher } from './fetcher.js';
import { forget } from './lease.js';
import type { FetchedMailbox, FetcherNeeds } from './needs.js';
import { PACE, type Pace } from './pace.js';

interface FetchingNeeds extends Pick<FetcherNeeds, 'clock' | 'log' | 'takeRaw'> {
  bus: Bus;
  mailboxes: Pick<Mailboxes, 'all' | 'secretsOf' | 'noteStatus' | 'keepRefreshToken'>;
  /** For tests, which do not wait for minutes. */
  pace?: Partial<Pace>;
}

/** Fetches the mail of every mailbox that lies on an IMAP server, as the settings say at any time. */
export function makeFetching({ bus, mailboxes, pace, ...rest }: FetchingNeeds) {
  const { noteStatus } = mailboxes;
  const keepRefreshToken = (id: string, token: string) => mailboxes.keepRefreshToken(id, 'incoming', token);
  const needs: FetcherNeeds = {
    ...{ ...rest, noteStatus, keepRefreshToken },
    node: randomUUID(),
    pace: { ...PACE, ...pace },
  };
  const fetchers = new Map<string, Fetcher>();
  const oneAfterAnother = inTurn();
  const listening: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  /** Ends what is no longer wanted as it is, begins what is new. */
  async function review(): Promise<void> {
    const all = await mailboxes.all();
    const wanted = new Map(all.flatMap((mailbox) => fetched(mailbox) ?? []).map((mailbox) => [mailbox.id, mailbox]));
    const over = [...fetchers].filter(([id, fetcher]) => !fetcher.fits(wanted.get(id)));
    await Promise.all(
      over.map(([id]) =>
        end(
          id,
          all.find(({ _id }) => _id === id),
        ),
      ),
    );
    for (const mailbox of wanted.values()) {
      if (!stopped && !fetchers.has(mailbox.id)) fetchers.set(mailbox.id, startFetcher(mailbox, needs));
    }
  }

  /** Null while it rests, has no secrets that can be read, or its mail comes another way. */
  function fetched(mailbox: MailboxRecord): FetchedMailbox | null {
    const { incoming, unreadable } = mailboxes.secretsOf(mailbox);
    const account = accountOf(incoming);
    if (!account || !mailbox.active || unreadable.some((path) => path.startsWith('incoming.'))) return null;
    return { id: mailbox._id, address: mailbox.address, account, revision: mailbox.revision };
  }

  async function end(id: string, now: MailboxRecord | undefined): Promise<void> {
    await fetchers.get(id)?.stop();
    fetchers.delete(id);
    // One that rests goes on later where it was; one whose mail comes another way would begin anew.
    if (now?.incoming.kind !== 'imap') await forget(id);
    if (now && !fetched(now)) await noteStatus(id, { incoming: 'off', problem: null });
  }

  const reviewSoon = (): void => {
    void oneAfterAnother('review', review).catch((error) => needs.log.error({ error }, 'mailboxes cannot be read'));
  };

  return {
    start(): void {
      const onOthers = ({ mailboxes: changed }: { mailboxes: string[] }) => void (changed.length > 0 && reviewSoon());
      listening.push(bus.on('mailbox.changed', reviewSoon), bus.on('elsewhere.changed', onOthers));
      timer = setInterval(reviewSoon, needs.pace.reviewMs);
      reviewSoon();
    },
    /** Lets what is under way end; other nodes take over at once. */
    async stop(): Promise<void> {
      stopped = true;
      for (const forgetIt of listening) forgetIt();
      clearInterval(timer);
      await oneAfterAnother('review', async () => {});
      await Promise.all([...fetchers.values()].map((fetcher) => fetcher.stop()));
    },
  };
}
