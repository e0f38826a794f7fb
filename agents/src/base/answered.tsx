import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Trouble } from './states.js';
import { times } from './times.js';

/** The answer of a query, or what stands in its place meanwhile. */
export function Answered<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading />;
}

/** What stands in the place of an answer until it comes. */
export function Loading() {
  return (
    <div aria-busy="true">
      {times(5).map((n) => (
        <Skeleton key={n} height={46} mt={10} />
      ))}
    </div>
  );
}
