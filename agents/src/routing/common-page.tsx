import { useForm } from '@mantine/form';
import type { CommonRules } from '../../../server/contract/index.js';
import { Answered, SaveBar } from '../settings/page.js';
import { useList, useSaving } from '../settings/use-settings.js';
import { CommonFields } from './common-fields.js';
import { NamesProvider } from './names.js';
import { LiveProblems } from './problems.js';

/** The rules that hold for everybody, and what is wrong with all rules as they are. */
export function CommonPage() {
  const common = useList('routing.common.get');
  return (
    <NamesProvider>
      <LiveProblems />
      <Answered query={common}>{(rules) => <CommonForm key={JSON.stringify(rules)} rules={rules} />}</Answered>
    </NamesProvider>
  );
}

function CommonForm({ rules }: { rules: CommonRules }) {
  const form = useForm<CommonRules>({ initialValues: rules });
  const save = useSaving('routing.common.change', () => form.resetDirty());
  return (
    <form onSubmit={form.onSubmit((body) => save.mutate({ body }))}>
      <CommonFields value={form.values} onChange={(values) => form.setValues(values)} />
      <SaveBar changed={form.isDirty()} saving={save.isPending} onReset={form.reset} />
    </form>
  );
}
