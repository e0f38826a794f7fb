import { Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DecisionView, RoutingView, WaitsForView } from '../../../server/contract/index.js';
import { Answered } from '../base/answered.js';
import { call } from '../base/api.js';
import { useQueueNames } from '../base/queue-names.js';
import { useSkillNames } from '../base/skill-names.js';
import { useTexts } from '../base/use-texts.js';
import { apart } from './apart.js';
import { Candidates } from './candidates.js';
import { classParts } from './class-parts.js';
import styles from './thread.module.css';

/** Why a conversation is where it is: what it waits for, and every choice that was made for it. */
export function RoutingRecord({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const { t } = useTexts();
  const query = useQuery({
    queryKey: ['routing', conversationId],
    queryFn: () => call('conversations.routing', { params: { id: conversationId } }),
    staleTime: 0,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('routingRecord.title')}
      attributes={{ content: { 'data-testid': 'routing-record' } }}
    >
      <Answered query={query}>{(routing) => <Record routing={routing} />}</Answered>
    </Modal>
  );
}

function Record({ routing: { waitsFor, position, decisions } }: { routing: RoutingView }) {
  const { t, f } = useTexts();
  const latestFirst = [...decisions].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <>
      {waitsFor && (
        <div className={styles.decision} data-testid="waits-for">
          {position !== null && <strong>{t('routingRecord.position', { place: f.number(position) })}</strong>}
          <WaitsFor waitsFor={waitsFor} />
        </div>
      )}
      {decisions.length === 0 && <Text size="sm">{t('routingRecord.none')}</Text>}
      {latestFirst.map((decision) => (
        <Decision key={decision.id} decision={decision} />
      ))}
    </>
  );
}

/** The one thing that must change, in a sentence; and when more agents are asked by themselves. */
function WaitsFor({ waitsFor }: { waitsFor: WaitsForView }) {
  const { reason, agentName, ahead, skills = [], widensAt, opensAt } = waitsFor;
  const { t, f } = useTexts();
  const asked = useAsked()(skills);
  return (
    <>
      <div className={styles.sentence}>
        {t(`waitsFor.${reason}`, { agent: apart(agentName ?? ''), count: ahead ?? 0 })}
      </div>
      {asked.length > 0 && <div>{t('routingRecord.asked', { skills: f.list(asked) })}</div>}
      {opensAt && <div>{t('routingRecord.opens', { time: f.dateTime(opensAt) })}</div>}
      {widensAt && <div>{t('routingRecord.widens', { time: f.time(widensAt) })}</div>}
    </>
  );
}

/** Skills with their levels, in words. */
function useAsked(): (needs: readonly { skillId: string; level: number }[]) => string[] {
  const { t, f } = useTexts();
  const { of: nameOf } = useSkillNames();
  return (needs) =>
    needs.map(({ skillId, level }) =>
      t('routingRecord.skill', { skill: apart(nameOf(skillId)), level: f.number(level) }),
    );
}

/** Who could take it then: the queues whose members, and the skills. */
function Circle({ className }: { className: string }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const inWords = useAsked();
  const parts = classParts(className);
  if (!parts) return null;
  const asked = inWords(parts.skills);
  const members = f.list(parts.queueIds.map((id) => apart(queues.of({ id, name: t('routing.gone') }))));
  return (
    <Text size="xs" c="dimmed">
      {t('routingRecord.circle', { queues: members })}
      {asked.length > 0 && ` ${t('routingRecord.asked', { skills: f.list(asked) })}`}
    </Text>
  );
}

function Decision({ decision }: { decision: DecisionView }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const { at, outcome, queueId, position, step, strategy, className, order, rulesVersion, candidates, others } =
    decision;
  const facts = [
    queues.of({ id: queueId, name: '' }),
    t('routingRecord.place', { place: f.number(position) }),
    t(`rules.choices.${strategy}`),
    ...(order ? [t('routingRecord.counted', { time: f.clock(Date.parse(at) - Date.parse(order.key)) })] : []),
    ...(order && order.rate !== 1 ? [t('routingRecord.rate', { rate: f.number(order.rate) })] : []),
    ...(step > 0 ? [t('rules.step', { place: f.number(step) })] : []),
    ...(rulesVersion !== null ? [t('history.version', { version: f.plain(rulesVersion) })] : []),
  ];
  const uncounted = Object.entries(others).map(([verdict, count]) =>
    t('routingRecord.other', { verdict: t(`verdict.${verdict as 'full'}`), count }),
  );
  return (
    <section className={styles.decision} data-testid="decision">
      <strong>
        {t(`routingRecord.outcomes.${outcome}`)} · {f.dateTime(at)}
      </strong>
      <Text size="xs" c="dimmed">
        {facts.filter(Boolean).join(' · ')}
      </Text>
      {className && <Circle className={className} />}
      {candidates.length > 0 && <Candidates candidates={candidates} />}
      {uncounted.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('routingRecord.others', { list: f.list(uncounted) })}
        </Text>
      )}
    </section>
  );
}
