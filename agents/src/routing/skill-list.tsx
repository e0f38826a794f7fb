import { ActionIcon, Badge, Button, Text, UnstyledButton } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconBolt, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { SkillView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { Section } from '../settings/page.js';
import settings from '../settings/settings.module.css';
import { useList, useSaving } from '../settings/use-settings.js';
import styles from './routing.module.css';
import { SkillDialog } from './skill-dialog.js';

/** The skills that there are; each opens to be changed. */
export function SkillList() {
  const { t } = useTexts();
  const query = useList('skills.list');
  const [open, setOpen] = useState<SkillView | 'new' | null>(null);
  const create = useSaving('skills.create', () => setOpen(null));
  const change = useSaving('skills.change', () => setOpen(null));
  const skill = open === 'new' ? null : open;
  return (
    <Section title={t('skills.title')} hint={t('skills.hint')}>
      <Answered query={query}>
        {(skills) =>
          skills.length === 0 ? (
            <Empty icon={IconBolt} title={t('skills.none')} hint={t('skills.noneHint')} />
          ) : (
            <ul className={`${styles.chips} scroll`}>
              {skills.map((one) => (
                <SkillChip key={one.id} skill={one} onOpen={() => setOpen(one)} />
              ))}
            </ul>
          )
        }
      </Answered>
      <Button
        size="compact-xs"
        variant="subtle"
        mt={8}
        leftSection={<IconPlus size={13} />}
        onClick={() => setOpen('new')}
        data-testid="add-skill"
      >
        {t('skills.add')}
      </Button>
      {open && (
        <SkillDialog
          skill={skill}
          saving={create.isPending || change.isPending}
          onSave={(body) => (skill ? change.mutate({ params: { id: skill.id }, body }) : create.mutate({ body }))}
          onClose={() => setOpen(null)}
        />
      )}
    </Section>
  );
}

function SkillChip({ skill, onOpen }: { skill: SkillView; onOpen: () => void }) {
  const { t, f } = useTexts();
  const remove = useSaving('skills.delete');
  const name = (f.locale === 'fa' && skill.nameFa) || skill.name;
  const ask = () =>
    modals.openConfirmModal({
      title: t('skills.deleteTitle', { name: `\u2068${name}\u2069` }),
      labels: { confirm: t('common.delete'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ params: { id: skill.id } }),
    });
  return (
    <li className={styles.chip} data-testid="skill">
      <UnstyledButton onClick={onOpen} aria-label={t('skills.edit', { name: `\u2068${name}\u2069` })}>
        <Text size="sm" component="span">
          <bdi>{name}</bdi>
        </Text>
      </UnstyledButton>
      {skill.language && (
        <Badge size="sm" color="gray" className={settings.dim}>
          {LANGUAGE_NAMES[skill.language]}
        </Badge>
      )}
      <ActionIcon size="sm" onClick={ask} aria-label={`${t('common.delete')}: ${name}`}>
        <IconTrash size={13} />
      </ActionIcon>
    </li>
  );
}
