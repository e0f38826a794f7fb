import { useQueryClient } from '@tanstack/react-query';
import type { NumberView } from '../../../../server/contract/index.js';
import { call } from '../../base/api.js';
import { useSharedForm } from '../use-shared-form.js';

export interface NumberValues extends Omit<NumberView, 'id' | 'hooks'>, Record<string, unknown> {}

const valuesOf = ({ id: _id, hooks: _hooks, ...values }: NumberView) => values as NumberValues;

export function useNumberForm(number: NumberView) {
  const client = useQueryClient();
  const { id } = number;
  return useSharedForm<NumberValues>({
    initial: valuesOf(number),
    parts: ['sms', 'voice'],
    read: async () => valuesOf((await call('numbers.list', {})).find((one) => one.id === id) ?? number),
    send: async (body) => {
      const saved = await call('numbers.change', { params: { id }, body });
      void client.invalidateQueries({ queryKey: ['settings'] });
      return valuesOf(saved);
    },
  });
}

export type NumberForm = ReturnType<typeof useNumberForm>['form'];
