import { ActionIcon, Group, Select, SimpleGrid, TagsInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { MenuStep, MenuTarget } from '../../../../server/contract/index.js';
import { LOCALES, type Locale } from '../../../../server/contract/names.js';
import { useQueueNames } from '../../base/queue-names.js';
import { useTexts } from '../../base/use-texts.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';

type Choice = MenuStep['choices'][number];

interface Props {
  choice: Choice;
  steps: readonly string[];
  /** Digits of the step's other choices. */
  taken: readonly string[];
  onChange: (choice: Choice) => void;
  /** Null for the only one. */
  onDelete: (() => void) | null;
}

const KINDS = ['queue', 'step', 'language', 'voicemail', 'callback', 'hangUp'] as const;

/** What somebody presses or says, and where that leads. */
export function ChoiceFields({ choice, steps, taken, onChange, onDelete }: Props) {
  const { t, f } = useTexts();
  const digits = [...'1234567890*#'].filter((digit) => !taken.includes(digit));
  const kind = (next: MenuTarget['kind']) => onChange({ ...choice, to: targetOf(next, steps[0] as string) });
  return (
    <Group
      gap="xs"
      align="start"
      wrap="nowrap"
      role="group"
      aria-label={`${t('voice.digit')} ${f.keys(choice.digit)}`}
      data-testid="menu-choice"
    >
      <SimpleGrid cols={{ base: 2, sm: 5 }} spacing="xs" style={{ flex: 1 }}>
        <Select
          label={t('voice.digit')}
          allowDeselect={false}
          data={digits.map((value) => ({ value, label: f.keys(value) }))}
          value={choice.digit}
          onChange={(digit) => digit && onChange({ ...choice, digit })}
        />
        {LOCALES.map((locale) => (
          <TagsInput
            key={locale}
            label={t('voice.words', { language: LANGUAGE_NAMES[locale] })}
            {...{ dir: 'auto', lang: locale, maxTags: 20 }}
            value={choice.words[locale]}
            onChange={(words) => onChange({ ...choice, words: { ...choice.words, [locale]: words } })}
          />
        ))}
        <Select
          label={t('voice.leads')}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`voice.to.${value}`) }))}
          value={choice.to.kind}
          onChange={(next) => next && kind(next as MenuTarget['kind'])}
        />
        <TargetFields to={choice.to} steps={steps} onChange={(to) => onChange({ ...choice, to })} />
      </SimpleGrid>
      <ActionIcon
        {...{ variant: 'subtle', color: 'red', disabled: !onDelete, mt: 24 }}
        aria-label={t('voice.deleteChoice')}
        onClick={() => onDelete?.()}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}

function targetOf(kind: MenuTarget['kind'], step: string): MenuTarget {
  if (kind === 'queue') return { kind, queueId: null };
  if (kind === 'step') return { kind, step };
  if (kind === 'language') return { kind, locale: null, step };
  return { kind };
}

interface TargetProps {
  to: MenuTarget;
  steps: readonly string[];
  onChange: (to: MenuTarget) => void;
}

function TargetFields({ to, steps, onChange }: TargetProps) {
  const { t } = useTexts();
  const queues = useQueueNames();
  if (to.kind === 'queue')
    return (
      <Select
        label={t('numbers.queue')}
        allowDeselect={false}
        data={[
          { value: '', label: t('voice.ofNumber') },
          ...queues.all.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={to.queueId ?? ''}
        onChange={(queueId) => onChange({ ...to, queueId: queueId || null })}
      />
    );
  if (to.kind !== 'step' && to.kind !== 'language') return null;
  return (
    <>
      <Select
        label={t('voice.step')}
        allowDeselect={false}
        data={[...steps]}
        value={to.step}
        onChange={(step) => step && onChange({ ...to, step })}
      />
      {to.kind === 'language' && (
        <Select
          label={t('voice.language')}
          allowDeselect={false}
          data={[
            { value: '', label: t('voice.otherLanguage') },
            ...LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
          ]}
          value={to.locale ?? ''}
          onChange={(locale) => onChange({ ...to, locale: (locale || null) as Locale | null })}
        />
      )}
    </>
  );
}
