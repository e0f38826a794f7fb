import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
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

type Change = Omit<NonNullable<CallInput<'routing.drafts.change'>['body']>, 'version'>;

/** Reads a draft afresh, and changes it as it was read last. */
export function useDraft({ id }: DraftView) {
  const client = useQueryClient();
  const read = () => client.fetchQuery({ ...draftQuery(id), staleTime: 0 });
  async function send(change: Change): Promise<DraftView> {
    const { version } = await client.ensureQueryData(draftQuery(id));
    const draft = await call('routing.drafts.change', { params: { id }, body: { ...change, version } });
    client.setQueryData(draftKey(id), draft);
    void client.invalidateQueries({ queryKey: ['settings'] });
    return draft;
  }
  return { read, send };
}

/** Away from a draft that is no more, so that nothing leads back to it and nothing asks for it again. */
export function useLeavingDraft(id: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (to: '/settings/routing/drafts' | '/settings/routing/history') => {
    await navigate({ to, replace: true });
    client.removeQueries({ queryKey: draftKey(id) });
  };
}

/**
 * Saves a part of a draft as it was read last. Where somebody else saved it before, what they made of it is fetched, so that it can
 * be tried again.
 */
export function useDraftSaving(draft: DraftView, done: () => void) {
  const client = useQueryClient();
  const { t } = useTexts();
  const { send } = useDraft(draft);
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      tellDone(t('common.saved'));
      done();
    },
    onError: (error) => {
      tellFailure(error);
      void client.invalidateQueries({ queryKey: draftKey(draft.id) });
    },
  });
}
