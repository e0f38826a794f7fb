/** The socket to our server: typed requests with an answer or an error, notices, and coming back after a loss. */
import { io, type Socket } from 'socket.io-client';
import type { VisitorAuth, VisitorNotices, VisitorRequests } from '../../../server/contract/sockets.js';
import { Refused } from './refused.js';

type Asked = {
  [K in keyof VisitorRequests]: VisitorRequests[K] extends (
    input: infer Input,
    answer: (result: infer Result) => void,
  ) => void
    ? { input: Input; output: Extract<Result, { ok: true }> extends { data: infer Data } ? Data : never }
    : never;
};
type Told = 'typing:set' | 'receipt:send' | 'page:seen';
export type AskName = Exclude<keyof VisitorRequests, Told>;

export interface Connection {
  ask<K extends AskName>(name: K, input: Asked[K]['input']): Promise<Asked[K]['output']>;
  /** Not answered, and dropped when there is no connection. */
  tell<K extends Told>(name: K, input: Parameters<VisitorRequests[K]>[0]): void;
  on<K extends keyof VisitorNotices>(name: K, hear: VisitorNotices[K]): void;
  up(): boolean;
  open(): void;
  /** Ends this connection and makes a new one, with what `auth` says now. */
  renew(): void;
}

const ANSWER_MS = 10_000;
const FINAL = ['site.missing', 'origin.refused', 'input.invalid'];

export function connect(
  auth: () => VisitorAuth,
  heard: { up(): void; down(): void; refused(code: string): void; tokenGone(): void },
): Connection {
  const socket: Socket = io(`${location.origin}/visitor`, {
    auth: (give) => give(auth()),
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    randomizationFactor: 0.5,
    autoConnect: false,
  });

  // When the server itself refuses or ends a connection, the library leaves coming back to us.
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = (): void => {
    clearTimeout(timer);
    tries += 1;
    timer = setTimeout(() => socket.connect(), Math.min(1_000 * 2 ** tries, 20_000) * (0.5 + Math.random()));
  };
  socket.on('connect', () => {
    tries = 0;
    heard.up();
  });
  socket.on('disconnect', (reason) => {
    heard.down();
    if (reason === 'io server disconnect') again();
  });
  socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
    heard.down();
    if (socket.active) return;
    const code = error.data?.code ?? error.message;
    if (code === 'token.invalid') heard.tokenGone();
    else if (FINAL.includes(code)) heard.refused(code);
    else again();
  });
  window.addEventListener('online', () => !socket.connected && socket.disconnect().connect());

  return {
    async ask(name, input) {
      if (!socket.connected) throw new Refused('down');
      const result = await socket
        .timeout(ANSWER_MS)
        .emitWithAck(name, input)
        .catch(() => {
          throw new Refused(socket.connected ? 'late' : 'down');
        });
      if (!result?.ok) throw new Refused(result?.error?.code ?? 'internal', result?.error?.message);
      return result.data;
    },
    tell: (name, input) => void (socket.connected && socket.emit(name, input)),
    on: (name, hear) => void socket.on(name as string, hear as (...args: unknown[]) => void),
    up: () => socket.connected,
    open: () => void socket.connect(),
    renew: () => void socket.disconnect().connect(),
  };
}
