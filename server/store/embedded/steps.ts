import type { Doc } from './value.js';

/** Work on many documents that stops now and then: null is a good moment to let others have their turn. */
export type Steps = Generator<null, Doc[]>;

const DOCS_PER_STEP = 50;

/** What `run` makes of each document, all together. */
export function* eachDoc(docs: Iterable<Doc>, run: (doc: Doc) => Doc[]): Steps {
  const made: Doc[] = [];
  let done = 0;
  for (const doc of docs) {
    for (const one of run(doc)) made.push(one);
    done += 1;
    if (done % DOCS_PER_STEP === 0) yield null;
  }
  return made;
}

/** Work that needs no pauses. */
// biome-ignore lint/correctness/useYield: it has nothing to wait for
export function* atOnce(docs: Doc[]): Steps {
  return docs;
}

/** Does the work without its pauses. */
export function finish(steps: Steps): Doc[] {
  for (;;) {
    const { value, done } = steps.next();
    if (done) return value;
  }
}
