// biome-ignore-all lint/a11y/useSemanticElements: rows and cells come and go as they scroll, which a table cannot
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the cell one is on
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are heard by the grid
import type { VirtualItem } from '@tanstack/react-virtual';
import { memo } from 'react';
import { useTexts } from '../../base/use-texts.js';
import styles from '../routing.module.css';
import type { Cell } from './level-keys.js';

/** What all rows share: the columns in sight and how wide everything is, in pixels. */
export interface Lane {
  skills: { id: string; name: string }[];
  columns: VirtualItem[];
  /** Width of all columns together. */
  cells: number;
  nameWidth: number;
  gridId: string;
}

export function MatrixHead({ lane, height }: { lane: Lane; height: number }) {
  const { t } = useTexts();
  const { skills, columns, cells, nameWidth } = lane;
  return (
    <div role="rowgroup" className={styles.matrixHead} style={{ width: nameWidth + cells, height }}>
      <div role="row" aria-rowindex={1} className={styles.line}>
        <div role="columnheader" aria-colindex={1} className={styles.matrixName} style={{ width: nameWidth }}>
          {t('candidates.agent')}
        </div>
        {columns.map(({ index, start, size }) => (
          <div
            key={index}
            role="columnheader"
            aria-colindex={index + 2}
            className={styles.cellHead}
            style={{ insetInlineStart: nameWidth + start, width: size }}
          >
            <bdi title={skills[index]?.name}>{skills[index]?.name}</bdi>
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  lane: Lane;
  index: number;
  start: number;
  height: number;
  name: string;
  levels: Record<string, number> | undefined;
  saved: Record<string, number> | undefined;
  /** The column of the cell one is on, where it is in this row. */
  activeCol: number | null;
  onPick: (cell: Cell) => void;
}

export const MatrixRow = memo(function MatrixRow(props: RowProps) {
  const { lane, index, start, height, name, levels, saved, activeCol, onPick } = props;
  const { f } = useTexts();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${styles.line} ${styles.matrixRow}`}
      style={{ height, transform: `translateY(${start}px)` }}
    >
      <div role="rowheader" aria-colindex={1} className={styles.matrixName} style={{ width: lane.nameWidth }}>
        <bdi className="cut">{name}</bdi>
      </div>
      {lane.columns.map(({ index: col, start: left, size }) => {
        const skillId = lane.skills[col]?.id ?? '';
        const level = levels?.[skillId] ?? 0;
        return (
          <div
            key={skillId}
            id={`${lane.gridId}-${index}-${col}`}
            role="gridcell"
            aria-colindex={col + 2}
            aria-selected={col === activeCol}
            data-changed={level !== (saved?.[skillId] ?? 0) || undefined}
            className={`${styles.cell} ${level ? styles[`level${level}`] : styles.none}`}
            style={{ insetInlineStart: lane.nameWidth + left, width: size }}
            onClick={() => onPick({ row: index, col })}
          >
            {level ? f.number(level) : '·'}
          </div>
        );
      })}
    </div>
  );
});
