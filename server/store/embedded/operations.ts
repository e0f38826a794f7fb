import { StoreError } from './errors.js';
import type { Request } from './request.js';
import type { Doc } from './value.js';

interface Operation {
  request: Request;
  /** What performance.now() was. */
  begun: number;
}

/** The commands under way. One that is ended hears of it at its next pause; a short one has none. */
export class Operations {
  readonly #running = new Map<number, Operation>();
  #last = 0;

  begin(request: Request): number {
    this.#last += 1;
    this.#running.set(this.#last, { request, begun: performance.now() });
    return this.#last;
  }

  finish(id: number): void {
    this.#running.delete(id);
  }

  /** @returns whether there was such a command */
  kill(id: number): boolean {
    const operation = this.#running.get(id);
    if (operation) operation.request.ended = new StoreError('Interrupted', 'operation was interrupted');
    return operation !== undefined;
  }

  /** Ends what a client asked that is gone. */
  leave(connectionId: number): void {
    const gone = new StoreError('ClientDisconnect', 'the client hung up');
    for (const { request } of this.#running.values()) if (request.connectionId === connectionId) request.ended = gone;
  }

  shutDown(): void {
    const stopping = new StoreError('InterruptedAtShutdown', 'interrupted at shutdown');
    for (const { request } of this.#running.values()) request.ended = stopping;
  }

  /** As `currentOp` shows them. */
  shown(now = performance.now()): Doc[] {
    return Array.from(this.#running, ([opid, { request, begun }]) => ({
      type: 'op',
      active: true,
      opid,
      ns: `${request.db}.${String(request.body[request.name])}`,
      op: 'command',
      connectionId: request.connectionId,
      microsecs_running: Math.round((now - begun) * 1_000),
      killPending: request.ended ? true : undefined,
    }));
  }
}
