import { fdatasync } from 'node:fs';

/**
 * Brings what is committed onto the disk while others read and the next commit is made. One call of the system at a time: whoever
 * comes meanwhile shares the next.
 */
export class Flush {
  #waiting: (() => void)[] = [];
  #running = false;

  /** @param onFailed the disk has lost something: what it says afterwards is not to be believed */
  constructor(
    private readonly file: number,
    private readonly onFailed: (error: Error) => void,
  ) {}

  /** @param then called in the order of asking, when everything that is committed by now is on the disk; never after a failure */
  after(then: () => void): void {
    this.#waiting.push(then);
    if (!this.#running) this.#run();
  }

  #run(): void {
    this.#running = true;
    const served = this.#waiting;
    this.#waiting = [];
    fdatasync(this.file, (error) => {
      if (error) {
        this.onFailed(error);
        return;
      }
      for (const then of served) then();
      this.#running = false;
      if (this.#waiting.length > 0) this.#run();
    });
  }
}
