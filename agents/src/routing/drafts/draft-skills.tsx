import type { DraftView, SkillLevels } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import { SaveBar, Section } from '../../settings/page.js';
import { useAskingTorn } from '../matrix/ask-torn.js';
import { type Levels, tornLevels } from '../matrix/level-edits.js';
import { SkillMatrix } from '../matrix/skill-matrix.js';
import { useLevelChanges } from '../matrix/use-level-changes.js';
import { useDraftSaving } from './use-draft-saving.js';

export function DraftSkills({ draft }: { draft: DraftView }) {
  const { t } = useTexts();
  const { content } = draft;
  const saved: Levels = Object.fromEntries(
    Object.entries(content.agents).map(([agentId, { skills }]): [string, SkillLevels] => [agentId, skills]),
  );
  const changes = useLevelChanges(saved);
  const save = useDraftSaving(draft, changes.reset);
  const ask = useAskingTorn();
  const put = () => {
    const agents = Object.entries(changes.changed).map(([agentId, skills]) => [agentId, { skills }] as const);
    save.mutate({ agents: Object.fromEntries(agents) });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const torn = tornLevels(changes.edits, saved);
        if (torn.length > 0) ask(torn, put);
        else put();
      }}
    >
      <Section title={t('matrix.title')} hint={t('matrix.hint')}>
        <SkillMatrix levels={changes.levels} saved={saved} onChange={changes.set} />
      </Section>
      <SaveBar changed={changes.count > 0} saving={save.isPending} onReset={changes.reset} />
    </form>
  );
}
