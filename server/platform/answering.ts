import { z } from 'zod';
import type { Answer } from '../contract/index.js';
import { AppError } from './app-error.js';
import { foreseen } from './http/on-error.js';
import type { Log } from './log.js';

export interface AnsweringNeeds {
  log: Log;
  /** Throws rate.limited when this socket asks too much. */
  spend: () => void;
}

/**
 * Turns a parsed, promise-returning handler into a socket listener: parse, act, answer. A message without an answer function is
 * served all the same; its errors go nowhere but the log.
 */
export function makeAnswering({ log, spend }: AnsweringNeeds) {
  return function answering<S extends z.ZodType, T>(
    name: string,
    schema: S,
    handle: (input: z.output<S>) => Promise<T>,
  ) {
    return async (input: unknown, answer?: unknown): Promise<void> => {
      const reply = typeof answer === 'function' ? (answer as Answer<T>) : () => {};
      try {
        spend();
        reply({ ok: true, data: await handle(schema.parse(input)) });
      } catch (error) {
        reply({ ok: false, error: viewOf(error, name, log) });
      }
    };
  };
}

interface Asked {
  onAny(listener: (name: string, ...args: unknown[]) => void): unknown;
  eventNames(): (string | symbol)[];
}

/** A request that nobody knows is told so, and counts like every other: else its sender waits in vain, and may flood for free. */
export function refuseUnknown(socket: Asked, answering: ReturnType<typeof makeAnswering>): void {
  const missing = async () => {
    throw new AppError('route.missing', 'There is no such request.');
  };
  socket.onAny((name, ...args) => {
    if (!socket.eventNames().includes(name)) void answering(name, z.unknown(), missing)(undefined, args.at(-1));
  });
}

function viewOf(error: unknown, name: string, log: Log) {
  const known = foreseen(error);
  if (!known) log.error({ error, request: name }, 'a socket request failed');
  return (known ?? new AppError('internal', 'Our mistake. It has been noted.')).view;
}
