import type { CollectionReport, StoreReport } from './check.js';

/** A report as people read it: a line per collection, and below it what is wrong there. */
export function tell({ format = 1, collections, problems, isSound }: StoreReport): string {
  const rows = collections.map(({ ns, documents, indexes, entries, problems: found, further }) => [
    ns,
    ...[documents, indexes, entries, found.length + further].map((n) => n.toLocaleString('en')),
  ]);
  const lines = table([['collection', 'documents', 'indexes', 'entries', 'problems'], ...rows]);
  const found = [...problems, ...collections.flatMap(problemsOf)].map((problem) => `  ${problem}`);
  return [`format ${format}`, ...lines, ...found, isSound ? 'sound' : 'NOT SOUND'].join('\n');
}

function problemsOf({ ns, problems, further }: CollectionReport): string[] {
  const lines = problems.map((problem) => `${ns}: ${problem}`);
  return further > 0 ? [...lines, `${ns}: and ${further} more`] : lines;
}

/** Columns of one width each: words to the left, numbers to the right. */
function table(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
}
