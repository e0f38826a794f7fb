import { useQueryClient } from '@tanstack/react-query';
import type { MailboxView } from '../../../../server/contract/index.js';
import { call } from '../../base/api.js';
import { useSharedForm } from '../use-shared-form.js';

type Stored = Omit<MailboxView, 'id' | 'secrets' | 'status' | 'troubles' | 'dkim' | 'dkimRecord'>;
/** Secrets are in it only when they are typed anew. */
export interface MailboxValues extends Stored, Record<string, unknown> {
  dkim: { domain: string; selector: string; privateKey?: string } | null;
}

function valuesOf(mailbox: MailboxView): MailboxValues {
  const { id: _id, secrets: _secrets, status: _status, troubles: _troubles, dkimRecord: _record, ...values } = mailbox;
  return values as MailboxValues;
}

export function useMailboxForm(mailbox: MailboxView) {
  const client = useQueryClient();
  const { id } = mailbox;
  return useSharedForm<MailboxValues>({
    initial: valuesOf(mailbox),
    read: async () => valuesOf((await call('mailboxes.list', {})).find((one) => one.id === id) ?? mailbox),
    send: async (body) => {
      const saved = await call('mailboxes.change', { params: { id }, body });
      void client.invalidateQueries({ queryKey: ['settings'] });
      return valuesOf(saved);
    },
  });
}

export type MailboxForm = ReturnType<typeof useMailboxForm>['form'];
