import { Anchor, Select, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { LEVELS, type Level } from '../../../../server/contract/names.js';
import { NeedsField } from '../../base/needs-field.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../../settings/page.js';
import { useNames } from '../names.js';
import type { RulesProps } from './rules-editor.js';

/** What the queue asks of whoever answers. */
export function NeedsSection({ rules, set }: RulesProps) {
  const { t, f } = useTexts();
  const { skills } = useNames();
  return (
    <Section title={t('rules.needs')} hint={t('rules.needsHint')}>
      <Stack gap="md">
        {skills.length === 0 ? (
          <Text size="sm">
            {t('rules.noSkills')}{' '}
            <Anchor component={Link} to="/settings/routing/skills" size="sm">
              {t('rules.toSkills')}
            </Anchor>
          </Text>
        ) : (
          <NeedsField skills={skills} value={rules.needs} onChange={(needs) => set({ needs })} />
        )}
        <Select
          label={t('rules.language')}
          description={t('rules.languageHint')}
          allowDeselect={false}
          maw={420}
          data={[
            { value: '', label: t('rules.languageNone') },
            ...LEVELS.map((level) => ({
              value: String(level),
              label: t('rules.levelFrom', { level: f.number(level) }),
            })),
          ]}
          value={rules.languageLevel === null ? '' : String(rules.languageLevel)}
          onChange={(level) => set({ languageLevel: level ? (Number(level) as Level) : null })}
        />
      </Stack>
    </Section>
  );
}
