import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { MenuTurn, SoundView, VoiceSettings } from '../../../../server/contract/index.js';
import type { Locale } from '../../../../server/contract/names.js';
import { saysConsent } from '../../../../server/contract/recording.js';
import { call } from '../../base/api.js';
import { useQueueNames } from '../../base/queue-names.js';
import { tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';
import { apart } from '../../thread/apart.js';
import { Section } from '../page.js';
import { phraseOf } from './phrases.js';

interface Props {
  voice: VoiceSettings;
  locale: Locale;
  sounds: readonly SoundView[];
}
type Input = { digits?: string; speech?: string };

/** A call that nobody makes, through the menu as it stands in the form. */
export function MenuTrial({ voice, locale, sounds }: Props) {
  const { t } = useTexts();
  const [inputs, setInputs] = useState<Input[]>([]);
  const trial = useMutation({
    mutationFn: (given: Input[]) => {
      const { menu, queueId, voicemailSeconds } = voice;
      const consent = saysConsent(voice);
      return call('numbers.tryMenu', { body: { menu, queueId, consent, voicemailSeconds, locale, inputs: given } });
    },
    onError: tellFailure,
  });
  const go = (given: Input[]) => {
    setInputs(given);
    trial.mutate(given);
  };
  const turns = trial.data?.turns ?? [];
  return (
    <Section title={t('voice.trial')} hint={t('voice.trialHint')}>
      <Stack gap="sm">
        <Button
          {...{ variant: 'default', me: 'auto', loading: trial.isPending, onClick: () => go([]) }}
          data-testid="menu-trial"
        >
          {t(turns.length > 0 ? 'voice.callAgain' : 'voice.call')}
        </Button>
        <Stack gap={6} role="log" aria-label={t('voice.trial')}>
          {turns.map((turn, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: turns only follow each other
            <Turn key={n} turn={turn} input={n > 0 ? inputs[n - 1] : undefined} sounds={sounds} />
          ))}
        </Stack>
        {turns.at(-1)?.kind === 'ask' && inputs.length < 40 && <Keys onInput={(input) => go([...inputs, input])} />}
      </Stack>
    </Section>
  );
}

function Turn({ turn, input, sounds }: { turn: MenuTurn; input?: Input; sounds: readonly SoundView[] }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const said = turn.heard.map(({ key, locale }) => {
    const sound = sounds.find((one) => one.key === key);
    return sound ? apart(phraseOf(sound, locale)) : '';
  });
  const queue = turn.queueId ? queues.of({ id: turn.queueId, name: '' }) : '';
  return (
    <div data-testid="menu-turn">
      {input && (
        <Text size="sm" fw={600}>
          {input.digits
            ? t('voice.pressed', { digit: f.keys(input.digits) })
            : input.speech
              ? t('voice.spoke', { words: input.speech })
              : t('voice.silent')}
        </Text>
      )}
      <Text size="sm" lang={turn.locale} dir="auto">
        {said.filter(Boolean).join(' ')}
      </Text>
      <Text size="xs" c="dimmed">
        {t(`voice.at.${turn.kind}`, { step: turn.step ?? '', queue })}
      </Text>
    </div>
  );
}

function Keys({ onInput }: { onInput: (input: Input) => void }) {
  const { t, f } = useTexts();
  const [words, setWords] = useState('');
  const say = () => {
    if (words.trim()) onInput({ speech: words.trim() });
    setWords('');
  };
  return (
    <Stack gap="xs">
      <SimpleGrid cols={3} spacing={6} maw={220} dir="ltr">
        {[...'123456789*0#'].map((digit) => (
          <Button key={digit} variant="default" onClick={() => onInput({ digits: digit })}>
            {f.keys(digit)}
          </Button>
        ))}
      </SimpleGrid>
      <Group gap="xs" align="end">
        <TextInput
          {...{ label: t('voice.sayWords'), maxLength: 200, style: { flex: 1 } }}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault(); // the form around it is not sent
            say();
          }}
        />
        <Button variant="default" onClick={say}>
          {t('voice.say')}
        </Button>
        <Button variant="subtle" onClick={() => onInput({})}>
          {t('voice.sayNothing')}
        </Button>
      </Group>
    </Stack>
  );
}
