import type { IndexPlan, Plan, Prepared } from './plan.js';
import type { SortField } from './sort.js';
import type { Doc } from './value.js';

/** How a query is answered, in the words of MongoDB's explain. */
export function stagesOf({ plan, sort, order, backwards }: Prepared): Doc {
  const scan = plan ? planStages(plan, order) : { stage: 'COLLSCAN', direction: direction(backwards) };
  return sort.length > 0 ? { stage: 'SORT', sortPattern: patternOf(sort), inputStage: scan } : scan;
}

function planStages(plan: Plan, order: SortField[]): Doc {
  if (plan.kind === 'index') return { stage: 'FETCH', inputStage: indexStages(plan, order) };
  const inputStages = plan.branches.map((branch) => planStages(branch, order));
  return { stage: 'FETCH', inputStage: side(plan.sorted, order, inputStages) };
}

function indexStages(plan: IndexPlan, order: SortField[]): Doc {
  const { index, reverse, groups } = plan;
  const scan = {
    stage: 'IXSCAN',
    keyPattern: index.key,
    indexName: index.name,
    isMultiKey: index.multi.some(Boolean),
    isUnique: index.unique === true,
    isSparse: index.sparse === true,
    isPartial: index.partial !== undefined,
    direction: direction(reverse),
  };
  const most = Math.max(0, ...groups.map((group) => group.length));
  return most > 1 ? side(true, order, new Array<Doc>(most).fill(scan)) : scan;
}

/** Several readers: merged in their order, or one after the other. */
function side(sorted: boolean, order: SortField[], inputStages: Doc[]): Doc {
  return sorted && order.length > 0
    ? { stage: 'SORT_MERGE', sortPattern: patternOf(order), inputStages }
    : { stage: 'OR', inputStages };
}

const direction = (reverse: boolean): string => (reverse ? 'backward' : 'forward');
const patternOf = (sort: SortField[]): Doc =>
  Object.fromEntries(sort.map(({ path, descending }) => [path, descending ? -1 : 1]));
/** The same in one line, as MongoDB's log has it. */
export function summaryOf({ plan, sort }: Prepared): string {
  const read = plan ? [...new Set(indexesOf(plan))].map((key) => `IXSCAN ${key}`).join(', ') : 'COLLSCAN';
  return sort.length > 0 ? `SORT, ${read}` : read;
}

const indexesOf = (plan: Plan): string[] =>
  plan.kind === 'index' ? [JSON.stringify(plan.index.key)] : plan.branches.flatMap(indexesOf);
