import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CustomerView } from '../../../server/contract/index.js';
import { type CallInput, call } from '../base/api.js';
import { tellFailure } from '../base/tell.js';
import { threads } from '../live/state.js';
import { applyToThread } from '../live/thread.js';

export function useCustomer(id: string) {
  return useQuery({ queryKey: ['customer', id], queryFn: () => call('customers.show', { params: { id } }) });
}

type Changing =
  | 'customers.change'
  | 'customers.addIdentity'
  | 'customers.consent'
  | 'customers.merge'
  | 'customers.unmerge';

/** Changes a customer; the answer goes to wherever the customer is shown. */
export function useChangeCustomer<N extends Changing>(name: N, id: string, onDone?: (customer: CustomerView) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CallInput<N>['body']) => {
      const input = { params: { id }, body } as unknown as CallInput<'customers.change'>;
      return call(name as 'customers.change', input);
    },
    onSuccess: (customer) => {
      client.setQueryData(['customer', customer.id], customer);
      void client.invalidateQueries({ queryKey: ['customers'] });
      for (const store of threads.values()) {
        store.set((thread) => applyToThread(thread, { name: 'customer:changed', data: customer }));
      }
      onDone?.(customer);
    },
    onError: tellFailure,
  });
}
