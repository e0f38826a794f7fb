import { ActionIcon, Alert, Button, Divider, Group, MultiSelect, Stack, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { Fragment } from 'react';
import type { Menu, MenuStep, SoundView } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../page.js';
import styles from '../settings.module.css';
import { ChoiceFields } from './menu-choice.js';
import { depths, freshKey, moved, renamed, unreached, without } from './menu-steps.js';
import { phraseOf } from './phrases.js';

interface Props {
  menu: Menu;
  onChange: (menu: Menu) => void;
  sounds: readonly SoundView[];
}

const DIGITS = [...'1234567890*#'];

/** What callers are asked, step by step; a step stands as far in as it is below the first. */
export function MenuEditor({ menu, onChange, sounds }: Props) {
  const { t, f } = useTexts();
  const lost = unreached(menu);
  const depthOf = depths(menu);
  const add = () => {
    const choices: MenuStep['choices'] = [
      { digit: '1', words: { en: [], fa: [] }, to: { kind: 'queue', queueId: null } },
    ];
    onChange({ steps: [...menu.steps, { key: freshKey(menu), prompts: ['for.other', 'press.1'], choices }] });
  };
  return (
    <Section title={t('voice.menu')} hint={t('voice.menuHint')}>
      <Stack gap="md">
        {lost.size > 0 && (
          <Alert color="yellow" data-testid="menu-unreached">
            {t('voice.unreached', { steps: f.list([...lost]) })}
          </Alert>
        )}
        {menu.steps.map((step, at) => (
          <StepFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other name while it is being renamed
            key={at}
            {...{ menu, step, at, sounds, onChange }}
            depth={depthOf.get(step.key) ?? 0}
          />
        ))}
        <Button
          {...{ variant: 'default', leftSection: <IconPlus size={15} />, onClick: add, me: 'auto' }}
          disabled={menu.steps.length >= 30}
          data-testid="menu-add-step"
        >
          {t('voice.addStep')}
        </Button>
      </Stack>
    </Section>
  );
}

interface StepProps extends Props {
  step: MenuStep;
  at: number;
  depth: number;
}

function StepFields({ menu, step, at, depth, sounds, onChange }: StepProps) {
  const { t, f } = useTexts();
  const put = (next: MenuStep) => onChange({ steps: menu.steps.map((one, n) => (n === at ? next : one)) });
  const phrases = sounds.filter(({ kind }) => kind === 'phrase');
  const free = DIGITS.find((digit) => !step.choices.some((choice) => choice.digit === digit));
  const icons = { variant: 'subtle', color: 'gray' } as const;
  return (
    <fieldset
      className={styles.step}
      style={{ marginInlineStart: Math.min(depth, 3) * 24 }}
      aria-label={step.key}
      data-testid="menu-step"
    >
      <Stack gap="xs">
        <Group gap={4} align="end" wrap="nowrap">
          <TextInput
            {...{ label: t('voice.step'), dir: 'ltr', maxLength: 30, style: { flex: 1 } }}
            error={/^[a-z][a-zA-Z0-9]*$/.test(step.key) ? undefined : t('voice.stepRule')}
            value={step.key}
            onChange={(event) => {
              const to = event.currentTarget.value;
              if (!menu.steps.some(({ key }) => key === to)) onChange(renamed(menu, step.key, to));
            }}
          />
          <ActionIcon {...icons} aria-label={t('voice.up')} onClick={() => onChange(moved(menu, step.key, -1))}>
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon {...icons} aria-label={t('voice.down')} onClick={() => onChange(moved(menu, step.key, 1))}>
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon
            {...{ variant: 'subtle', color: 'red', disabled: menu.steps.length === 1 }}
            aria-label={t('voice.deleteStep')}
            onClick={() => onChange(without(menu, step.key))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
        <MultiSelect
          label={t('voice.says')}
          description={t('voice.saysHint')}
          {...{ searchable: true, maxValues: 20 }}
          data={phrases.map((sound) => ({ value: sound.key, label: phraseOf(sound, f.locale) }))}
          value={step.prompts}
          onChange={(prompts) => prompts.length > 0 && put({ ...step, prompts })}
        />
        {step.choices.map((choice, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a digit may be another one's for a moment
          <Fragment key={n}>
            {n > 0 && <Divider hiddenFrom="sm" />}
            <ChoiceFields
              choice={choice}
              steps={menu.steps.map(({ key }) => key)}
              taken={step.choices.filter((other) => other !== choice).map(({ digit }) => digit)}
              onChange={(next) => put({ ...step, choices: step.choices.map((one, i) => (i === n ? next : one)) })}
              onDelete={
                step.choices.length > 1
                  ? () => put({ ...step, choices: step.choices.filter((_one, i) => i !== n) })
                  : null
              }
            />
          </Fragment>
        ))}
        {free && (
          <Button
            {...{ variant: 'subtle', size: 'compact-sm', me: 'auto', leftSection: <IconPlus size={14} /> }}
            onClick={() =>
              put({
                ...step,
                choices: [
                  ...step.choices,
                  { digit: free, words: { en: [], fa: [] }, to: { kind: 'queue', queueId: null } },
                ],
              })
            }
          >
            {t('voice.addChoice')}
          </Button>
        )}
      </Stack>
    </fieldset>
  );
}
