import { Checkbox, Table } from '@mantine/core';
import type { CommonRules } from '../../../server/contract/index.js';
import { CHANNELS, type ChannelName } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { Section } from '../settings/page.js';
import settings from '../settings/settings.module.css';
import styles from './routing.module.css';
import { SecondsField } from './rules/seconds-field.js';

interface Props {
  value: CommonRules;
  onChange: (rules: CommonRules) => void;
}

/** What may interrupt what, and how long somebody is left alone with what they passed. */
export function CommonFields({ value, onChange }: Props) {
  const { t } = useTexts();
  return (
    <>
      <Section title={t('common.interrupts')} hint={t('common.interruptsHint')}>
        <div className={settings.tableBox}>
          <Interrupts value={value.interrupts} onChange={(interrupts) => onChange({ ...value, interrupts })} />
        </div>
      </Section>
      <Section title={t('common.rest')} hint={t('common.restHint')}>
        <SecondsField
          aria-label={t('common.rest')}
          maw={240}
          max={3_600}
          value={value.restSeconds}
          onChange={(restSeconds) => onChange({ ...value, restSeconds })}
        />
      </Section>
    </>
  );
}

type Interrupts = CommonRules['interrupts'];

function Interrupts({ value, onChange }: { value: Interrupts; onChange: (interrupts: Interrupts) => void }) {
  const { t } = useTexts();
  const toggle = (incoming: ChannelName, held: ChannelName, on: boolean) =>
    onChange({ ...value, [incoming]: CHANNELS.filter((one) => (one === held ? on : value[incoming].includes(one))) });
  return (
    <Table className={styles.interrupts} fz="sm" aria-label={t('common.interrupts')} data-testid="interrupts">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('common.comesIn')}</Table.Th>
          {CHANNELS.map((held) => (
            <Table.Th key={held}>{t(`channel.${held}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {CHANNELS.map((incoming) => (
          <Table.Tr key={incoming}>
            <Table.Th scope="row">{t(`channel.${incoming}`)}</Table.Th>
            {CHANNELS.map((held) => (
              <Table.Td key={held}>
                {held === incoming ? (
                  '–'
                ) : (
                  <Checkbox
                    display="inline-block"
                    aria-label={t('common.interruptsOne', {
                      incoming: t(`channel.${incoming}`),
                      held: t(`channel.${held}`),
                    })}
                    checked={value[incoming].includes(held)}
                    onChange={(event) => toggle(incoming, held, event.currentTarget.checked)}
                  />
                )}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
