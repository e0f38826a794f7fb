import { Table } from '@mantine/core';
import type { ReplayLine, ReplayView } from '../../../../server/contract/index.js';
import { Explained } from '../../base/explained.js';
import { useTexts } from '../../base/use-texts.js';
import settings from '../../settings/settings.module.css';
import { useNames } from '../names.js';
import styles from '../routing.module.css';

type Format = ReturnType<typeof useTexts>['f'];
type Figure = (line: ReplayLine, f: Format) => string;

const time = (ms: number | null, f: Format): string => (ms === null ? '–' : f.clock(ms));
const share = (of: number | null, f: Format): string => (of === null ? '–' : f.percent(of));

const FIGURES = {
  answered: ({ answered }, f) => f.number(answered),
  abandoned: ({ abandoned }, f) => f.number(abandoned),
  overflowed: ({ overflowed }, f) => f.number(overflowed),
  helped: ({ helped }, f) => f.number(helped),
  p50: ({ waits }, f) => time(waits.p50Ms, f),
  p90: ({ waits }, f) => time(waits.p90Ms, f),
  longest: ({ waits }, f) => time(waits.longestMs, f),
  serviceLevel: ({ serviceLevel }, f) => share(serviceLevel, f),
} as const satisfies Record<string, Figure>;
const NAMES = Object.keys(FIGURES) as (keyof typeof FIGURES)[];
const SOURCES = ['recorded', 'now', 'draft'] as const;

/** In all, then queue by queue: as it was, as it would be now, as it would be with the draft. */
export function ReplayTable({ replay }: { replay: ReplayView }) {
  const { t } = useTexts();
  const names = useNames();
  const queueIds = replay.now.queues.map(({ queueId }) => queueId);
  const of = (source: (typeof SOURCES)[number], queueId: string | null): ReplayLine | undefined =>
    queueId === null ? replay[source].total : replay[source].queues.find((line) => line.queueId === queueId);
  return (
    <div className={settings.tableBox}>
      <Table className={styles.replay} fz="sm" verticalSpacing={5} data-testid="replay-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('drafts.queue')}</Table.Th>
            <Table.Th>{t('replay.rules')}</Table.Th>
            {NAMES.map((name) => (
              <Table.Th key={name}>
                {name === 'serviceLevel' || name === 'helped' || name === 'overflowed' ? (
                  <Explained means={t(`replay.figureHint.${name}`)}>{t(`replay.figure.${name}`)}</Explained>
                ) : (
                  t(`replay.figure.${name}`)
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[null, ...queueIds].flatMap((queueId) =>
            SOURCES.map((source, n) => (
              <Table.Tr key={`${queueId} ${source}`} fw={source === 'draft' ? 600 : undefined}>
                {n === 0 && (
                  <Table.Th scope="rowgroup" rowSpan={SOURCES.length} fw={400}>
                    <bdi>{queueId ? names.queue(queueId) : t('replay.total')}</bdi>
                  </Table.Th>
                )}
                <Table.Th scope="row" fw="inherit">
                  {t(`replay.source.${source}`)}
                </Table.Th>
                <Figures line={of(source, queueId)} />
              </Table.Tr>
            )),
          )}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Figures({ line }: { line: ReplayLine | undefined }) {
  const { f } = useTexts();
  return NAMES.map((name) => (
    <Table.Td key={name} className="figures">
      {line ? FIGURES[name](line, f) : '–'}
    </Table.Td>
  ));
}
