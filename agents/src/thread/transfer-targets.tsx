import { Group, Radio, type RadioCardProps, ScrollArea, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { fold } from '../base/fold.js';
import { PresenceDot } from '../base/presence-dot.js';
import { useQueueNames } from '../base/queue-names.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';

interface Props {
  to: string;
  onTo: (id: string) => void;
}

/** Of a label that is only heard. */
const NO_ROOM = { label: { display: 'block', minHeight: 0 } } as const;
const ORDER = ['online', 'busy', 'notResponding', 'away', 'lost', 'offline'];

/** Colleagues, those who are there first. @param except who has it now */
export function AgentTargets({ except, to, onTo }: Props & { except?: string }) {
  const { t, f } = useTexts();
  const [words, setWords] = useState('');
  const agents = useDesk((desk) => desk.agents);
  const shown = agents
    .filter((agent) => agent.agentId !== except && fold(agent.name).includes(fold(words)))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name, f.locale));
  return (
    <>
      <TextInput
        placeholder={t('transfer.search')}
        aria-label={t('transfer.search')}
        leftSection={<IconSearch size={15} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          if (words.trim() && shown[0]) onTo(shown[0].agentId);
        }}
        // On a touch screen the keys would rise over the list.
        data-autofocus={matchMedia('(pointer: fine)').matches || undefined}
        data-testid="transfer-search"
      />
      <ScrollArea.Autosize mah={250} type="auto" offsetScrollbars scrollbarSize={8}>
        <Radio.Group
          value={to}
          onChange={onTo}
          label={<VisuallyHidden>{t('transfer.agent')}</VisuallyHidden>}
          styles={NO_ROOM}
        >
          <Stack gap={2}>
            {shown.map((agent) => (
              <Target
                key={agent.agentId}
                value={agent.agentId}
                data-testid="transfer-agent"
                data-agent={agent.agentId}
                data-name={agent.name}
              >
                <PresenceDot state={agent.state} />
                <Text component="bdi" size="sm" flex={1} className="cut" title={agent.name}>
                  {agent.name}
                </Text>
                <Text size="xs" c="dimmed" className="figures">
                  {t(`presence.${agent.state}`)} ·{' '}
                  {t('candidates.loadOf', { load: f.number(agent.load), capacity: f.number(agent.capacity) })}
                </Text>
              </Target>
            ))}
            {shown.length === 0 && (
              <Text size="sm" c="dimmed" p="sm">
                {t('transfer.nobody')}
              </Text>
            )}
          </Stack>
        </Radio.Group>
      </ScrollArea.Autosize>
    </>
  );
}

/** @param here where it is now */
export function QueueTargets({ here, to, onTo }: Props & { here?: string }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  return (
    <Radio.Group
      value={to}
      onChange={onTo}
      label={<VisuallyHidden>{t('transfer.queue')}</VisuallyHidden>}
      styles={NO_ROOM}
    >
      <Stack gap={2}>
        {queues.all.map((queue) => (
          <Target key={queue.id} value={queue.id} data-testid="transfer-queue" data-queue={queue.id}>
            <Text component="bdi" size="sm" flex={1}>
              {queue.name}
            </Text>
            {queue.id === here && (
              <Text size="xs" c="dimmed">
                {t('transfer.sameQueue')}
              </Text>
            )}
          </Target>
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Target({ children, ...card }: RadioCardProps & { 'data-testid': string; [data: `data-${string}`]: string }) {
  return (
    <Radio.Card p={8} radius="sm" withBorder={false} {...card}>
      <Group gap={10} wrap="nowrap">
        <Radio.Indicator size="xs" />
        {children}
      </Group>
    </Radio.Card>
  );
}
