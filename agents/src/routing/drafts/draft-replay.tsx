import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { DraftView, ReplayView } from '../../../../server/contract/index.js';
import { call } from '../../base/api.js';
import { dayBefore, isoDay } from '../../base/calendar.js';
import { DateField } from '../../base/date-field.js';
import { tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../../settings/page.js';
import { ReplayAgents } from './replay-agents.js';
import { ReplayMoves } from './replay-moves.js';
import { ReplayTable } from './replay-table.js';

/** A past day played again: as rules are now, and as the draft has them. */
export function DraftReplay({ draft }: { draft: DraftView }) {
  const { t } = useTexts();
  const [date, setDate] = useState(() => dayBefore(isoDay(new Date())));
  const replay = useMutation({
    mutationFn: (day: string) => call('routing.replay', { params: { id: draft.id }, body: { date: day } }),
    onError: tellFailure,
  });
  const play = (day: string) => {
    setDate(day);
    replay.mutate(day);
  };
  return (
    <>
      <Section title={t('replay.title')} hint={t('replay.hint')}>
        <Group gap={12}>
          <DateField label={t('replay.day')} value={date} onChange={setDate} past />
          <Button size="xs" onClick={() => play(date)} loading={replay.isPending} data-testid="replay">
            {t('replay.play')}
          </Button>
        </Group>
      </Section>
      {replay.isPending && <Skeleton height={220} aria-hidden />}
      {replay.data && !replay.isPending && <Replayed replay={replay.data} onDay={play} />}
    </>
  );
}

function Replayed({ replay, onDay }: { replay: ReplayView; onDay: (day: string) => void }) {
  const { t, f } = useTexts();
  const { date, conversations, moved, notes } = replay;
  const { otherwise, sooner, later } = moved;
  if (conversations === 0)
    return (
      <Section title={f.date(date)}>
        <Group gap={12}>
          <Text size="sm">{t('replay.nobody')}</Text>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onDay(dayBefore(date))}
            data-testid="replay-before"
          >
            {t('replay.dayBefore')}
          </Button>
        </Group>
      </Section>
    );
  return (
    <div data-testid="replayed">
      <Section title={f.date(date)} hint={t('replay.conversations', { count: conversations })}>
        <Text size="sm" mb="md">
          {otherwise + sooner + later === 0
            ? t('replay.unmoved')
            : t('replay.moved', { otherwise: f.number(otherwise), sooner: f.number(sooner), later: f.number(later) })}
        </Text>
        <ReplayTable replay={replay} />
      </Section>
      <Section title={t('replay.load')} hint={t('replay.loadHint')}>
        <ReplayAgents now={replay.now.agents} draft={replay.draft.agents} />
      </Section>
      {moved.most.length > 0 && (
        <Section title={t('replay.most')}>
          <ReplayMoves moves={moved.most} />
        </Section>
      )}
      <Section title={t('replay.notes')}>
        <ul style={{ margin: 0, paddingInlineStart: 18, fontSize: 13 }}>
          {notes.map((note) => (
            <li key={note}>{t(`replay.note.${note}`)}</li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
