import { ActionIcon, Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconDotsVertical, IconStack2, IconUsers } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { AgentPresenceView, Presence } from '../../../server/contract/index.js';
import { AGENT_STATES, type AgentState, AWAY_REASONS, type AwayReason } from '../../../server/contract/names.js';
import { call } from '../base/api.js';
import { Explained } from '../base/explained.js';
import { MANY } from '../base/find.js';
import { PresenceDot } from '../base/presence-dot.js';
import { Empty } from '../base/states.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { useMay } from '../live/use-desk.js';
import styles from './board.module.css';
import { confirmHandBack, heldAway } from './confirm-hand-back.js';
import { Since } from './since.js';

/** Agents by state, the ones to look after first. */
export function AgentList({ agents }: { agents: AgentPresenceView[] }) {
  const { t, f } = useTexts();
  return (
    <section className={styles.card} aria-label={t('board.agentsTitle')} data-testid="board-agents">
      <h2 className={styles.cardTitle}>
        {t('board.agentsTitle')} <span className="figures">{f.number(agents.length)}</span>
      </h2>
      {agents.length === 0 && <Empty icon={IconUsers} title={t('board.noAgents')} />}
      {AGENT_STATES.map((state) => {
        const those = agents.filter((agent) => agent.state === state);
        return those.length > 0 && <Those key={state} state={state} agents={those} />;
      })}
    </section>
  );
}

/** Those in one state. Many who are not there are only counted until one asks for them, but for those who hold something. */
function Those({ state, agents }: { state: AgentState; agents: AgentPresenceView[] }) {
  const { t, f } = useTexts();
  const [open, setOpen] = useState(false);
  const folds = state === 'offline' && agents.length > MANY;
  const shown = open || !folds ? agents : agents.filter((agent) => heldAway(agent) > 0);
  const title = (
    <>
      <PresenceDot state={state} /> {t(`presence.${state}`)} <span className="figures">{f.number(agents.length)}</span>
    </>
  );
  return (
    <div>
      <h3 className={styles.group}>
        {folds ? (
          <UnstyledButton className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
            {title}
            <IconChevronDown size={15} aria-hidden />
          </UnstyledButton>
        ) : (
          title
        )}
      </h3>
      {shown.length > 0 && (
        <ul className={styles.lines}>
          {shown.map((agent) => (
            <AgentLine key={agent.agentId} agent={agent} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Of many hundreds few change at a time: the others are not drawn again. */
const AgentLine = memo(function AgentLine({ agent }: { agent: AgentPresenceView }) {
  const { t } = useTexts();
  return (
    <li className={styles.line} data-testid="agent-row" data-agent={agent.agentId} data-state={agent.state}>
      <div className={styles.lineText}>
        <bdi className="cut" title={agent.name}>
          {agent.name}
        </bdi>
        <span className={`${styles.dim} cut figures`}>
          {agent.reason ? `${t(`away.${agent.reason}`)} · ` : ''}
          <Since at={agent.since} />
          {agent.setBy && ` · ${t('presence.setBy', { name: `\u2068${agent.setBy.name}\u2069` })}`}
          {agent.wrapUp > 0 && ` · ${t('board.inWrapUp', { count: agent.wrapUp })}`}
        </span>
      </div>
      <Load load={agent.load} capacity={agent.capacity} />
      <AgentMenu agent={agent} />
    </li>
  );
});

/** As many boxes as the agent has room for; the filled ones are taken. */
function Load({ load, capacity }: { load: number; capacity: number }) {
  const { t, f } = useTexts();
  const text = t('candidates.loadOf', { load: f.number(load), capacity: f.number(capacity) });
  return (
    <Explained means={t('board.load')} plain>
      <span className={styles.load}>
        <span className={styles.boxes} aria-hidden="true">
          <span style={{ inlineSize: `${capacity === 0 ? 0 : Math.min(100, (load / capacity) * 100)}%` }} />
        </span>
        <span className="figures">{text}</span>
      </span>
    </Explained>
  );
}

function AgentMenu({ agent }: { agent: AgentPresenceView }) {
  const { t, f } = useTexts();
  const sets = useMay('presence.setOthers');
  const held = heldAway(agent);
  const handsBack = useMay('conversation.takeOver') && held > 0;
  if (!sets) return null;
  const set = (presence: Presence, reason?: AwayReason) =>
    void call('agents.presence', { params: { id: agent.agentId }, body: { presence, reason } }).then(
      () => tellDone(t('board.presenceSet', { name: agent.name, state: t(`presence.${presence}`) })),
      tellFailure,
    );
  const item = (presence: Presence) => (
    <Menu.Item key={presence} leftSection={<PresenceDot state={presence} />} onClick={() => set(presence)}>
      {t(`presence.${presence}`)}
    </Menu.Item>
  );
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t('board.setPresence', { name: agent.name })} data-testid="set-presence">
          <IconDotsVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('board.setTo')}</Menu.Label>
        {(['online', 'busy', 'offline'] as const).map(item)}
        <Menu.Label>{t('presence.away')}</Menu.Label>
        {AWAY_REASONS.map((reason) => (
          <Menu.Item key={reason} leftSection={<PresenceDot state="away" />} onClick={() => set('away', reason)}>
            {t(`away.${reason}`)}
          </Menu.Item>
        ))}
        {handsBack && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconStack2 size={15} />}
              onClick={() => confirmHandBack(agent, f.dateTime(new Date(agent.since).getTime()))}
              data-testid="hand-back"
            >
              {t('board.handBackAll', { count: held })}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
