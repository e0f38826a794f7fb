import { summaryOf } from './plan-shape.js';
import { commandShape } from './query-shape.js';
import type { Request } from './request.js';
import type { Doc } from './value.js';

/** A command that read much or took long. It has no values in it, so that it may be logged. */
export interface SlowQuery {
  ns: string;
  command: string;
  /** Its filter, sort or pipeline: paths and operators only. */
  asked: Doc;
  /** As in MongoDB's log: COLLSCAN, or IXSCAN and the index. */
  plan: string;
  keysExamined: number;
  docsExamined: number;
  /** From its arrival to its answer, in milliseconds. */
  ms: number;
  /** How many others were not told before it, because there were too many. */
  untold?: number;
}

export interface SlowOptions {
  onSlowQuery?: (slow: SlowQuery) => void;
  /** More documents than these are too many to read: 1,000 unless told. */
  slowDocs?: number;
  /** Longer than this is slow, in milliseconds: 100 unless told, and one more for each further statement of a batch. */
  slowMs?: number;
}

/** The `comment` of a command that reads everything on purpose, such as an export; it is never told. */
export const READS_ALL = 'reads all';

const DATA = new Set([
  'find',
  'getMore',
  'count',
  'distinct',
  'aggregate',
  'update',
  'delete',
  'findAndModify',
  'insert',
]);
const MOST_PER_SECOND = 10;
const MS_OF_ANOTHER = 1;

/** Tells of commands that read more, or take longer, than they should. */
export class SlowQueries {
  readonly #tell: ((slow: SlowQuery) => void) | undefined;
  readonly #docs: number;
  readonly #ms: number;
  #second = 0;
  #told = 0;
  #untold = 0;

  constructor({ onSlowQuery, slowDocs = 1_000, slowMs = 100 }: SlowOptions) {
    this.#tell = onSlowQuery;
    this.#docs = slowDocs;
    this.#ms = slowMs;
  }

  /** Looks at a command that was answered, successfully or not; `begun` is what performance.now() was before. */
  look(request: Request, begun: number): void {
    const { name, body, work } = request;
    const ms = performance.now() - begun;
    // A batch of changes may read as much for each of them, and take its time for each.
    const statements = ((body.updates ?? body.deletes ?? body.documents) as unknown[] | undefined)?.length ?? 1;
    const isSlow = ms > this.#ms + (statements - 1) * MS_OF_ANOTHER || work.docs > this.#docs * statements;
    const asked = request.continues ?? request;
    if (!this.#tell || !isSlow || !DATA.has(name) || asked.body.comment === READS_ALL || !this.#mayTell()) return;
    this.#tell({
      ns: `${asked.db}.${String(asked.body[asked.name])}`,
      command: name,
      asked: commandShape(asked.name, asked.body),
      plan: work.prepared ? summaryOf(work.prepared) : '',
      keysExamined: work.keys,
      docsExamined: work.docs,
      ms: Math.round(ms),
      ...(this.#untold > 0 && { untold: this.#untold }),
    });
    this.#untold = 0;
  }

  /** A few in a second say enough; when all is slow, telling of all would make it slower. */
  #mayTell(): boolean {
    const second = Math.floor(performance.now() / 1_000);
    if (second !== this.#second) this.#told = 0;
    this.#second = second;
    this.#told += 1;
    if (this.#told > MOST_PER_SECOND) this.#untold += 1;
    return this.#told <= MOST_PER_SECOND;
  }
}
