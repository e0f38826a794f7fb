import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import i18next from 'i18next';
import type { AgentPresenceView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { apart } from '../thread/apart.js';

/** What somebody holds who has signed off; a wrap-up ends by itself. */
export const heldAway = ({ state, load, wrapUp }: AgentPresenceView): number =>
  state === 'offline' ? load - wrapUp : 0;

/** @param since the moment they went, in words */
export function confirmHandBack(agent: AgentPresenceView, since: string): void {
  const name = apart(agent.name);
  const giveBack = () =>
    void call('agents.handBack', { params: { id: agent.agentId } }).then(
      ({ conversations: count }) => tellDone(i18next.t('board.handedBack', { count })),
      tellFailure,
    );
  modals.openConfirmModal({
    title: i18next.t('board.handBackOf', { name }),
    children: <Text size="sm">{i18next.t('board.handBackHint', { count: heldAway(agent), name, since })}</Text>,
    labels: { confirm: i18next.t('board.handBack'), cancel: i18next.t('common.cancel') },
    confirmProps: { ...{ 'data-testid': 'hand-back-confirm' } },
    onConfirm: giveBack,
  });
}
