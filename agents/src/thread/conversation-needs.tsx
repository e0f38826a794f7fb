import { Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { AbleView, SkillNeed } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { NeedsField } from '../base/needs-field.js';
import { useSkillNames } from '../base/skill-names.js';
import { useTexts } from '../base/use-texts.js';

interface Props {
  conversationId: string;
  /** Where it waits, or would. */
  queueId: string;
  value: SkillNeed[];
  onChange: (needs: SkillNeed[]) => void;
}

/** What whoever takes it must be able to do, and how many of the queue that leaves. */
export function ConversationNeeds({ conversationId: id, queueId, value: needs, onChange }: Props) {
  const { t } = useTexts();
  const skills = useSkillNames().all;
  const { data } = useQuery({
    queryKey: ['able', id, queueId, needs],
    queryFn: () => call('conversations.able', { params: { id }, body: { queueId, needs } }),
    enabled: queueId !== '',
    placeholderData: keepPreviousData,
  });
  if (skills.length === 0) return <Text size="sm">{t('rules.noSkills')}</Text>;
  return (
    <div data-testid="needs">
      <NeedsField skills={skills} value={needs} onChange={onChange} />
      <Text size="xs" mt={6} mih={20} c={data?.able === 0 ? undefined : 'dimmed'} role="status" data-testid="able">
        {data && <Able able={data} />}
      </Text>
    </div>
  );
}

function Able({ able: { able, signedIn, later } }: { able: AbleView }) {
  const { t, f } = useTexts();
  if (able === 0 && later > 0) return <>{t('needs.onlyLater', { count: later })}</>;
  const now = able === 0 ? t('needs.nobody') : t('needs.able', { count: able, signedIn: f.number(signedIn) });
  return <>{later > 0 ? `${now} ${t('needs.later', { count: later })}` : now}</>;
}
