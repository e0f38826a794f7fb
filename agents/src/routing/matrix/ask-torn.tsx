import { ScrollArea, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTexts } from '../../base/use-texts.js';
import { useNames } from '../names.js';
import type { TornLevel } from './level-edits.js';

/** Shows what somebody else set meanwhile, beside what is to take its place, and asks whether it may. */
export function useAskingTorn() {
  const { t, f } = useTexts();
  const { agent, skill } = useNames();
  const apart = (name: string) => `\u2068${name}\u2069`;
  const words = (level: number) => (level ? f.number(level) : t('matrix.none'));
  const line = ({ agentId, skillId, mine, theirs }: TornLevel) =>
    t('matrix.tornLevel', {
      ...{ agent: apart(agent(agentId)), skill: apart(skill(skillId)) },
      ...{ mine: words(mine), theirs: words(theirs) },
    });
  return (torn: readonly TornLevel[], saveMine: () => void) =>
    modals.openConfirmModal({
      title: t('settings.tornTitle'),
      children: (
        <ScrollArea.Autosize mah={280} data-testid="torn-levels">
          <Text size="sm">{t('matrix.torn')}</Text>
          <ul>
            {torn.map((one) => (
              <Text key={`${one.agentId} ${one.skillId}`} component="li" size="sm">
                {line(one)}
              </Text>
            ))}
          </ul>
        </ScrollArea.Autosize>
      ),
      labels: { confirm: t('settings.saveMine'), cancel: t('settings.goOn') },
      onConfirm: saveMine,
    });
}
