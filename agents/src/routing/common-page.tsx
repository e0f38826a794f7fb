import { useQueryClient } from '@tanstack/react-query';
import type { CommonRules } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { call } from '../base/api.js';
import { SaveBar } from '../settings/page.js';
import { useList } from '../settings/use-settings.js';
import { useSharedForm } from '../settings/use-shared-form.js';
import { CommonFields } from './common-fields.js';
import { useTornWords } from './drafts/difference-words.js';
import { NamesProvider } from './names.js';
import { LiveProblems } from './problems.js';

/** The rules that hold for everybody, and what is wrong with all rules as they are. */
export function CommonPage() {
  const common = useList('routing.common.get');
  return (
    <NamesProvider>
      <LiveProblems />
      <Answered query={common}>{(rules) => <CommonForm rules={rules} />}</Answered>
    </NamesProvider>
  );
}

function CommonForm({ rules }: { rules: CommonRules }) {
  const client = useQueryClient();
  const { form, submit, saving, reset } = useSharedForm<CommonRules>({
    initial: rules,
    words: useTornWords(['common']),
    read: () => call('routing.common.get', {}),
    send: async (body) => {
      const saved = await call('routing.common.change', { body });
      void client.invalidateQueries({ queryKey: ['settings'] });
      return saved;
    },
  });
  return (
    <form onSubmit={submit}>
      <CommonFields value={form.values} onChange={(values) => form.setValues(values)} />
      <SaveBar changed={form.isDirty()} saving={saving} onReset={reset} />
    </form>
  );
}
