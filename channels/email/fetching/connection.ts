import { type FetchMessageObject, ImapFlow } from 'imapflow';
import { tlsFor } from '../certificate.js';
import type { ImapAccount } from './account.js';
import { type FolderState, type Head, LARGEST_BYTES } from './plan.js';

/** A server that says nothing for longer is gone, whatever its socket says. Longer than the pause between two polls. */
const SILENCE_MS = 150_000;
const IDLE_MS = 300_000;
const CONNECT_MS = 20_000;
const HEADERS_BYTES = 262_144;

/** What signs in; null for a server that asks for nothing. */
export type Credentials = { user: string; pass: string } | { user: string; accessToken: string } | null;

export type Connection = Awaited<ReturnType<typeof openConnection>>;

/**
 * Connects, signs in and opens the folder. Everything imapflow is here; nothing is decided here.
 * @throws what imapflow throws; `problemOf` reads it
 */
export async function openConnection(account: ImapAccount, credentials: Credentials, stopped: AbortSignal) {
  const client = new ImapFlow(optionsOf(account, credentials));
  let ended: Error | null = null;
  const giveUp = () => client.close();
  stopped.addEventListener('abort', giveUp);
  // Without a listener the error of a lost connection would end the process.
  client.on('error', (error: Error) => {
    ended ??= error;
  });
  try {
    await client.connect();
    const opened = await client.mailboxOpen(account.folder);
    const canMove = account.moveTo !== null && (await isThere(account.moveTo));
    return connected(opened.uidValidity.toString(), opened.uidNext || 2 ** 32, canMove);
  } catch (error) {
    client.close();
    throw error;
  } finally {
    stopped.removeEventListener('abort', giveUp);
  }

  /** Made where it is missing. */
  async function isThere(folder: string): Promise<boolean> {
    return client.mailboxCreate(folder).then(
      () => true,
      () => false,
    );
  }

  function connected(uidValidity: string, uidNext: number, canMove: boolean) {
    let announced = false;
    let wake = (): void => {};
    client.on('exists', () => {
      announced = true;
      wake();
    });
    client.on('close', () => wake());
    const asSet = (uids: readonly number[]): string => uids.join(',');

    return {
      /** False where mails are to be moved and the folder for it cannot be made. */
      movesAsAsked: canMove || account.moveTo === null,
      folder: (): FolderState => ({
        account: `${account.signIn.kind === 'none' ? '' : account.signIn.user}@${account.host}`,
        folder: account.folder,
        uidValidity,
        uidNext,
      }),

      /** Uids, ascending. A range to the end always holds the newest one. Asks first what is new, or a server may not know yet. */
      async search(query: { uid: string; since?: Date }): Promise<number[]> {
        announced = false;
        await client.noop();
        const found = await client.search(query, { uid: true });
        if (!found) throw ended ?? new Error('the server does not say which mails there are');
        return found.sort((a, b) => a - b);
      },

      async heads(uids: readonly number[]): Promise<Head[]> {
        const query = { uid: true, size: true, internalDate: true };
        const heads = await client.fetchAll(asSet(uids), query, { uid: true });
        return heads.map(headOf).sort((a, b) => a.uid - b.uid);
      },

      /** Raw mails by uid, without marking them; one that was removed meanwhile is missing. */
      async sources(uids: readonly number[]): Promise<Map<number, Buffer>> {
        const mails = await client.fetchAll(asSet(uids), { uid: true, source: true }, { uid: true });
        return new Map(mails.flatMap(({ uid, source }) => (source ? [[uid, source]] : [])));
      },

      /** The beginning of a mail's headers; null when the server does not give them, or the mail is gone. */
      async headers(uid: number): Promise<Buffer | null> {
        const bodyParts = [{ key: 'header', start: 0, maxLength: HEADERS_BYTES }];
        const [mail] = await client.fetchAll(String(uid), { uid: true, bodyParts }, { uid: true });
        // imapflow puts them there, also when only a part was asked for.
        return mail?.headers ?? null;
      },

      /** Marks as read, then moves where that is asked for. */
      async mark(uids: readonly number[]): Promise<void> {
        if (uids.length === 0) return;
        await client.messageFlagsAdd(asSet(uids), ['\\Seen'], { uid: true });
        if (account.moveTo && canMove) await client.messageMove(asSet(uids), account.moveTo, { uid: true });
      },

      /**
       * Until the server tells of mail, or for that long.
       * @throws when the connection has ended
       */
      async news(limitMs: number, stopped: AbortSignal): Promise<void> {
        if (client.usable && !announced && !stopped.aborted) {
          // At once: imapflow by itself idles after 15 s only. It ends with the next command, and never rejects.
          void client.idle();
          await until(limitMs, stopped);
        }
        if (!client.usable) throw ended ?? new Error(client.byeReason ?? 'the connection ended');
      },

      /** Says goodbye, but waits for no answer longer than a moment. */
      async close(): Promise<void> {
        const left = setTimeout(() => client.close(), 2_000);
        await client.logout().catch(() => {});
        clearTimeout(left);
        client.close();
      },
    };

    function until(limitMs: number, stopped: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          stopped.removeEventListener('abort', end);
          wake = () => {};
          resolve();
        };
        const timer = setTimeout(end, limitMs);
        stopped.addEventListener('abort', end);
        wake = end;
      });
    }
  }
}

const optionsOf = (account: ImapAccount, credentials: Credentials) => ({
  host: account.host,
  port: account.port,
  secure: account.security === 'tls',
  ...(account.security !== 'tls' && { doSTARTTLS: account.security === 'starttls' }),
  ...tlsFor(account.certificate),
  ...(credentials && { auth: credentials }),
  logger: false as const,
  disableAutoIdle: true,
  disableCompression: true,
  maxIdleTime: IDLE_MS,
  connectionTimeout: account.patienceMs ?? CONNECT_MS,
  greetingTimeout: account.patienceMs ?? CONNECT_MS,
  socketTimeout: SILENCE_MS,
  // A server that sends more than it announced ends the connection, not this process.
  maxLiteralSize: LARGEST_BYTES + 1_000_000,
  maxResponseSize: LARGEST_BYTES + 8_000_000,
  maxLineLength: 32_000_000,
});

const headOf = ({ uid, size, internalDate }: FetchMessageObject): Head => {
  const at = internalDate ? new Date(internalDate) : null;
  return { uid, bytes: size ?? null, at: at && !Number.isNaN(at.getTime()) ? at : null };
};
