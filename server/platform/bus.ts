import type { DomainEvents, EventName } from '../contract/index.js';
import type { Log } from './log.js';

type Listener<N extends EventName> = (event: DomainEvents[N]) => void | Promise<void>;

/** In-process and synchronous: listeners hear events in the order of the writes. A failing listener harms nobody else. */
export interface Bus {
  publish<N extends EventName>(name: N, event: DomainEvents[N]): void;
  /** @returns a function that stops listening */
  on<N extends EventName>(name: N, listener: Listener<N>): () => void;
}

export function makeBus(log: Log): Bus {
  const listeners = new Map<EventName, Set<Listener<EventName>>>();
  const failed = (name: EventName) => (error: unknown) => log.error({ error, event: name }, 'a listener failed');
  return {
    publish(name, event) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          Promise.resolve((listener as Listener<typeof name>)(event)).catch(failed(name));
        } catch (error) {
          failed(name)(error);
        }
      }
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as unknown as Listener<EventName>));
      return () => void set.delete(listener as unknown as Listener<EventName>);
    },
  };
}
