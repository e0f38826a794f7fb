/** Runs what is given under one name one after the other. */
export class InOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  async inOrder<T>(name: string, run: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(name) ?? Promise.resolve()).then(run, run);
    this.#last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(name) === mine) this.#last.delete(name);
    }
  }
}
