import { SimpleGrid, Stack, Text } from '@mantine/core';
import { MOST_VALUE } from '../../../../server/contract/names.js';
import { NumberField } from '../../base/number-field.js';
import { times } from '../../base/times.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../../settings/page.js';
import type { RulesProps } from './rules-editor.js';
import { SecondsField } from './seconds-field.js';

/** By how much more valuable customers go ahead, and how long nobody has to put up with it longer than. */
export function ValueSection({ rules, set }: RulesProps) {
  const { t, f } = useTexts();
  const { valuePoints, mostHeldBackSeconds } = rules;
  const change = (value: number, points: number) =>
    set({ valuePoints: valuePoints.map((before, i) => (i === value ? points : before)) });
  return (
    <Section title={t('rules.value')} hint={t('rules.valueHint')}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 2, xs: 3, sm: 6 }} spacing={10}>
          {times(MOST_VALUE + 1).map((value) => (
            <NumberField
              key={value}
              label={t('rules.valueOf', { value: f.number(value) })}
              min={0}
              max={1_440}
              value={valuePoints[value] ?? 0}
              onChange={(points) => change(value, points)}
            />
          ))}
        </SimpleGrid>
        <SecondsField
          label={t('rules.mostHeldBack')}
          maw={240}
          value={mostHeldBackSeconds}
          onChange={(seconds) => set({ mostHeldBackSeconds: seconds })}
        />
        <Text size="sm" data-testid="value-words">
          {wordsOf(rules, t, f)}
        </Text>
      </Stack>
    </Section>
  );
}

type Words = Pick<ReturnType<typeof useTexts>, 't' | 'f'>;

/** What the points come to, said for the most valuable customer who has any. */
function wordsOf(
  { order, valuePoints, mostHeldBackSeconds }: RulesProps['rules'],
  t: Words['t'],
  f: Words['f'],
): string {
  const most = Math.max(...valuePoints);
  if (most === 0) return t('rules.valueWords.none');
  const value = f.number(valuePoints.lastIndexOf(most));
  const minutes = f.number(Math.min(most, Math.floor(mostHeldBackSeconds / 60)));
  const bound = f.exactly(mostHeldBackSeconds);
  return order === 'offset' || order === 'due'
    ? t('rules.valueWords.offset', { value, minutes, bound })
    : t(`rules.valueWords.${order}`, { value, bound });
}
