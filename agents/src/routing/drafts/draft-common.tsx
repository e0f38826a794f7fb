import type { CommonRules, DraftView } from '../../../../server/contract/index.js';
import { SaveBar } from '../../settings/page.js';
import { useSharedForm } from '../../settings/use-shared-form.js';
import { CommonFields } from '../common-fields.js';
import { useTornWords } from './difference-words.js';
import { useDraft } from './use-draft-saving.js';

export function DraftCommon({ draft }: { draft: DraftView }) {
  const { read, send } = useDraft(draft);
  const { form, submit, saving, reset } = useSharedForm<CommonRules>({
    initial: draft.content.common,
    words: useTornWords(['common']),
    read: async () => (await read()).content.common,
    send: async (common) => (await send({ common })).content.common,
  });
  return (
    <form onSubmit={submit}>
      <CommonFields value={form.values} onChange={(values) => form.setValues(values)} />
      <SaveBar changed={form.isDirty()} saving={saving} onReset={reset} />
    </form>
  );
}
