import { isDeepStrictEqual } from 'node:util';

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * What of `after` is not as it was: plain objects part by part, everything else (lists, too) whole. What is gone is null.
 * For the audit: a form sends all of its fields, and who reads later asks which one was touched.
 */
export function changedParts(before: object, after: object): Record<string, unknown> {
  const [was, is] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return Object.fromEntries(
    keys
      .filter((key) => !isDeepStrictEqual(was[key], is[key]))
      .map((key) => [key, isPlain(was[key]) && isPlain(is[key]) ? changedParts(was[key], is[key]) : (is[key] ?? null)]),
  );
}
