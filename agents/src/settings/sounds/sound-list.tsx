import { Badge, Button, Group, TextInput, UnstyledButton } from '@mantine/core';
import { IconPlus, IconSearch, IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import type { SoundView } from '../../../../server/contract/index.js';
import { LOCALES } from '../../../../server/contract/names.js';
import { Answered } from '../../base/answered.js';
import { fold } from '../../base/fold.js';
import { Empty } from '../../base/states.js';
import { useTexts } from '../../base/use-texts.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';
import { phraseOf } from '../numbers/phrases.js';
import { Page } from '../page.js';
import styles from '../settings.module.css';
import { useList } from '../use-settings.js';
import { NewSound } from './new-sound.js';
import { SoundDialog } from './sound-dialog.js';

/** What callers hear: the company's own first, then what every company has. */
export function Sounds() {
  const { t } = useTexts();
  const query = useList('sounds.list');
  const [words, setWords] = useState('');
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const fits = ({ text }: SoundView) => fold(`${text.en} ${text.fa}`).includes(fold(words));
  return (
    <Page
      title={t('settings.sounds')}
      hint={t('sounds.hint')}
      action={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)} data-testid="add-sound">
          {t('sounds.add')}
        </Button>
      }
    >
      <TextInput
        {...{ mb: 'sm', maw: 360, type: 'search', leftSection: <IconSearch size={15} /> }}
        placeholder={t('sounds.search')}
        aria-label={t('sounds.search')}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Answered query={query}>
        {(sounds) => {
          const shown = sounds.filter(fits);
          const opened = sounds.find(({ key }) => key === open);
          return (
            <>
              {shown.length === 0 && <Empty icon={IconVolume} title={t('sounds.notFound')} />}
              {shown.length > 0 && (
                <div className={styles.card}>
                  {shown.map((sound) => (
                    <Row key={sound.key} sound={sound} onOpen={() => setOpen(sound.key)} />
                  ))}
                </div>
              )}
              {opened && <SoundDialog sound={opened} onClose={() => setOpen(null)} />}
            </>
          );
        }}
      </Answered>
      {adding && <NewSound onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** Its text in the language of the page, below it in the other one. */
function Row({ sound, onOpen }: { sound: SoundView; onOpen: () => void }) {
  const { t, f } = useTexts();
  const other = LOCALES.find((locale) => locale !== f.locale) ?? f.locale;
  const first = phraseOf(sound, f.locale);
  const second = sound.text[other];
  return (
    <UnstyledButton className={styles.row} onClick={onOpen} data-testid="sound-row" data-key={sound.key}>
      <span className={styles.grow}>
        <bdi>{first}</bdi>
        {second && second !== first && (
          <div className={styles.dim}>
            <bdi lang={other}>{second}</bdi>
          </div>
        )}
      </span>
      <Group gap={6} justify="flex-end">
        {sound.kind === 'music' && <Badge color="grape">{t('sounds.music')}</Badge>}
        {!sound.isOurs && <Badge color="bond">{t('sounds.own')}</Badge>}
        {LOCALES.filter((locale) => sound.heard[locale].isRecorded).map((locale) => (
          <Badge key={locale} color="teal">
            {t('sounds.recorded', { language: LANGUAGE_NAMES[locale] })}
          </Badge>
        ))}
      </Group>
    </UnstyledButton>
  );
}
