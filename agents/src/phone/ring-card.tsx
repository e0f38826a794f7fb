import { Button, Group, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import type { CallView } from '../../../server/contract/index.js';
import { Person } from '../base/person.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import styles from '../offers/offers.module.css';
import { ring } from '../offers/sounds.js';
import { usePreferences } from '../session/use-preferences.js';
import { apart } from '../thread/apart.js';
import { type LineCall, line } from './line.js';
import { isAsked } from './line-state.js';
import { ToTimeline } from './to-timeline.js';

/** Longer than any page is rung. */
const RINGS_MS = 60_000;

/** A colleague wants one in a call: asked, as nobody else may answer for one. What one asked for oneself is answered at once. */
export function RingCard() {
  const ringing = useStore(line, (now) => now.ringing);
  const call = useDesk((desk) => desk.calls.find(({ id }) => id === ringing?.callId));
  const { preferences } = usePreferences();
  const asked = ringing !== null && isAsked(ringing);
  const rings = asked && preferences.sound;
  useEffect(() => (rings ? ring(RINGS_MS) : undefined), [rings]);
  const goTo = useGoTo();
  const accept = () => {
    ringing?.accept();
    if (ringing) goTo(ringing.callId);
  };
  return asked ? <Card ringing={ringing} call={call} accept={accept} /> : null;
}

/** To the conversation of a call. The line may ring before it is told here what the call is about. */
function useGoTo(): (callId: string) => void {
  const navigate = useNavigate();
  const [callId, goTo] = useState<string | null>(null);
  const conversationId = useDesk((desk) => desk.calls.find(({ id }) => id === callId)?.conversationId);
  useEffect(() => {
    if (!conversationId) return;
    goTo(null);
    void navigate({ to: '/inbox/$conversationId', params: { conversationId } });
  }, [conversationId, navigate]);
  return goTo;
}

interface CardProps {
  ringing: LineCall;
  call: CallView | undefined;
  accept: () => void;
}

function Card({ ringing, call, accept }: CardProps) {
  const { t, f } = useTexts();
  const myId = useDesk((desk) => desk.me.id);
  const asker = call?.legs.find(
    ({ role, agentId, inConference }) => role === 'agent' && agentId !== myId && inConference,
  );
  const conversationId = call?.conversationId;
  const customer = call?.customerName || call?.number || t('phone.hidden');
  const nameId = useId();
  return (
    <article aria-labelledby={nameId} className={styles.card} data-testid="ring-card" data-call={ringing.callId}>
      <Group gap={10} wrap="nowrap" className={styles.head}>
        <Person name={customer} id={call?.customerId ?? ringing.callId} size={40} />
        <div className={styles.who} id={nameId}>
          <Text size="sm" fw={600}>
            {t(`ring.${ringing.reason === 'consult' ? 'consult' : 'transfer'}`, {
              name: apart(asker?.name ?? t('ring.colleague')),
            })}
          </Text>
          <Text size="xs" c="dimmed" className={styles.line}>
            <bdi>{f.phone(customer)}</bdi>
            {call?.number && call.number !== customer && (
              <bdi dir="ltr" className="figures">
                {f.phone(call.number)}
              </bdi>
            )}
          </Text>
        </div>
      </Group>
      {conversationId && <ToTimeline conversationId={conversationId} />}
      <Group gap={8} grow className={styles.keys}>
        <Button
          size="sm"
          variant="default"
          onClick={() => ringing.reject()}
          aria-keyshortcuts="Alt+X"
          data-answer="decline"
          data-testid="ring-decline"
        >
          {t('offer.decline')}
        </Button>
        <Button size="sm" onClick={accept} aria-keyshortcuts="Alt+A" data-answer="take" data-testid="ring-accept">
          {t('offer.accept')}
        </Button>
      </Group>
    </article>
  );
}
