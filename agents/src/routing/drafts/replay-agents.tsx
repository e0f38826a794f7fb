import { Table } from '@mantine/core';
import type { ReplayAgent } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import settings from '../../settings/settings.module.css';
import { useNames } from '../names.js';
import styles from '../routing.module.css';

/** Who would have had how much to do. */
export function ReplayAgents({ now, draft }: { now: ReplayAgent[]; draft: ReplayAgent[] }) {
  const { t, f } = useTexts();
  const names = useNames();
  const ids = [...new Set([...now, ...draft].map(({ agentId }) => agentId))];
  const words = (all: ReplayAgent[], id: string): string => {
    const agent = all.find(({ agentId }) => agentId === id);
    if (!agent) return '–';
    const share = agent.occupancy === null ? '–' : f.percent(agent.occupancy);
    return t('replay.loadOf', { answered: f.number(agent.answered), share });
  };
  return (
    <div className={settings.tableBox}>
      <Table className={styles.replay} fz="sm" verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('candidates.agent')}</Table.Th>
            <Table.Th>{t('replay.source.now')}</Table.Th>
            <Table.Th>{t('replay.source.draft')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ids.map((id) => (
            <Table.Tr key={id}>
              <Table.Th scope="row" fw={400}>
                <bdi>{names.agent(id)}</bdi>
              </Table.Th>
              <Table.Td className="figures">{words(now, id)}</Table.Td>
              <Table.Td className="figures">{words(draft, id)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
