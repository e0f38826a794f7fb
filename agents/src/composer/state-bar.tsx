import { Button } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ConversationView } from '../../../server/contract/index.js';
import { useSkillNames } from '../base/skill-names.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import type { ConversationActions } from '../thread/actions.js';
import { apart } from '../thread/apart.js';
import styles from './composer.module.css';

/** Why one cannot simply answer here, and the way to it. Nothing when one can. */
export function StateBar({ conversation, actions }: { conversation: ConversationView; actions: ConversationActions }) {
  const { t, f } = useTexts();
  const mine = useDesk((desk) => desk.me.id) === conversation.agent?.id;
  const { can, busy } = actions;
  switch (conversation.state) {
    case 'active':
      return mine ? <Beside conversation={conversation} /> : <Others conversation={conversation} actions={actions} />;
    case 'queued':
    case 'offered':
      return <Waiting conversation={conversation} actions={actions} />;
    case 'wrapUp':
      return <WrapUp conversation={conversation} actions={actions} mine={mine} />;
    case 'snoozed':
      return (
        <Bar
          text={t('stateBar.snoozed', { time: conversation.snoozedUntil ? f.dateTime(conversation.snoozedUntil) : '' })}
          action={can.resume && { label: t('action.wake'), run: actions.resume }}
          busy={busy}
        />
      );
    case 'closed':
      return (
        <Bar
          text={t('stateBar.closed')}
          action={can.resume && { label: t('action.reopen'), run: actions.resume }}
          busy={busy}
        />
      );
  }
}

/** Nobody has it yet: one may take it, or say who should. */
function Waiting({ conversation, actions }: { conversation: ConversationView; actions: ConversationActions }) {
  const { t, f } = useTexts();
  const { of: nameOf } = useSkillNames();
  const { state, needs } = conversation;
  const { can, busy } = actions;
  const skills = needs.map(({ skillId, level }) =>
    t('routingRecord.skill', { skill: apart(nameOf(skillId)), level: f.number(level) }),
  );
  const text = t(`stateBar.${state as 'queued'}`);
  return (
    <Bar
      text={skills.length > 0 ? `${text} ${t('stateBar.needs', { skills: f.list(skills) })}` : text}
      also={can.setNeeds && { label: t('action.needs'), run: () => actions.open('needs'), testId: 'set-needs' }}
      action={can.pick && { label: t('action.pick'), run: actions.pick }}
      busy={busy}
    />
  );
}

/** Somebody else's: one may whisper to them, join them or take it from them; or has joined already. */
function Others({ conversation, actions }: { conversation: ConversationView; actions: ConversationActions }) {
  const { t } = useTexts();
  const { can, busy } = actions;
  const name = apart(conversation.agent?.name);
  if (can.withdraw)
    return (
      <Bar
        text={t('stateBar.joined', { name })}
        action={{ label: t('action.withdraw'), run: actions.withdraw, testId: 'withdraw' }}
        busy={busy}
      />
    );
  return (
    <Bar
      text={t('stateBar.others', { name })}
      also={can.join && { label: t('action.join'), run: actions.join, testId: 'join' }}
      action={can.takeOver && { label: t('action.takeOver'), run: actions.takeOver }}
      busy={busy}
    />
  );
}

/** One's own, in which others write as well. */
function Beside({ conversation: { joinedBy } }: { conversation: ConversationView }) {
  const { t, f } = useTexts();
  if (joinedBy.length === 0) return null;
  const names = f.list(joinedBy.map(({ name }) => apart(name)));
  return <Bar text={t('stateBar.beside', { names, count: joinedBy.length })} />;
}

/** The after-contact work: what is asked, and how much of its time is left. */
function WrapUp({
  conversation,
  actions,
  mine,
}: {
  conversation: ConversationView;
  actions: ConversationActions;
  mine: boolean;
}) {
  const { t, f } = useTexts();
  const now = useNow();
  const { can, busy } = actions;
  const left = conversation.wrapUp ? Date.parse(conversation.wrapUp.until) - now : 0;
  const time = left > 0 ? f.clock(left) : null;
  return (
    <Bar
      text={
        mine
          ? time
            ? t('stateBar.wrapUpLeft', { time })
            : t('stateBar.wrapUp')
          : t('stateBar.othersWrapUp', { name: conversation.agent?.name ?? '' })
      }
      also={can.extendWrapUp && { label: t('action.moreTime'), run: actions.extendWrapUp, testId: 'more-time' }}
      action={mine && can.close && { label: t('action.finish'), run: () => actions.open('close') }}
      busy={busy}
    />
  );
}

interface BarAction {
  label: string;
  run: () => void;
  testId?: string;
}

interface BarProps {
  text: string;
  action?: BarAction | false;
  also?: BarAction | false;
  busy?: boolean;
}

function Bar({ text, action, also, busy }: BarProps) {
  return (
    <div className={styles.stateBar} data-testid="state-bar">
      <IconInfoCircle size={16} aria-hidden />
      <span className={`${styles.stateText} figures`}>{text}</span>
      {[also, action].map(
        (one) =>
          one && (
            <Button
              key={one.label}
              size="compact-sm"
              variant={one === action ? 'filled' : 'light'}
              loading={busy}
              onClick={one.run}
              data-testid={one.testId ?? 'state-action'}
            >
              {one.label}
            </Button>
          ),
      )}
    </div>
  );
}
