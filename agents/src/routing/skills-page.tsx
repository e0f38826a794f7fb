import type { UserView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { useTexts } from '../base/use-texts.js';
import { SaveBar, Section } from '../settings/page.js';
import { useList } from '../settings/use-settings.js';
import { SkillMatrix } from './matrix/skill-matrix.js';
import { useLevelChanges } from './matrix/use-level-changes.js';
import { NamesProvider, useNames } from './names.js';
import { SkillList } from './skill-list.js';
import { levelsByAgent, useSavingLevels } from './use-saving-levels.js';

export function SkillsPage() {
  const users = useList('users.list');
  return (
    <NamesProvider>
      <SkillList />
      <Answered query={users}>{(all) => <LiveMatrix users={all} />}</Answered>
    </NamesProvider>
  );
}

/** The levels that hold; several cells are changed, then saved together. */
function LiveMatrix({ users }: { users: UserView[] }) {
  const { t } = useTexts();
  const saved = levelsByAgent(users);
  const changes = useLevelChanges(saved);
  const { save, saving } = useSavingLevels(changes.reset);
  if (useNames().skills.length === 0) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save(changes.edits);
      }}
    >
      <Section title={t('matrix.title')} hint={t('matrix.hint')}>
        <SkillMatrix levels={changes.levels} saved={saved} onChange={changes.set} />
      </Section>
      <SaveBar changed={changes.count > 0} saving={saving} onReset={changes.reset} />
    </form>
  );
}
