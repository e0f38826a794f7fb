import { Table } from '@mantine/core';
import type { CandidateView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import styles from './thread.module.css';

/** Who was considered, and why each one was or was not chosen. */
export function Candidates({ candidates }: { candidates: readonly CandidateView[] }) {
  const { t, f } = useTexts();
  return (
    <div className={styles.candidates}>
      <Table fz="xs" verticalSpacing={4} horizontalSpacing="xs" layout="fixed" miw={340} data-testid="candidates">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="32%">{t('candidates.agent')}</Table.Th>
            <Table.Th w="36%">{t('candidates.why')}</Table.Th>
            <Table.Th>{t('candidates.idle')}</Table.Th>
            <Table.Th>{t('candidates.load')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {candidates.map((one) => (
            <Table.Tr key={one.agentId} fw={one.verdict === 'chosen' ? 650 : undefined}>
              <Table.Td>
                <bdi>{one.name}</bdi>
              </Table.Td>
              <Table.Td>{t(`verdict.${one.verdict}`)}</Table.Td>
              <Table.Td className="figures">{one.idleMs === null ? '–' : f.clock(one.idleMs)}</Table.Td>
              <Table.Td className="figures">
                {t('candidates.loadOf', { load: f.number(one.load), capacity: f.number(one.capacity) })}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
