import { Button, Group, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ChannelIcon } from '../base/channel-icon.js';
import { CustomerName } from '../base/customer-name.js';
import { Person } from '../base/person.js';
import { useQueueNames } from '../base/queue-names.js';
import { useRunning } from '../base/use-running.js';
import { useTexts } from '../base/use-texts.js';
import { composeIn } from '../composer/focus.js';
import type { LiveOffer } from '../live/desk.js';
import { takeIn } from '../live/live.js';
import { request } from '../live/socket.js';
import { desk } from '../live/state.js';
import { OfferFacts } from '../phone/offer-facts.js';
import styles from './offers.module.css';

interface Props {
  offer: LiveOffer;
  /** One line, while another is to be answered first. */
  brief: boolean;
}

export function OfferCard({ offer, brief }: Props) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  return (
    <article
      aria-labelledby={nameId(offer)}
      className={styles.card}
      data-brief={brief || undefined}
      data-testid="offer-card"
      data-offer={offer.id}
    >
      <Group gap={10} wrap="nowrap" className={styles.head}>
        <Person name={offer.customer.name} id={offer.customer.id} size={brief ? 28 : 40} />
        <div className={styles.who} id={nameId(offer)}>
          <CustomerName name={offer.customer.name} verified={offer.customer.verified} />
          <Text size="xs" c="dimmed" className={styles.line}>
            <ChannelIcon channel={offer.channel} size={14} named />
            <span className="cut">
              {t(`channel.${offer.channel}`)} · <bdi>{queues.of(offer.queue)}</bdi>
            </span>
          </Text>
        </div>
        <Countdown offer={offer} />
      </Group>
      <div className={styles.told}>
        {(offer.firstText ?? offer.subject) && (
          <p className={styles.text} dir="auto">
            {offer.firstText ?? offer.subject}
          </p>
        )}
        {offer.callTo && (
          <Text size="sm" fw={600} data-testid="offer-callback">
            {t('callback.line', { number: f.phone(offer.callTo) })}
          </Text>
        )}
        {!brief && offer.channel === 'voice' && <OfferFacts offer={offer} />}
        {!brief && <Facts offer={offer} />}
      </div>
      <Keys offer={offer} brief={brief} />
    </article>
  );
}

const nameId = (offer: LiveOffer): string => `offer-of-${offer.id}`;

function Keys({ offer, brief }: Props) {
  const { t } = useTexts();
  const { busy, run } = useRunning();
  const navigate = useNavigate();
  const answer = (take: boolean) =>
    run(async () => {
      if (take) {
        takeIn(await request('offer:accept', { offerId: offer.id }));
        void navigate({ to: '/inbox/$conversationId', params: { conversationId: offer.conversationId } });
        beginIn(offer);
      } else {
        await request('offer:decline', { offerId: offer.id });
      }
      putAway(offer.id);
    });
  const size = brief ? 'xs' : 'sm';
  return (
    <Group gap={8} grow className={styles.keys}>
      <Button
        size={size}
        variant="default"
        disabled={busy}
        onClick={() => answer(false)}
        aria-describedby={nameId(offer)}
        aria-keyshortcuts="Alt+X"
        data-answer="decline"
        data-testid="offer-decline"
      >
        {t('offer.decline')}
      </Button>
      <Button
        size={size}
        variant={brief ? 'light' : 'filled'}
        loading={busy}
        onClick={() => answer(true)}
        aria-describedby={nameId(offer)}
        aria-keyshortcuts="Alt+A"
        data-answer="take"
        data-testid="offer-accept"
      >
        {t('offer.accept')}
      </Button>
    </Group>
  );
}

/**
 * Whoever takes a chat or a text writes next; the first letters must not be taken for the console's keys. A mail is read first and a call
 * is spoken, and on a phone the keyboard would lie over what is to be read: then the focus is at the page, for what had it goes with the card.
 */
function beginIn({ channel, conversationId, callTo }: LiveOffer): void {
  document.getElementById('main')?.focus();
  const isWritten = !callTo && (channel === 'webchat' || channel === 'sms');
  if (isWritten && matchMedia('(pointer: fine)').matches) composeIn(conversationId);
}

/** "You have been free longest (0 seconds)" says nothing. */
const WORTH_SAYING_MS = 5_000;

function Facts({ offer }: { offer: LiveOffer }) {
  const { t, f } = useTexts();
  const { idleMs, excluded } = offer.reason;
  const facts = [
    offer.waitedMs >= 1_000 && t('offer.waited', { time: f.span(offer.waitedMs / 1_000) }),
    (idleMs ?? 0) < WORTH_SAYING_MS
      ? t('offer.becauseFree')
      : t('offer.becauseIdle', { time: f.span((idleMs ?? 0) / 1_000) }),
    excluded > 0 && t('offer.excluded', { count: excluded }),
  ];
  return (
    <Text size="xs" c="dimmed">
      {facts.filter(Boolean).join(' · ')}
    </Text>
  );
}

const RADIUS = 19;
const ROUND = 2 * Math.PI * RADIUS;

/** Runs on the monotonic clock; when it is over, the card goes even if nobody says so. */
function Countdown({ offer }: { offer: LiveOffer }) {
  const { t, f } = useTexts();
  const left = useTimeLeft(offer.deadline);
  const seconds = Math.ceil(left / 1_000);
  const [whole] = useState(() => Math.max(left, 1));
  useEffect(() => {
    if (left <= -1_500) putAway(offer.id);
  }, [left, offer.id]);
  return (
    <div
      className={styles.countdown}
      data-testid="offer-countdown"
      role="timer"
      aria-live="off"
      aria-label={t('offer.left', { count: Math.max(0, seconds) })}
    >
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle cx="22" cy="22" r={RADIUS} className={styles.track} />
        <circle
          cx="22"
          cy="22"
          r={RADIUS}
          className={styles.left}
          data-near={seconds <= 5 || undefined}
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - Math.max(0, left) / whole)}
        />
      </svg>
      <span className="figures" aria-hidden="true">
        {f.plain(Math.max(0, seconds))}
      </span>
    </div>
  );
}

function useTimeLeft(deadline: number): number {
  const [left, setLeft] = useState(() => deadline - performance.now());
  useEffect(() => {
    const timer = setInterval(() => setLeft(deadline - performance.now()), 250);
    return () => clearInterval(timer);
  }, [deadline]);
  return left;
}

function putAway(offerId: string): void {
  desk.set((now) => now && { ...now, offers: now.offers.filter((offer) => offer.id !== offerId) });
}
