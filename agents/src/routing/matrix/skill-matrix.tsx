// biome-ignore-all lint/a11y/useSemanticElements: rows and cells come and go as they scroll, which a table cannot
import { Group, SegmentedControl, Text } from '@mantine/core';
import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { Find, isFound, MANY } from '../../base/find.js';
import { times } from '../../base/times.js';
import { useTexts } from '../../base/use-texts.js';
import { useNames } from '../names.js';
import styles from '../routing.module.css';
import type { Levels } from './level-edits.js';
import { type Cell, levelOf, moved } from './level-keys.js';
import { type Lane, MatrixHead, MatrixRow } from './matrix-rows.js';

interface Props {
  levels: Levels;
  /** What they were before, to mark what is changed. */
  saved: Levels;
  onChange: (agentId: string, skillId: string, level: number) => void;
}

const [ROW, HEAD, COLUMN, PAGE] = [34, 54, 104, 10];
/** Room for a scroll bar, where there is one; and the frame around it all. */
const [BAR, FRAME] = [16, 2];
/** As high as the style sheet lets it become. */
const [TALLEST_PX, TALLEST_SHARE] = [640, 0.7];

/**
 * Agents × skills. Arrows move, digits from 0 to 5 set; only what is in sight exists, beside the cell one is on, so that two
 * hundred agents by fifty skills scroll smoothly. The grid has the focus and names the cell: cells come and go.
 */
export function SkillMatrix({ levels, saved, onChange }: Props) {
  const { t, f } = useTexts();
  const { skills: allSkills, agents } = useNames();
  const [search, setSearch] = useState('');
  const [skillSearch, setSkillSearch] = useState('');
  const rows = useMemo(() => named(agents, search), [agents, search]);
  const skills = useMemo(() => named(allSkills, skillSearch), [allSkills, skillSearch]);
  const nameWidth = useMediaQuery('(max-width: 48em)') ? 120 : 190;
  const [at, setAt] = useState<Cell>({ row: 0, col: 0 });
  const active = { row: Math.min(at.row, Math.max(0, rows.length - 1)), col: Math.min(at.col, skills.length - 1) };
  const box = useRef<HTMLDivElement>(null);
  const gridId = useId();
  const isRtl = f.locale === 'fa';
  const shared = { getScrollElement: () => box.current };
  const vertical = useVirtualizer({
    ...shared,
    count: rows.length,
    estimateSize: () => ROW,
    overscan: 8,
    scrollPaddingEnd: HEAD,
    rangeExtractor: (range) => including(range, active.row),
  });
  const horizontal = useVirtualizer({
    ...{ ...shared, isRtl, horizontal: true },
    count: skills.length,
    estimateSize: () => COLUMN,
    overscan: 3,
    scrollPaddingEnd: nameWidth,
    rangeExtractor: (range) => including(range, active.col),
  });
  const [agent, skill] = [rows[active.row], skills[active.col]];
  const set = (level: number) => agent && skill && onChange(agent.id, skill.id, level);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const level = levelOf(event.key);
    const cell = moved(active, event.key, { rows: rows.length, cols: skills.length, page: PAGE }, isRtl);
    if (level === null && !cell) return;
    event.preventDefault();
    if (level !== null) set(level);
    const { row, col } = cell ?? active;
    // Of the page as well: the bar that saves lies over the end of it.
    requestAnimationFrame(() =>
      document.getElementById(`${gridId}-${row}-${col}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
    if (!cell) return;
    setAt(cell);
    vertical.scrollToIndex(cell.row);
    horizontal.scrollToIndex(cell.col);
  }

  const room = useElementSize();
  const cells = horizontal.getTotalSize();
  const [width, height] = [nameWidth + cells + FRAME, HEAD + vertical.getTotalSize() + FRAME];
  const side = height > Math.min(TALLEST_PX, window.innerHeight * TALLEST_SHARE) ? BAR : 0;
  const below = room.width < width + side ? BAR : 0;
  const columns = horizontal.getVirtualItems();
  // The same as long as it says the same, so that rows that stay are not drawn again.
  const lane = useMemo<Lane>(
    () => ({ skills, nameWidth, cells, columns, gridId }),
    [skills, nameWidth, cells, columns, gridId],
  );
  return (
    <>
      <Group gap={10} mb={10}>
        <Find label={t('matrix.search')} value={search} onChange={setSearch} />
        {allSkills.length > MANY && (
          <Find label={t('matrix.searchSkill')} value={skillSearch} onChange={setSkillSearch} />
        )}
      </Group>
      <div ref={room.ref} />
      <div
        ref={box}
        role="grid"
        style={{ height: height + below, maxWidth: width + side }}
        tabIndex={0}
        className={`${styles.matrix} scroll`}
        aria-label={t('matrix.label')}
        aria-rowcount={rows.length + 1}
        aria-colcount={skills.length + 1}
        aria-activedescendant={agent && skill ? `${gridId}-${active.row}-${active.col}` : undefined}
        onKeyDown={onKeyDown}
        data-testid="skill-matrix"
      >
        <MatrixHead lane={lane} height={HEAD} />
        <div
          role="rowgroup"
          className={styles.matrixBody}
          style={{ width: nameWidth + cells, height: vertical.getTotalSize() }}
        >
          {vertical.getVirtualItems().map(({ index, start }) => {
            const one = rows[index]!;
            return (
              <MatrixRow
                key={one.id}
                {...{ lane, index, start, height: ROW, name: one.name }}
                levels={levels[one.id]}
                saved={saved[one.id]}
                activeCol={index === active.row ? active.col : null}
                onPick={setAt}
              />
            );
          })}
        </div>
      </div>
      {(rows.length === 0 || skills.length === 0) && (
        <Text size="sm" c="dimmed" mt={10} role="status">
          {t(rows.length === 0 ? 'matrix.nobody' : 'matrix.noSkill')}
        </Text>
      )}
      {agent && skill && (
        <div className={styles.setter}>
          <Text size="sm">
            <bdi>{agent.name}</bdi> – <bdi>{skill.name}</bdi>
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={t('matrix.set', { agent: agent.name, skill: skill.name })}
            data={times(6).map((level) => ({
              value: String(level),
              label: level ? f.number(level) : t('matrix.none'),
            }))}
            value={String(levels[agent.id]?.[skill.id] ?? 0)}
            onChange={(level) => set(Number(level))}
          />
        </div>
      )}
      <Text size="xs" c="dimmed" mt={6}>
        {t('matrix.keys')}
      </Text>
    </>
  );
}

const named = <T extends { name: string }>(all: readonly T[], search: string): T[] =>
  all.filter(({ name }) => isFound(search, name));

/** What is in sight, and always the cell one is on: the grid names it. */
function including(range: Range, index: number): number[] {
  const shown = defaultRangeExtractor(range);
  return index < 0 || index >= range.count || shown.includes(index) ? shown : [...shown, index].sort((a, b) => a - b);
}
