import type { Request } from './request.js';

/** How long one command works before others have their turn, in milliseconds. */
const TURN_MS = 5;
/** At most, where the end of a turn is a commit. */
const LONGEST_TURN_MS = 20;

/** Work with pauses: at each null it can be left and taken up again. */
export type Pausing<T> = Generator<null, T, void>;

/** What can be ended: a command, for whoever keeps its request. */
type Ending = Pick<Request, 'ended'>;

/** One command's share of the event loop, and the end of work that nobody waits for any more. */
export class Turn {
  #begun = performance.now();

  constructor(private readonly request: Ending) {}

  get isOver(): boolean {
    return performance.now() - this.#begun > TURN_MS;
  }

  /**
   * Lets others have their turn.
   * @throws StoreError when the command was ended meanwhile
   */
  async next(): Promise<void> {
    await new Promise((done) => setImmediate(done));
    if (this.request.ended) throw this.request.ended;
    this.#begun = performance.now();
  }
}

/** Does long work in turns, so that others are served meanwhile. */
export async function inTurns<T>(work: Pausing<T>, request: Ending = {}): Promise<T> {
  const turn = new Turn(request);
  for (;;) {
    const { value, done } = work.next();
    if (done) return value;
    if (turn.isOver) await turn.next();
  }
}

/** How long to write in one commit, where the disk takes so long: a slow one is not to take most of the time. */
export const turnBefore = (diskMs: number): number => Math.min(LONGEST_TURN_MS, Math.max(TURN_MS, 3 * diskMs));

/** Works for one turn at most; undefined when there is more to do. */
export function oneTurn<T>(work: Pausing<T>, turnMs = TURN_MS): { value: T } | undefined {
  const end = performance.now() + turnMs;
  for (;;) {
    const { value, done } = work.next();
    if (done) return { value };
    if (performance.now() > end) return undefined;
  }
}
