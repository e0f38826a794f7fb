import { Alert, Button, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import type { DraftView } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import { useDesk } from '../../live/use-desk.js';
import { Differences } from './differences.js';
import { type OthersWork, readOn } from './others-work.js';

/** What a colleague changed while one has the draft open, until one has seen it. */
export function DraftNews({ draft }: { draft: DraftView }) {
  const { t } = useTexts();
  const myId = useDesk(({ me }) => me.id);
  const [work, setWork] = useState<OthersWork>({ draft, by: null, changes: [] });
  const now = readOn(work, draft, myId);
  if (now !== work) setWork(now);
  return (
    <div role="status">
      {now.changes.length > 0 && (
        <Alert
          mb="md"
          icon={<IconUsers size={18} />}
          title={t('drafts.others', { name: `\u2068${now.by}\u2069` })}
          data-testid="draft-news"
        >
          <Text size="sm" mb="xs">
            {t('drafts.othersHint')}
          </Text>
          <Differences differences={now.changes} />
          <Button size="xs" variant="default" mt="xs" onClick={() => setWork({ ...now, by: null, changes: [] })}>
            {t('drafts.othersSeen')}
          </Button>
        </Alert>
      )}
    </div>
  );
}
