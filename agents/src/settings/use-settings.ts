import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
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
  | 'mailboxes.list'
  | 'numbers.list'
  | 'carrierAccounts.list'
  | 'sounds.list'
  | 'apiKeys.list';

export function useList<N extends Listing>(name: N) {
  return useQuery({
    queryKey: ['settings', name],
    queryFn: () => call(name as 'queues.list') as unknown as Promise<Answers[N]>,
  });
}

/**
 * Changes a setting, says so, and reads the lists again. A failure stays for the form to show, and is told.
 * @param done not called for who has gone to another page meanwhile: nobody is called back. It is saving until that is over
 * @param words what is said; that it is saved, without them
 */
export function useSaving<N extends OperationName>(
  name: N,
  done: (answer: Answers[N]) => unknown = () => undefined,
  words?: (answer: Answers[N]) => string,
) {
  const client = useQueryClient();
  const router = useRouter();
  const { t } = useTexts();
  const place = () => router.state.location.pathname;
  return useMutation({
    onMutate: place,
    mutationFn: (input: CallInput<N>) =>
      call(name as 'session.show', input as CallInput<'session.show'>) as unknown as Promise<Answers[N]>,
    onSuccess: async (answer, _input, asked) => {
      void client.invalidateQueries({ queryKey: ['settings'] });
      tellDone(words?.(answer) ?? t('common.saved'));
      if (place() === asked) await done(answer);
    },
    onError: tellFailure,
  });
}
