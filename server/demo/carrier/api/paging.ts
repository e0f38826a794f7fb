import { type Asked, ok, type Reply } from './asked.js';

/** One page of a list, with the addresses of its neighbours. */
export function page<T>({ query, uri }: Asked, name: string, rows: T[], view: (row: T) => object): Reply {
  const size = query.whole('PageSize', 50, 1, 1_000);
  const at = query.whole('Page', 0, 0, 1_000_000);
  const start = at * size;
  const shown = rows.slice(start, start + size);
  const path = uri.split('?')[0]!;
  const address = (n: number) => {
    const asked = new URLSearchParams(uri.split('?')[1]);
    asked.set('PageSize', String(size));
    asked.set('Page', String(n));
    return `${path}?${asked}`;
  };
  return ok({
    [name]: shown.map(view),
    page: at,
    page_size: size,
    start,
    end: start + Math.max(0, shown.length - 1),
    uri,
    first_page_uri: address(0),
    next_page_uri: start + size < rows.length ? address(at + 1) : null,
    previous_page_uri: at > 0 ? address(at - 1) : null,
  });
}

/** RFC 2822, as the API writes dates. */
export const dated = (at: Date | null): string | null =>
  at === null ? null : at.toUTCString().replace('GMT', '+0000');

/** Keeps what was at that time: `Name` of that day, `Name>` from it on, `Name<` until it. */
export function within<T>({ query }: Asked, name: string, rows: T[], timeOf: (row: T) => Date | null): T[] {
  const bound = (sign: string) => (query.has(name + sign) ? Date.parse(query.text(name + sign)) : null);
  const [day, from, to] = [bound(''), bound('>'), bound('<')];
  if (day === null && from === null && to === null) return rows;
  return rows.filter((row) => {
    const at = timeOf(row)?.getTime();
    if (at === undefined) return false;
    if (day !== null && new Date(at).toISOString().slice(0, 10) !== new Date(day).toISOString().slice(0, 10))
      return false;
    return (from === null || at >= from) && (to === null || at <= to);
  });
}
