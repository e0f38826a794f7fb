import { ActionIcon, Button, Indicator, Popover, Stack, Text, Tooltip } from '@mantine/core';
import { IconPhone, IconPhoneCall, IconPhoneOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { legOf } from '../live/calls.js';
import { useDesk } from '../live/use-desk.js';
import { Devices } from './devices.js';
// No hook, whatever its name says.
import { type LineState, line, retryLine, useLineHere as takeLine } from './line.js';

/** Each state has a sign of its own, so that it is told without its colour. */
const LOOKS: Record<LineState['line'], { icon: typeof IconPhone; colour: string }> = {
  ready: { icon: IconPhone, colour: 'bond' },
  connecting: { icon: IconPhone, colour: 'gray' },
  off: { icon: IconPhoneOff, colour: 'gray' },
  failed: { icon: IconPhoneOff, colour: 'red' },
  elsewhere: { icon: IconPhoneOff, colour: 'orange' },
};

/** Whether this page can be rung, why not, and by which devices one hears and speaks. Only where the company takes calls. */
export function LineSign() {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const takesCalls = useDesk((desk) => desk.numbers.some(({ voice }) => voice));
  const state = useStore(line, (now) => now.line);
  const busy = useStore(line, (now) => now.current !== null);
  const quality = useStore(line, (now) => now.quality);
  if (!takesCalls) return null;
  const { icon, colour } = LOOKS[state];
  const Icon = busy ? IconPhoneCall : icon;
  const label = t('line.label', { state: t(`line.state.${state}`) });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={label} disabled={open}>
          <Indicator disabled={quality !== 'bad' && state !== 'elsewhere'} color="orange.8" size={9} offset={5}>
            <ActionIcon
              variant={busy ? 'light' : 'subtle'}
              color={colour}
              onClick={() => setOpen(!open)}
              aria-label={label}
              aria-expanded={open}
              data-state={state}
              data-testid="line-sign"
            >
              <Icon size={18} stroke={1.7} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('line.title')} data-testid="line-menu">
        <LineMenu />
      </Popover.Dropdown>
    </Popover>
  );
}

function LineMenu() {
  const { t } = useTexts();
  const { line: state, reason: told, kind, quality } = useStore(line);
  const myId = useDesk((desk) => desk.me.id);
  const talks = useDesk((desk) => desk.calls.some((call) => legOf(call, myId)?.state === 'inProgress'));
  const talksElsewhere = state === 'elsewhere' && talks;
  const reason = talksElsewhere ? 'talksElsewhere' : told === 'talksElsewhere' ? null : told;
  return (
    <Stack gap={10}>
      <div>
        <Text size="sm" fw={600}>
          {t(`line.state.${state}`)}
        </Text>
        <Text size="xs" c="dimmed">
          {reason ? t(`line.why.${reason}`) : t(`line.means.${state}`)}
        </Text>
        {kind === 'simulated' && (
          <Text size="xs" c="dimmed">
            {t('line.simulated')}
          </Text>
        )}
      </div>
      {(state === 'elsewhere' || state === 'failed') && (
        <Button
          disabled={talksElsewhere}
          onClick={state === 'elsewhere' ? takeLine : retryLine}
          data-testid="line-use-here"
        >
          {t(state === 'elsewhere' ? 'line.useHere' : 'common.tryAgain')}
        </Button>
      )}
      {quality && <Text size="xs">{t(`line.quality.${quality}`)}</Text>}
      {kind === 'carrier' && <Devices />}
    </Stack>
  );
}
