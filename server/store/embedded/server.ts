import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Where } from './address.js';
import { checkCommand } from './command-checks.js';
import { Commands } from './commands.js';
import type { Engine } from './engine.js';
import { hello, type Identity, isHello, replicaSetCommand } from './hello.js';
import { errorReply } from './reply.js';
import type { Request } from './request.js';
import { type SlowOptions, SlowQueries } from './slow-queries.js';
import type { Doc } from './value.js';
import {
  formatMessage,
  formatReply,
  type Message,
  OP_MSG,
  OP_QUERY,
  parseMessage,
  parseQuery,
  Splitter,
} from './wire.js';

export interface ServerOptions {
  engine: Engine;
  identity: Identity;
  slow?: SlowOptions;
  /** Called when a client asks the server to stop. */
  onShutdown?: () => void;
}

/** Speaks the wire protocol on a socket; each connection's messages are answered in their order. */
export class WireServer {
  readonly #server: Server;
  readonly #commands: Commands;
  readonly #sockets = new Set<Socket>();
  readonly #running = new Set<Promise<void>>();
  #connections = 0;

  constructor(private readonly options: ServerOptions) {
    this.#commands = new Commands(options.engine, new SlowQueries(options.slow ?? {}));
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** A socket that a dead process left behind is replaced; the lock on the data says that it is dead. */
  listen(where: Where): Promise<void> {
    if ('path' in where) rmSync(where.path, { force: true });
    return new Promise((done, failed) => {
      this.#server.once('error', failed);
      this.#server.listen(where, () => {
        this.#server.off('error', failed);
        if ('path' in where) chmodSync(where.path, 0o600);
        done();
      });
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  #accept(socket: Socket): void {
    this.#connections += 1;
    const connectionId = this.#connections;
    const splitter = new Splitter();
    let last = Promise.resolve();
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.options.engine.operations.leave(connectionId);
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      try {
        for (const message of splitter.push(chunk)) last = this.#follow(last, message, socket, connectionId);
      } catch {
        socket.destroy(); // not the protocol
      }
    });
  }

  #follow(last: Promise<void>, message: Message, socket: Socket, connectionId: number): Promise<void> {
    const next = last.then(() => this.#handle(message, socket, connectionId)).catch(() => void socket.destroy());
    this.#running.add(next);
    void next.then(() => this.#running.delete(next));
    return next;
  }

  async #handle({ opCode, requestId, body }: Message, socket: Socket, connectionId: number): Promise<void> {
    if (opCode === OP_QUERY) {
      const reply = await this.#answer(parseQuery(body), connectionId);
      socket.write(formatReply(requestId, reply));
    } else if (opCode === OP_MSG) {
      const { request, wantsReply } = parseMessage(body);
      const reply = await this.#answer(request, connectionId);
      if (wantsReply) socket.write(formatMessage(requestId, reply));
    } else socket.destroy();
  }

  async #answer(request: Request, connectionId: number): Promise<Doc> {
    request.connectionId = connectionId;
    try {
      return this.#ofServer(request, connectionId) ?? this.#commands.run(request);
    } catch (error) {
      return errorReply(error);
    }
  }

  /** What is asked of the server itself, and not of its data. */
  #ofServer(request: Request, connectionId: number): Doc | undefined {
    const { identity, onShutdown } = this.options;
    const { name, body } = request;
    if (isHello(request)) {
      checkCommand('hello', body, name);
      return hello(identity, request, connectionId);
    }
    if (name !== 'shutdown') return replicaSetCommand(identity, request);
    checkCommand(name, body, name);
    setImmediate(() => onShutdown?.());
    return { ok: 1 };
  }

  /** Takes no more connections, answers what has been asked, then hangs up; what takes long is answered that it was ended. */
  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    for (const socket of this.#sockets) socket.pause();
    this.options.engine.operations.shutDown();
    await Promise.all(this.#running);
    for (const socket of this.#sockets) socket.destroySoon();
    await closed;
  }
}
