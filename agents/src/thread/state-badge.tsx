import { Badge } from '@mantine/core';
import type { ConversationState } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';

const COLOURS: Record<ConversationState, string> = {
  queued: 'orange',
  offered: 'yellow',
  active: 'bond',
  wrapUp: 'violet',
  snoozed: 'blue',
  closed: 'gray',
};

export function StateBadge({ state }: { state: ConversationState }) {
  const { t } = useTexts();
  return (
    <Badge
      size="sm"
      color={COLOURS[state]}
      c={state === 'queued' || state === 'offered' ? 'var(--text-near)' : undefined}
      data-testid="conversation-state"
      data-state={state}
      style={{ flex: 'none' }}
    >
      {t(`state.${state}`)}
    </Badge>
  );
}
