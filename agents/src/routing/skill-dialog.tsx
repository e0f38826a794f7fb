import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SkillPolicy } from '../../../server/contract/index.js';
import { LOCALES, type Locale } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';

interface Props {
  /** Null: a new one. */
  skill: SkillPolicy | null;
  saving: boolean;
  onSave: (skill: SkillPolicy) => void;
  onClose: () => void;
}

export function SkillDialog({ skill, saving, onSave, onClose }: Props) {
  const { t } = useTexts();
  const [name, setName] = useState(skill?.name ?? '');
  const [nameFa, setNameFa] = useState(skill?.nameFa ?? '');
  const [language, setLanguage] = useState<Locale | null>(skill?.language ?? null);
  return (
    <Modal opened onClose={onClose} title={skill ? <bdi>{skill.name}</bdi> : t('skills.add')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave({ name: name.trim(), nameFa: nameFa.trim() || null, language });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('skills.name')}
            required
            withAsterisk={false}
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('skills.nameFa')}
            lang="fa"
            maxLength={120}
            value={nameFa}
            onChange={(event) => setNameFa(event.currentTarget.value)}
          />
          <Select
            label={t('skills.language')}
            allowDeselect={false}
            data={[
              { value: '', label: t('skills.noLanguage') },
              ...LOCALES.map((locale) => ({ value: locale, label: LANGUAGE_NAMES[locale] })),
            ]}
            value={language ?? ''}
            onChange={(value) => setLanguage((value || null) as Locale | null)}
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={saving} data-testid="skill-save">
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
