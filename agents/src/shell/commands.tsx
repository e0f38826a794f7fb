import { Center } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from '@mantine/spotlight';
import {
  IconLanguage,
  IconMessage,
  IconMessages,
  IconSearch,
  IconSettings,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { call } from '../base/api.js';
import { useConversationCommands } from '../base/conversation-commands.js';
import { fold } from '../base/fold.js';
import { named } from '../base/named.js';
import { PresenceDot } from '../base/presence-dot.js';
import { useQueueNames } from '../base/queue-names.js';
import { useTexts } from '../base/use-texts.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { usePreferences } from '../session/use-preferences.js';
import { apart } from '../thread/apart.js';
import { setPresence } from './presence-switch.js';
import { useSections } from './rail.js';

const [spotlight, actions] = createSpotlight();

interface Props {
  words: string;
  onWords: (words: string) => void;
  onClose: () => void;
}

/** What can be done, by name; and from two letters on, customers and messages. */
export function Commands({ words, onWords, onClose }: Props) {
  const { t } = useTexts();
  const found = useFound(words);
  const commands = useCommands();
  useEffect(() => actions.open(), []);
  const wanted = fold(words);
  const groups = [...commands.map((group) => matching(group, wanted)), ...found.groups].filter(
    (group) => group.actions.length > 0,
  );
  return (
    <Spotlight
      attributes={{ content: { 'aria-label': t('shell.search') } }}
      store={spotlight}
      shortcut={null}
      centered={false}
      yOffset="max(12dvh, var(--offers-end, 0px))"
      query={words}
      onQueryChange={onWords}
      onSpotlightClose={onClose}
      actions={groups}
      filter={(_, given) => given}
      scrollable
      maxHeight={420}
      nothingFound={found.searching ? t('common.searching') : t('commands.nothing')}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t('commands.placeholder'),
        'aria-label': t('commands.placeholder'),
        ...{ 'data-testid': 'command-input' },
      }}
    />
  );
}

function matching(group: SpotlightActionGroupData, wanted: string): SpotlightActionGroupData {
  if (!wanted) return group;
  const fits = ({ label, keywords }: SpotlightActionData) => fold(`${label} ${keywords ?? ''}`).includes(wanted);
  return { ...group, actions: group.actions.filter(fits) };
}

function useFound(words: string): { groups: SpotlightActionGroupData[]; searching: boolean } {
  const { t, f } = useTexts();
  const navigate = useNavigate();
  const queues = useQueueNames();
  const [asked] = useDebouncedValue(words.trim(), 200);
  const query = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => call('search.all', { query: { q: asked }, signal }),
    enabled: asked.length >= 2,
    placeholderData: (before) => (asked.length >= 2 ? before : undefined),
  });
  const customers: SpotlightActionData[] = (query.data?.customers ?? []).map((row) => ({
    id: `customer-${row.id}`,
    label: named({ t, f }, row.name),
    description: [row.email, row.phone !== row.name && f.phone(row.phone ?? '')].filter(Boolean).join(' · '),
    leftSection: <IconUser size={18} stroke={1.5} />,
    onClick: () => void navigate({ to: '/customers/$customerId', params: { customerId: row.id } }),
  }));
  const conversations = (query.data?.conversations ?? []).map(
    (one): SpotlightActionData => ({
      id: `conversation-${one.id}`,
      label: `${t('thread.number', { number: f.plain(one.number) })} ${apart(named({ t, f }, one.customerName))}`,
      description: [t(`channel.${one.channel}`), queues.of(one.queue), t(`state.${one.state}`)].join(' · '),
      leftSection: <IconMessages size={18} stroke={1.5} />,
      onClick: () => void navigate({ to: '/inbox/$conversationId', params: { conversationId: one.id } }),
    }),
  );
  const messages = (query.data?.messages ?? []).flatMap(({ touchpoint, customerName }): SpotlightActionData[] => {
    const { conversationId, seq } = touchpoint;
    if (!conversationId) return [];
    return [
      {
        id: `message-${touchpoint.id}`,
        label: touchpoint.text?.slice(0, 90) ?? '',
        description: `${apart(named({ t, f }, customerName))} · ${f.dateTime(touchpoint.at)}`,
        leftSection: <IconMessage size={18} stroke={1.5} />,
        onClick: () => void navigate({ to: '/inbox/$conversationId', params: { conversationId }, search: { seq } }),
      },
    ];
  });
  return {
    groups: [
      { group: t('commands.conversations'), actions: conversations },
      { group: t('commands.customers'), actions: customers },
      { group: t('commands.messages'), actions: messages },
    ],
    searching: query.isFetching,
  };
}

function useCommands(): SpotlightActionGroupData[] {
  const { t, f } = useTexts();
  const navigate = useNavigate();
  const sections = useSections();
  const { change } = usePreferences();
  const here = useConversationCommands();
  const other = f.locale === 'fa' ? 'en' : 'fa';
  return [
    {
      group: t('commands.here'),
      actions: here.map(({ id, run }) => ({ id, label: t(`commands.${id}`), onClick: run })),
    },
    {
      group: t('commands.go'),
      actions: sections.map(({ id, to, icon: Icon }) => ({
        id: `go-${id}`,
        label: t(`section.${id}`),
        leftSection: <Icon size={18} stroke={1.5} />,
        onClick: () => void navigate({ to }),
      })),
    },
    {
      group: t('commands.me'),
      actions: [
        ...(['online', 'busy', 'away', 'offline'] as const).map((presence) => ({
          id: `presence-${presence}`,
          label: t('commands.presence', { state: t(`presence.${presence}`) }),
          leftSection: (
            <Center w={18}>
              <PresenceDot state={presence} />
            </Center>
          ),
          onClick: () => void setPresence(presence, presence === 'away' ? 'break' : undefined),
        })),
        {
          id: 'language',
          label: LANGUAGE_NAMES[other],
          keywords: 'language زبان',
          leftSection: <IconLanguage size={18} stroke={1.5} />,
          onClick: () => change({ locale: other }),
        },
        ...(['light', 'dark', 'auto'] as const).map((theme) => ({
          id: `theme-${theme}`,
          label: t('commands.theme', { theme: t(`theme.${theme}`) }),
          leftSection: <IconSun size={18} stroke={1.5} />,
          onClick: () => change({ theme }),
        })),
        {
          id: 'profile',
          label: t('shell.profile'),
          leftSection: <IconSettings size={18} stroke={1.5} />,
          onClick: () => void navigate({ to: '/settings/profile' }),
        },
      ],
    },
  ];
}
