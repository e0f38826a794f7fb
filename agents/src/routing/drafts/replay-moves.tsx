import { Table } from '@mantine/core';
import type { ReplayEnd, ReplayMove } from '../../../../server/contract/index.js';
import { LinkButton } from '../../base/link-button.js';
import { useTexts } from '../../base/use-texts.js';
import settings from '../../settings/settings.module.css';
import { useNames } from '../names.js';
import styles from '../routing.module.css';

const SHOWN = 20;

/** Those whom the draft changes most, each a way into the conversation as it was. */
export function ReplayMoves({ moves }: { moves: readonly ReplayMove[] }) {
  const { t, f } = useTexts();
  const names = useNames();
  const words = ({ end, waitMs, agentId }: ReplayEnd): string =>
    t(`replay.end.${end}`, { wait: f.clock(waitMs), agent: agentId ? `\u2068${names.agent(agentId)}\u2069` : '–' });
  return (
    <div className={settings.tableBox}>
      <Table className={styles.replay} fz="sm" verticalSpacing={5} data-testid="replay-moves">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('audit.at')}</Table.Th>
            <Table.Th>{t('drafts.queue')}</Table.Th>
            <Table.Th>{t('replay.source.now')}</Table.Th>
            <Table.Th>{t('replay.source.draft')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {moves.slice(0, SHOWN).map(({ conversationId, queueId, at, now, draft }) => (
            <Table.Tr key={`${conversationId} ${at}`}>
              <Table.Td className="figures">
                <LinkButton to="/inbox/$conversationId" params={{ conversationId }} variant="subtle" size="compact-xs">
                  {f.time(at)}
                </LinkButton>
              </Table.Td>
              <Table.Td>
                <bdi>{names.queue(queueId)}</bdi>
              </Table.Td>
              <Table.Td>{words(now)}</Table.Td>
              <Table.Td>{words(draft)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
