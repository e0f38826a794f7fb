/** People at the other ends of the sockets, as a test speaks of them. */
import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type {
  AgentNotices,
  AgentRequests,
  Answer,
  ErrorView,
  VisitorNotices,
  VisitorRequests,
} from '../server/contract/index.js';

const PATIENCE_MS = 30_000;

type Noticed<F> = F extends (notice: infer N) => void ? N : undefined;
type Input<F> = F extends (input: infer I, ...rest: never[]) => void ? I : never;
type Output<F> = F extends (input: never, answer: Answer<infer O>) => void ? O : undefined;

export class Refusal extends Error {
  constructor(readonly view: ErrorView) {
    super(`${view.code}: ${view.message}`);
  }

  get code() {
    return this.view.code;
  }
}

/** A socket that remembers every notice, so that waiting for one cannot come too late. */
export class Line<Requests extends object, Notices extends object> {
  private readonly heard: { name: keyof Notices; notice: unknown }[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(readonly socket: Socket) {
    socket.onAny((name: string, notice: unknown) => {
      this.heard.push({ name: name as keyof Notices, notice });
      for (const look of [...this.waiting]) look();
    });
  }

  all<K extends keyof Notices>(name: K): Noticed<Notices[K]>[] {
    return this.heard.filter((one) => one.name === name).map((one) => one.notice as Noticed<Notices[K]>);
  }

  /** The first such notice that fits, heard already or still to come. */
  hears<K extends keyof Notices>(
    name: K,
    fits: (notice: Noticed<Notices[K]>) => boolean = () => true,
  ): Promise<Noticed<Notices[K]>> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.waiting.delete(look);
        const last = JSON.stringify(this.all(name).at(-1))?.slice(0, 600);
        reject(new Error(`not heard within ${PATIENCE_MS} ms: ${String(name)}; the last was ${last}`));
      }, PATIENCE_MS);
      const look = () => {
        const all = this.all(name);
        const found = all.findIndex(fits); // by place: some notices carry nothing
        if (found < 0) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve(all[found] as Noticed<Notices[K]>);
      };
      this.waiting.add(look);
      look();
    });
  }

  forget(): void {
    this.heard.length = 0;
  }

  tell<K extends keyof Requests & string>(name: K, input: Input<Requests[K]>): void {
    this.socket.emit(name, input);
  }

  /** @throws Refusal */
  async ask<K extends keyof Requests & string>(name: K, input: Input<Requests[K]>): Promise<Output<Requests[K]>> {
    const result = await this.socket.timeout(PATIENCE_MS).emitWithAck(name, input);
    if (!result.ok) throw new Refusal(result.error);
    return result.data;
  }

  /** @returns the code it was refused with */
  async refusal<K extends keyof Requests & string>(name: K, input: unknown): Promise<string> {
    const result = await this.socket.timeout(PATIENCE_MS).emitWithAck(name, input);
    return result.ok ? 'was accepted' : result.error.code;
  }

  close(): void {
    this.socket.disconnect();
  }
}

export type VisitorLine = Line<VisitorRequests, VisitorNotices>;
export type AgentLine = Line<AgentRequests, AgentNotices>;

async function connected(socket: Socket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & { data?: ErrorView }) =>
      reject(error.data?.code ? new Refusal(error.data) : error),
    );
    // The server may die between the transport's opening and the namespace's answer: then no error is told. A refusal is, a moment later.
    socket.io.once('close', () => setImmediate(reject, new Error('the connection closed before it was made')));
  });
}

interface VisitorOptions {
  siteKey: string;
  token?: string;
  locale?: 'en' | 'fa';
  origin?: string;
}

/** @throws Refusal when the handshake is refused */
export async function visitorAt(
  url: string,
  { siteKey, token, locale = 'fa', origin }: VisitorOptions,
): Promise<VisitorLine> {
  const socket = io(`${url}/visitor`, {
    auth: { siteKey, locale, ...(token && { token }) },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...(origin && { extraHeaders: { origin } }),
  });
  const line = new Line<VisitorRequests, VisitorNotices>(socket);
  await connected(socket);
  return line;
}

/** @throws Refusal when the handshake is refused */
/** Until an agent has it: whoever decides may be quicker than the answer to the opening, and then nothing more is told. */
export async function isServed(visitor: VisitorLine, begun: { conversation: { id: string; state: string } }) {
  const { id, state } = begun.conversation;
  if (state !== 'active')
    await visitor.hears('conversation:changed', (changed) => changed.id === id && changed.state === 'active');
}

export async function agentAt(url: string, cookie: string, origin?: string): Promise<AgentLine> {
  const socket = io(`${url}/agent`, {
    extraHeaders: { cookie, ...(origin && { origin }) },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  const line = new Line<AgentRequests, AgentNotices>(socket);
  await connected(socket);
  return line;
}

/** The pre-chat form with its first words, complete by itself. */
export function aStart(about: { queueId: string } & Partial<Input<VisitorRequests['conversation:start']>>) {
  return {
    clientId: randomUUID(),
    name: 'سارا محمدی',
    text: 'سلام، سفارشم هنوز نرسیده.',
    form: 'prechat' as const,
    pages: [{ url: 'https://shop.example/kilim', title: 'گلیم', at: new Date().toISOString() }],
    locale: 'fa' as const,
    ...about,
  };
}
