import { type Accumulator, type Output, parseOutput } from './accumulators.js';
import { StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import { encodeValue } from './key.js';
import { Budget, roughBytes } from './memory.js';
import { type Docs, fromMemory } from './steps.js';
import type { Doc } from './value.js';

/** The $group stage: what it holds grows with the groups, not with the documents. */
export function group(docs: Docs, spec: Doc, evaluator: Evaluator): Docs {
  const { _id: by, ...fields } = spec;
  if (!('_id' in spec)) throw new StoreError('Location15955', 'a group specification must include an _id');
  const outputs = Object.entries(fields).map(([name, output]) => parseOutput(name, output, evaluator));
  const idOf = evaluator.ready(by);
  return grouped(docs, (doc) => idOf(doc) ?? null, outputs);
}

function* grouped(docs: Docs, idOf: (doc: Doc) => unknown, outputs: Output[]): Docs {
  const groups = new Groups(outputs);
  for (const doc of docs) {
    if (doc === null) {
      yield null;
      continue;
    }
    const { accumulators } = groups.of(idOf(doc));
    for (let i = 0; i < outputs.length; i += 1) accumulators[i]!.add(outputs[i]!.input(doc), doc);
  }
  yield* fromMemory(groups.results());
}

interface Group {
  id: unknown;
  accumulators: Accumulator[];
}

/** About what a group takes beside its id. */
const GROUP_BYTES = 200;
const ACCUMULATOR_BYTES = 150;

class Groups {
  readonly #budget = new Budget('$group');
  readonly #all: Group[] = [];
  /** Strings are their own keys; everything else has its encoded bytes, so that equal numbers of all types meet. */
  readonly #byText = new Map<string, Group>();
  readonly #byKey = new Map<string, Group>();
  /** Found by their number before it is encoded. */
  readonly #byNumber = new Map<number, Group>();

  constructor(private readonly outputs: Output[]) {}

  of(id: unknown): Group {
    if (typeof id === 'number') {
      const known = this.#byNumber.get(id);
      if (known) return known;
      const found = this.#encoded(id);
      this.#byNumber.set(id, found);
      return found;
    }
    if (typeof id !== 'string') return this.#encoded(id);
    const known = this.#byText.get(id);
    if (known) return known;
    const made = this.#make(id);
    this.#byText.set(id, made);
    return made;
  }

  #encoded(id: unknown): Group {
    const key = encodeValue(id).toString('latin1');
    const known = this.#byKey.get(key);
    if (known) return known;
    const made = this.#make(id);
    this.#byKey.set(key, made);
    return made;
  }

  #make(id: unknown): Group {
    this.#budget.take(GROUP_BYTES + roughBytes(id) + ACCUMULATOR_BYTES * this.outputs.length);
    const group = { id, accumulators: this.outputs.map((output) => output.make(this.#budget, id)) };
    this.#all.push(group);
    return group;
  }

  *results(): Generator<Doc> {
    for (const { id, accumulators } of this.#all) {
      const out: Doc = { _id: id };
      for (const [i, { name }] of this.outputs.entries()) out[name] = accumulators[i]!.result();
      yield out;
    }
  }
}
