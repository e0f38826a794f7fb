import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import type { AgentState, CallView, LegView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { legOf } from '../live/calls.js';
import { useDesk } from '../live/use-desk.js';
import { apart } from '../thread/apart.js';
import { complete, drop, useAct } from './acts.js';
import styles from './call-bar.module.css';
import { absent, companions, consulted } from './phase.js';

/** To them no conversation can be given. */
const GONE = new Set<AgentState>(['offline', 'lost']);

/** Who else is in it or is being called, what can be done with them, and who did not come. */
export function Companions({ call }: { call: CallView }) {
  const myId = useDesk((desk) => desk.me.id);
  const [seen, setSeen] = useState<readonly string[]>([]);
  const here = companions(call, myId);
  const missing = absent(call).filter(({ sid, agentId }) => agentId !== myId && !seen.includes(sid));
  const asked = consulted(call, myId);
  const supervises = legOf(call, myId)?.role === 'supervisor';
  if (here.length === 0 && missing.length === 0) return null;
  return (
    <ul className={styles.companions} data-testid="companions">
      {here.map((leg) => (
        <Companion key={leg.sid} call={call} leg={leg} asked={leg === asked} watched={supervises} />
      ))}
      {missing.map((leg) => (
        <Missing key={leg.sid} leg={leg} onSeen={() => setSeen((before) => [...before, leg.sid])} />
      ))}
    </ul>
  );
}

interface Props {
  call: CallView;
  leg: LegView;
  /** The customer waits on hold while it is spoken with them. */
  asked: boolean;
  /** One only supervises: it is not one's own talk. */
  watched: boolean;
}

function Companion({ call, leg, asked, watched }: Props) {
  const { t, f } = useTexts();
  const { busy, act } = useAct();
  const how = leg.how === 'monitor' ? null : leg.how;
  const state = leg.inConference ? (how ?? 'here') : 'called';
  const isOff = useDesk(({ agents }) => agents.some((one) => one.agentId === leg.agentId && GONE.has(one.state)));
  return (
    <li className={styles.companion} data-state={state} data-testid="companion">
      <span>{t(`phone.companion.${state}`, { name: apart(f.phone(leg.name)) })}</span>
      {asked && isOff && <span>{t('phone.notOnline', { name: apart(f.phone(leg.name)) })}</span>}
      {asked && (
        <Button
          size="xs"
          className={styles.next}
          disabled={!leg.inConference || isOff}
          loading={busy}
          onClick={() => void act(complete(call))}
          data-testid="call-complete"
        >
          {t('phone.complete', { name: apart(f.phone(leg.name)) })}
        </Button>
      )}
      {!watched && leg.role !== 'supervisor' && (
        <Button
          size="xs"
          className={styles.next}
          variant="default"
          loading={busy}
          onClick={() => void act(drop(call, leg.sid))}
          data-testid="call-drop"
        >
          {asked ? t('phone.backToCustomer') : t('phone.drop')}
        </Button>
      )}
    </li>
  );
}

function Missing({ leg, onSeen }: { leg: LegView; onSeen: () => void }) {
  const { t, f } = useTexts();
  // A colleague's page is busy to the carrier when they decline.
  const busy = leg.role === 'agent' ? 'declined' : 'busy';
  const came = leg.state === 'busy' ? busy : leg.state === 'failed' ? 'failed' : 'noAnswer';
  return (
    <li className={styles.missing} role="alert" data-testid="companion-missing">
      <span>{t(`phone.missing.${came}`, { name: apart(f.phone(leg.name)) })}</span>
      <CloseButton size="xs" onClick={onSeen} />
    </li>
  );
}
