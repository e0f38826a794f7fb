import { Group, Kbd, Modal, Switch, Text } from '@mantine/core';
import { KEY_SIGNS } from '../base/keys.js';
import { createStore, useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { usePreferences } from '../session/use-preferences.js';
import styles from './shell.module.css';

const open = createStore(false);
export const openKeysHelp = (): void => open.set(true);

const KEYS = [
  ['commandBar', [KEY_SIGNS.mod, 'K']],
  ['sections', [KEY_SIGNS.alt, '1…5']],
  ['take', [KEY_SIGNS.alt, 'A']],
  ['decline', [KEY_SIGNS.alt, 'X']],
  ['next', ['J']],
  ['previous', ['K']],
  ['choose', ['X']],
  ['chooseOn', ['Shift', '↓']],
  ['chooseAll', [KEY_SIGNS.mod, 'A']],
  ['letGo', ['Esc']],
  ['reply', ['R']],
  ['note', ['N']],
  ['transfer', ['T']],
  ['snooze', ['S']],
  ['close', ['E']],
  ['markUnread', ['U']],
  ['canned', ['/']],
  ['mention', ['@']],
  ['undo', [KEY_SIGNS.alt, 'Z']],
  ['call', [KEY_SIGNS.alt, 'P']],
  ['mute', [KEY_SIGNS.alt, 'M']],
  ['hold', [KEY_SIGNS.alt, 'H']],
  ['text', [KEY_SIGNS.alt, 'T']],
  ['help', ['?']],
] as const;

export function KeysHelp() {
  const { t } = useTexts();
  const shown = useStore(open);
  const { preferences, change } = usePreferences();
  return (
    <Modal
      opened={shown}
      onClose={() => open.set(false)}
      title={t('keys.title')}
      attributes={{ content: { 'data-testid': 'keys-help' } }}
    >
      <dl className={styles.keys}>
        {KEYS.map(([name, keys]) => (
          <Row key={name} label={t(`keys.${name}`)} keys={keys} />
        ))}
        <Row label={t('keys.send')} keys={preferences.sendWith === 'enter' ? ['Enter'] : [KEY_SIGNS.mod, 'Enter']} />
      </dl>
      <Switch
        mt="lg"
        label={t('keys.on')}
        checked={preferences.shortcuts}
        onChange={(event) => change({ shortcuts: event.currentTarget.checked })}
      />
      {!preferences.shortcuts && (
        <Text size="xs" c="dimmed" mt={6}>
          {t('keys.offHint')}
        </Text>
      )}
    </Modal>
  );
}

function Row({ label, keys }: { label: string; keys: readonly string[] }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Group gap={4} dir="ltr">
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </Group>
      </dd>
    </>
  );
}
