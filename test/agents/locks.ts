/** The locks of one browser, as its pages share them. */
type Held = (lock: Lock | null) => unknown;
interface Waiting {
  name: string;
  mode: LockMode;
  take: () => void;
}
interface Owner {
  name: string;
  mode: LockMode;
  robbed: (error: Error) => void;
}

export function aBrowsersLocks(): LockManager {
  let owners: Owner[] = [];
  let waiting: Waiting[] = [];

  const isFree = (name: string, mode: LockMode) =>
    owners.every((one) => one.name !== name || (mode === 'shared' && one.mode === 'shared'));

  function serve(): void {
    const next = waiting.find(({ name, mode }) => isFree(name, mode));
    if (!next) return;
    waiting = waiting.filter((one) => one !== next);
    next.take();
    serve();
  }

  function request(name: string, ...rest: [LockOptions, Held] | [Held]): Promise<unknown> {
    const [options, held] = rest.length === 2 ? rest : [{}, rest[0]];
    const { mode = 'exclusive', steal = false, signal } = options;
    return new Promise((resolve, reject) => {
      const take = () => {
        const owner: Owner = { name, mode, robbed: reject };
        owners.push(owner);
        const over = () => {
          owners = owners.filter((one) => one !== owner);
          serve();
        };
        Promise.resolve(held({ name, mode })).then(resolve, reject).finally(over);
      };
      const asked: Waiting = { name, mode, take };
      signal?.addEventListener('abort', () => {
        if (!waiting.includes(asked)) return;
        waiting = waiting.filter((one) => one !== asked);
        reject(new DOMException('given up', 'AbortError'));
      });
      if (steal) {
        for (const one of owners.filter((owner) => owner.name === name))
          one.robbed(new DOMException('stolen', 'AbortError'));
        owners = owners.filter((owner) => owner.name !== name);
        take();
      } else {
        waiting.push(asked);
        serve();
      }
    });
  }

  return {
    request: request as LockManager['request'],
    query: async () => ({
      held: owners.map(({ name, mode }) => ({ name, mode })),
      pending: waiting.map(({ name, mode }) => ({ name, mode })),
    }),
  };
}
