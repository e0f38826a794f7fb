import { Button } from '@mantine/core';
import {
  IconMessage2,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneEnd,
  IconPhonePause,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerRecord,
  IconTransfer,
  IconUserPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { CallView, TransferWay } from '../../../server/contract/index.js';
import { isRecorded } from '../../../server/contract/recording.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { legOf } from '../live/calls.js';
import { useDesk } from '../live/use-desk.js';
import { drop, hangUp, hold, record, useAct } from './acts.js';
import styles from './call-bar.module.css';
import { CallKey } from './call-key.js';
import { CallTransfer } from './call-transfer.js';
import { Keypad } from './keypad.js';
import { type LineCall, line } from './line.js';
import { switchMute } from './mute.js';
import { companions, consulted, customerLeg, phaseOf } from './phase.js';
import { useWriteText } from './use-write-text.js';

interface Props {
  call: CallView;
  /** Null where another page has the line, or it is lost: what goes by the server can still be done. */
  current: LineCall | null;
}

/** What an agent does with a call one is in. */
export function CallKeys({ call, current }: Props) {
  const { t } = useTexts();
  const { busy, act } = useAct();
  const [asking, setAsking] = useState<TransferWay | null>(null);
  const myId = useDesk((desk) => desk.me.id);
  const talking = ['talking', 'held', 'consulting'].includes(phaseOf(call, myId));
  const held = customerLeg(call)?.held ?? false;
  const writeText = useWriteText(call);
  return (
    <div className={styles.keys} role="toolbar" aria-label={t('phone.keys')}>
      <MuteKey call={call} />
      <CallKey
        id="hold"
        label={t(held ? 'phone.unhold' : 'phone.hold')}
        icon={held ? IconPlayerPlay : IconPhonePause}
        pressed={held}
        disabled={!talking || busy}
        onClick={() => void act(hold(call, !held))}
      />
      {isRecorded(call) && <RecordKey call={call} disabled={!talking} />}
      <Keypad current={current} />
      <CallKey
        id="transfer"
        label={t('phone.transfer')}
        icon={IconTransfer}
        disabled={!talking}
        onClick={() => setAsking('cold')}
      />
      <CallKey
        id="add"
        label={t('phone.add')}
        icon={IconUserPlus}
        disabled={!talking}
        onClick={() => setAsking('add')}
      />
      <CallKey
        id="text"
        label={t('phone.text')}
        icon={IconMessage2}
        disabled={!writeText}
        onClick={() => writeText?.()}
      />
      <HangUp call={call} current={current} />
      {asking && <CallTransfer call={call} begin={asking} onClose={() => setAsking(null)} />}
    </div>
  );
}

/** Silent at once on this page; the carrier is told beside it, so that the others' pages know. */
function MuteKey({ call }: { call: CallView }) {
  const { t } = useTexts();
  const myId = useDesk((desk) => desk.me.id);
  const muted = useStore(line, (now) => now.muted) || (legOf(call, myId)?.muted ?? false);
  return (
    <CallKey
      id="mute"
      label={t(muted ? 'phone.unmute' : 'phone.mute')}
      icon={muted ? IconMicrophoneOff : IconMicrophone}
      pressed={muted}
      onClick={() => switchMute(call, !muted)}
    />
  );
}

const RECORD_KEYS = {
  off: { label: 'phone.record', icon: IconPlayerRecord },
  on: { label: 'phone.pauseRecording', icon: IconPlayerPause },
  paused: { label: 'phone.resumeRecording', icon: IconPlayerRecord },
} as const;

/** Begins, pauses, goes on. It is down while what is said is recorded. */
function RecordKey({ call, disabled }: { call: CallView; disabled: boolean }) {
  const { t } = useTexts();
  const { busy, act } = useAct();
  const { label, icon } = RECORD_KEYS[call.recording];
  const on = call.recording === 'on';
  return (
    <CallKey
      id="record"
      label={t(label)}
      icon={icon}
      pressed={on}
      disabled={disabled || busy}
      onClick={() => void act(record(call, !on))}
    />
  );
}

/**
 * With a colleague in the talk one leaves it to them; alone with the customer one ends it. While the customer waits for what is
 * talked over there is no going: it is handed over, or one is back with them first.
 */
function HangUp({ call, current }: Props) {
  const { t } = useTexts();
  const { busy, act } = useAct();
  const myId = useDesk((desk) => desk.me.id);
  const leaves = companions(call, myId).some(({ role, inConference }) => role === 'agent' && inConference);
  const leave = () => {
    const mine = legOf(call, myId);
    if (current) current.hangUp();
    else if (mine) void act(drop(call, mine.sid));
  };
  const label = t(leaves ? 'phone.leave' : 'phone.hangUp');
  return (
    <Button
      color="red.8"
      size="sm"
      className={styles.hangUp}
      loading={busy}
      disabled={consulted(call, myId) !== undefined}
      leftSection={<IconPhoneEnd size={18} aria-hidden />}
      onClick={() => (leaves ? leave() : void act(hangUp(call)))}
      aria-label={label}
      data-testid={leaves ? 'call-leave' : 'call-hang-up'}
    >
      <span className={styles.hangUpText}>{label}</span>
    </Button>
  );
}
