import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DraftView } from '../../../../server/contract/index.js';
import { type CallInput, call } from '../../base/api.js';
import { tellDone, tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';

/** Apart from the settings: what is saved there changes no draft, and a draft that is published is no more. */
export const draftKey = (id: string) => ['draft', id];

export const draftQuery = (id: string) => ({
  queryKey: draftKey(id),
  queryFn: () => call('routing.drafts.show', { params: { id } }),
});

/**
 * Saves a part of a draft as it was read last. Where somebody else saved it before, what they made of it is fetched, so that it can
 * be tried again.
 */
export function useDraftSaving({ id }: DraftView, done: () => void) {
  const client = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: async (change: Omit<NonNullable<CallInput<'routing.drafts.change'>['body']>, 'version'>) => {
      const { version } = await client.ensureQueryData(draftQuery(id));
      return call('routing.drafts.change', { params: { id }, body: { ...change, version } });
    },
    onSuccess: (draft) => {
      client.setQueryData(draftKey(id), draft);
      void client.invalidateQueries({ queryKey: ['settings'] });
      tellDone(t('common.saved'));
      done();
    },
    onError: (error) => {
      tellFailure(error);
      void client.invalidateQueries({ queryKey: draftKey(id) });
    },
  });
}
