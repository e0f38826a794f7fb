import type { Budget } from './memory.js';
import { roughBytes } from './memory.js';
import type { Doc } from './value.js';

/**
 * Documents one after the other, each made when it is asked for; null is a good moment to let others have their turn, and
 * to end work that nobody waits for any more. Whoever pulls decides by the clock, so nulls may come often.
 */
export type Docs = Generator<Doc | null, void>;

const DOCS_PER_STEP = 50;

/** What `run` makes of each document; undefined leaves it out. */
export function* eachDoc(docs: Docs, run: (doc: Doc) => Doc | undefined): Docs {
  for (const doc of docs) {
    const made = doc && run(doc);
    if (made !== undefined) yield made;
  }
}

/** Documents that are in memory already. */
export function* fromMemory(docs: Iterable<Doc>): Docs {
  let given = 0;
  for (const doc of docs) {
    yield doc;
    given += 1;
    if (given % DOCS_PER_STEP === 0) yield null;
  }
}

/** All of them at once, within what may be held. */
export function* collect(docs: Docs, budget: Budget): Generator<null, Doc[]> {
  const all: Doc[] = [];
  for (const doc of docs) {
    if (doc === null) yield null;
    else {
      budget.take(roughBytes(doc));
      all.push(doc);
    }
  }
  return all;
}

/** Does the work without its pauses. */
export function finish(docs: Docs): Doc[] {
  return [...docs].filter((doc) => doc !== null);
}
