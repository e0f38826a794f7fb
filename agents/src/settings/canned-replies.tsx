import { Badge, Button, Code, TextInput, UnstyledButton } from '@mantine/core';
import { IconMessage2Bolt, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { CannedReplyView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { fold } from '../base/fold.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { useMay } from '../live/use-desk.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { CannedDialog } from './canned-dialog.js';
import { Page } from './page.js';
import styles from './settings.module.css';
import { useList } from './use-settings.js';

export function CannedReplies() {
  const { t } = useTexts();
  const query = useList('canned.list');
  const edits = useMay('canned.edit');
  const [open, setOpen] = useState<CannedReplyView | 'new' | null>(null);
  const [words, setWords] = useState('');
  const fits = (reply: CannedReplyView) => fold(`${reply.shortcut} ${reply.title} ${reply.text}`).includes(fold(words));
  return (
    <Page
      title={t('settings.canned')}
      hint={t('canned.hint')}
      action={
        edits && (
          <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen('new')} data-testid="add-canned">
            {t('canned.add')}
          </Button>
        )
      }
    >
      <TextInput
        mb="sm"
        maw={360}
        type="search"
        leftSection={<IconSearch size={15} />}
        placeholder={t('canned.search')}
        aria-label={t('canned.search')}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Answered query={query}>
        {(replies) =>
          replies.filter(fits).length === 0 ? (
            <Empty
              icon={IconMessage2Bolt}
              title={words ? t('canned.notFound') : t('canned.none')}
              hint={words ? undefined : t('canned.noneHint')}
            />
          ) : (
            <div className={styles.card}>
              {replies.filter(fits).map((reply) => (
                <UnstyledButton
                  key={reply.id}
                  className={styles.row}
                  disabled={!edits}
                  onClick={() => setOpen(reply)}
                  data-testid="canned-row"
                >
                  <Code dir="auto">/{reply.shortcut}</Code>
                  <span className={styles.grow}>
                    <bdi>{reply.title}</bdi>
                    <div className={`${styles.dim} cut`} dir="auto">
                      {reply.text}
                    </div>
                  </span>
                  {reply.locale && <Badge color="gray">{LANGUAGE_NAMES[reply.locale]}</Badge>}
                </UnstyledButton>
              ))}
            </div>
          )
        }
      </Answered>
      {open && <CannedDialog reply={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
