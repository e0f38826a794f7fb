import { useMutation } from '@tanstack/react-query';
import type { DraftView, SkillLevels } from '../../../../server/contract/index.js';
import { tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';
import { SaveBar, Section } from '../../settings/page.js';
import { useAskingTorn } from '../matrix/ask-torn.js';
import { type Levels, tornLevels } from '../matrix/level-edits.js';
import { SkillMatrix } from '../matrix/skill-matrix.js';
import { useLevelChanges } from '../matrix/use-level-changes.js';
import { useDraft, useDraftSaving } from './use-draft-saving.js';

const levelsIn = ({ content }: DraftView): Levels =>
  Object.fromEntries(
    Object.entries(content.agents).map(([agentId, { skills }]): [string, SkillLevels] => [agentId, skills]),
  );

/** What somebody else set meanwhile is read before each saving, and asked about. */
export function DraftSkills({ draft }: { draft: DraftView }) {
  const { t } = useTexts();
  const saved = levelsIn(draft);
  const changes = useLevelChanges(saved);
  const { read: readNow } = useDraft(draft);
  const save = useDraftSaving(draft, changes.reset);
  const ask = useAskingTorn();
  const put = () => {
    const agents = Object.entries(changes.changed).map(([agentId, skills]) => [agentId, { skills }] as const);
    save.mutate({ agents: Object.fromEntries(agents) });
  };
  const read = useMutation({
    mutationFn: readNow,
    onSuccess: (now) => {
      const torn = tornLevels(changes.edits, levelsIn(now));
      if (torn.length > 0) ask(torn, put);
      else put();
    },
    onError: tellFailure,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        read.mutate();
      }}
    >
      <Section title={t('matrix.title')} hint={t('matrix.hint')}>
        <SkillMatrix levels={changes.levels} saved={saved} onChange={changes.set} />
      </Section>
      <SaveBar changed={changes.count > 0} saving={read.isPending || save.isPending} onReset={changes.reset} />
    </form>
  );
}
