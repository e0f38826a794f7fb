import { useState } from 'react';
import type { CommonRules, DraftView } from '../../../../server/contract/index.js';
import { SaveBar } from '../../settings/page.js';
import { useSaving } from '../../settings/use-settings.js';
import { CommonFields } from '../common-fields.js';

export function DraftCommon({ draft }: { draft: DraftView }) {
  const { id, version, content } = draft;
  const [changed, setChanged] = useState<CommonRules | null>(null);
  const save = useSaving('routing.drafts.change', () => setChanged(null));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save.mutate({ params: { id }, body: { version, common: changed } });
      }}
    >
      <CommonFields value={changed ?? content.common} onChange={setChanged} />
      <SaveBar changed={changed !== null} saving={save.isPending} onReset={() => setChanged(null)} />
    </form>
  );
}
