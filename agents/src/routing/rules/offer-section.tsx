import { Box, SimpleGrid, Stack, Text } from '@mantine/core';
import { CHANNELS, STAYING, STAYS_SECONDS } from '../../../../server/contract/names.js';
import { NumberField } from '../../base/number-field.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../../settings/page.js';
import type { RulesProps } from './rules-editor.js';
import { SecondsField } from './seconds-field.js';

const HOUR = 3_600;
const MOST_STAY_HOURS = 30 * 24;

/** How agents are asked: the last one first for a while, several at once, and how they may lengthen a wrap-up; and how long what they hold waits for them. */
export function OfferSection({ rules, set }: RulesProps) {
  const { t } = useTexts();
  const { lastAgentSeconds, staysSeconds: stays = { email: STAYS_SECONDS, sms: STAYS_SECONDS } } = rules;
  return (
    <Section title={t('rules.asking')} hint={t('rules.askingHint')}>
      <Stack gap="md">
        <Box role="group" aria-label={t('rules.lastAgent')}>
          <Text size="sm" fw={500}>
            {t('rules.lastAgent')}
          </Text>
          <Text size="xs" c="dimmed" mb={6}>
            {t('rules.lastAgentHint')}
          </Text>
          <SimpleGrid cols={{ base: 2, sm: 4 }} spacing={10}>
            {CHANNELS.map((channel) => (
              <SecondsField
                key={channel}
                label={t(`channel.${channel}`)}
                value={lastAgentSeconds[channel]}
                onChange={(seconds) => set({ lastAgentSeconds: { ...lastAgentSeconds, [channel]: seconds } })}
              />
            ))}
          </SimpleGrid>
        </Box>
        <Box role="group" aria-label={t('rules.stays')}>
          <Text size="sm" fw={500}>
            {t('rules.stays')}
          </Text>
          <Text size="xs" c="dimmed" mb={6}>
            {t('rules.staysHint')}
          </Text>
          <SimpleGrid cols={{ base: 2, sm: 4 }} spacing={10}>
            {STAYING.map((channel) => (
              <NumberField
                key={channel}
                label={t(`channel.${channel}`)}
                unit={t('rules.hours')}
                max={MOST_STAY_HOURS}
                value={Math.round(stays[channel] / HOUR)}
                onChange={(hours) => set({ staysSeconds: { ...stays, [channel]: hours * HOUR } })}
              />
            ))}
          </SimpleGrid>
        </Box>
        <NumberField
          label={t('rules.offersAtOnce')}
          description={t('rules.offersAtOnceHint')}
          maw={420}
          min={1}
          max={10}
          value={rules.offersAtOnce}
          onChange={(offersAtOnce) => set({ offersAtOnce })}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={10}>
          <SecondsField
            label={t('rules.wrapUpExtend')}
            value={rules.wrapUpExtendSeconds}
            onChange={(wrapUpExtendSeconds) => set({ wrapUpExtendSeconds })}
          />
          <NumberField
            label={t('rules.wrapUpTimes')}
            min={0}
            max={10}
            value={rules.wrapUpExtensions}
            onChange={(wrapUpExtensions) => set({ wrapUpExtensions })}
          />
        </SimpleGrid>
      </Stack>
    </Section>
  );
}
