import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Answers, OperationName } from '../../../server/contract/index.js';
import { type CallInput, call } from '../base/api.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';

type Listing =
  | 'queues.list'
  | 'users.list'
  | 'skills.list'
  | 'routing.common.get'
  | 'routing.drafts.list'
  | 'routing.versions.list'
  | 'routing.problems'
  | 'canned.list'
  | 'sites.list'
  | 'apiKeys.list';

export function useList<N extends Listing>(name: N) {
  return useQuery({
    queryKey: ['settings', name],
    queryFn: () => call(name as 'queues.list') as unknown as Promise<Answers[N]>,
  });
}

/** Changes a setting, says so, and reads the lists again. A failure stays for the form to show, and is told. */
export function useSaving<N extends OperationName>(name: N, done: (answer: Answers[N]) => void = () => undefined) {
  const client = useQueryClient();
  const { t } = useTexts();
  return useMutation({
    mutationFn: (input: CallInput<N>) =>
      call(name as 'session.show', input as CallInput<'session.show'>) as unknown as Promise<Answers[N]>,
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: ['settings'] });
      tellDone(t('common.saved'));
      done(answer);
    },
    onError: tellFailure,
  });
}
