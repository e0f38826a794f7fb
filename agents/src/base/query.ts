import { QueryClient } from '@tanstack/react-query';
import { failureOf } from './api.js';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      networkMode: 'always',
      // What the server refused stays refused; what did not get through is asked again.
      retry: (count, error) => failureOf(error).passing && count < 2,
    },
    mutations: { networkMode: 'always' },
  },
});
