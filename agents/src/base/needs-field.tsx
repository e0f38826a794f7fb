import { Button, Group, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { SkillNeed } from '../../../server/contract/index.js';
import { LEVELS, type Level } from '../../../server/contract/names.js';
import { RemoveKey } from './remove-key.js';
import { useTexts } from './use-texts.js';

interface Props {
  /** Those there are to choose from. */
  skills: readonly { id: string; name: string }[];
  value: SkillNeed[];
  onChange: (needs: SkillNeed[]) => void;
}

/** Skills that are asked for, each with its level. */
export function NeedsField({ skills, value, onChange }: Props) {
  const { t } = useTexts();
  const free = skills.filter(({ id }) => !value.some(({ skillId }) => skillId === id));
  const nameOf = (skillId: string) => skills.find(({ id }) => id === skillId)?.name ?? t('rules.skill');
  const set = (at: number, part: Partial<SkillNeed>) =>
    onChange(value.map((need, i) => (i === at ? { ...need, ...part } : need)));
  return (
    <Stack gap={8}>
      {value.map(({ skillId, level }, at) => (
        <Group key={skillId} gap={8} wrap="nowrap">
          <Select
            flex={1}
            miw={0}
            allowDeselect={false}
            aria-label={t('rules.skill')}
            data={skills
              .filter(({ id }) => id === skillId || free.some((one) => one.id === id))
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={skillId}
            onChange={(id) => id && set(at, { skillId: id })}
          />
          <LevelSelect
            label={t('rules.levelOf', { skill: nameOf(skillId) })}
            value={level}
            onChange={(next) => set(at, { level: next })}
          />
          <RemoveKey what={nameOf(skillId)} onClick={() => onChange(value.filter((_, i) => i !== at))} />
        </Group>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        w="fit-content"
        leftSection={<IconPlus size={13} />}
        disabled={free.length === 0 || value.length >= 20}
        onClick={() => free[0] && onChange([...value, { skillId: free[0].id, level: 3 }])}
      >
        {t('rules.addNeed')}
      </Button>
    </Stack>
  );
}

interface LevelProps {
  label: string;
  value: Level;
  onChange: (level: Level) => void;
}

function LevelSelect({ label, value, onChange }: LevelProps) {
  const { t, f } = useTexts();
  return (
    <Select
      w={150}
      allowDeselect={false}
      aria-label={label}
      data={LEVELS.map((level) => ({ value: String(level), label: t('rules.levelFrom', { level: f.number(level) }) }))}
      value={String(value)}
      onChange={(level) => level && onChange(Number(level) as Level)}
    />
  );
}
