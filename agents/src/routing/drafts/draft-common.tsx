import { useState } from 'react';
import type { CommonRules, DraftView } from '../../../../server/contract/index.js';
import { SaveBar } from '../../settings/page.js';
import { CommonFields } from '../common-fields.js';
import { useDraftSaving } from './use-draft-saving.js';

export function DraftCommon({ draft }: { draft: DraftView }) {
  const [changed, setChanged] = useState<CommonRules | null>(null);
  const save = useDraftSaving(draft, () => setChanged(null));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save.mutate({ common: changed });
      }}
    >
      <CommonFields value={changed ?? draft.content.common} onChange={setChanged} />
      <SaveBar changed={changed !== null} saving={save.isPending} onReset={() => setChanged(null)} />
    </form>
  );
}
