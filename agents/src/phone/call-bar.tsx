import { VisuallyHidden } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerRecordFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import type { CallView } from '../../../server/contract/index.js';
import { Person } from '../base/person.js';
import { useStore } from '../base/store.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { legOf } from '../live/calls.js';
import { useDesk } from '../live/use-desk.js';
import { apart } from '../thread/apart.js';
import styles from './call-bar.module.css';
import { CallKeys } from './call-keys.js';
import { Captions } from './captions.js';
import { Companions } from './companions.js';
import { line } from './line.js';
import { phaseOf } from './phase.js';
import { SupervisorKeys } from './supervisor-keys.js';
import { useCallNews } from './use-call-news.js';
import { useCallShortcuts } from './use-call-shortcuts.js';

/** The calls one is in, on every page. A call one is only being asked into has a card of its own. */
export function CallBars() {
  const calls = useDesk((desk) => desk.calls);
  const myId = useDesk((desk) => desk.me.id);
  useCallNews();
  return calls.filter((call) => phaseOf(call, myId) !== 'ringing').map((call) => <CallBar key={call.id} call={call} />);
}

function CallBar({ call }: { call: CallView }) {
  const { t, f } = useTexts();
  const bar = useRef<HTMLElement>(null);
  const myId = useDesk((desk) => desk.me.id);
  const current = useStore(line, (now) => (now.current?.callId === call.id ? now.current : null));
  const phase = phaseOf(call, myId);
  const supervises = legOf(call, myId)?.role === 'supervisor';
  useCallShortcuts(call, bar);
  return (
    <section
      ref={bar}
      tabIndex={-1}
      className={styles.bar}
      aria-label={t('phone.region', { name: apart(f.phone(call.customerName || call.number || t('phone.hidden'))) })}
      data-phase={phase}
      data-testid="call-bar"
    >
      <div className={styles.row}>
        <Who call={call} />
        <State call={call} />
        {supervises ? <SupervisorKeys call={call} /> : <CallKeys call={call} current={current} />}
      </div>
      <Companions call={call} />
      {current?.words && <Captions words={current.words} />}
    </section>
  );
}

function Who({ call }: { call: CallView }) {
  const { t, f } = useTexts();
  const { conversationId, customerId, customerName, number } = call;
  const name = <bdi className="cut">{f.phone(customerName || number || t('phone.hidden'))}</bdi>;
  return (
    <div className={styles.who}>
      <span className={styles.face}>
        <Person name={customerName || '?'} id={customerId} size={34} />
      </span>
      <div className={styles.names}>
        {conversationId ? (
          <Link to="/inbox/$conversationId" params={{ conversationId }} className={styles.name}>
            {name}
          </Link>
        ) : (
          <span className={styles.name}>{name}</span>
        )}
        <Through call={call} />
      </div>
    </div>
  );
}

/** The customer's number, and by which of ours. */
function Through({ call: { number, customerName, numberId, direction } }: { call: CallView }) {
  const { t, f } = useTexts();
  const own = useDesk((desk) => desk.numbers.find(({ id }) => id === numberId)?.name);
  const parts: ReactNode[] = [
    // Of whom nothing else is known, it is the name.
    customerName && number !== customerName && (
      <bdi key="number" dir="ltr" className="figures">
        {f.phone(number)}
      </bdi>
    ),
    own && <span key="own">{t(`phone.through.${direction}`, { name: apart(own) })}</span>,
  ];
  return <span className={`${styles.through} cut`}>{parts}</span>;
}

/** In words, with how long it lasts; what changes is read aloud, the clock is not. */
function State({ call }: { call: CallView }) {
  const { t, f } = useTexts();
  const now = useNow();
  const myId = useDesk((desk) => desk.me.id);
  const phase = phaseOf(call, myId);
  const since = legOf(call, myId)?.answeredAt;
  const muted = useStore(line, (state) => state.muted) || (legOf(call, myId)?.muted ?? false);
  const words = t(`phone.phase.${phase}`);
  return (
    <div className={styles.state}>
      <span className={styles.phase}>{words}</span>
      {since && (
        <span className={`${styles.clock} figures`} role="timer" aria-label={t('phone.lasts')}>
          {f.clock(now - Date.parse(since))}
        </span>
      )}
      <RecordingSign recording={call.recording} />
      <VisuallyHidden role="status">
        {[words, muted && t('phone.muted'), call.recording !== 'off' && t(`phone.recording.${call.recording}`)]
          .filter(Boolean)
          .join('. ')}
      </VisuallyHidden>
    </div>
  );
}

/** In words: whether what is said now is kept. It is read aloud with the state. */
function RecordingSign({ recording }: Pick<CallView, 'recording'>) {
  const { t } = useTexts();
  if (recording === 'off') return null;
  const Icon = recording === 'on' ? IconPlayerRecordFilled : IconPlayerPauseFilled;
  return (
    <span className={styles.recording} data-recording={recording} data-testid="call-recording" aria-hidden>
      <Icon size={12} />
      {t(`phone.recording.${recording}`)}
    </span>
  );
}
