import { type RefObject, useEffect, useRef } from 'react';
import { useKeys } from '../base/keys.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { RingCard } from '../phone/ring-card.js';
import { usePreferences } from '../session/use-preferences.js';
import { OfferCard } from './offer-card.js';
import styles from './offers.module.css';
import { ring } from './sounds.js';

/** The conversations put to this agent, over every page, ringing until answered. */
export function Offers() {
  const { t } = useTexts();
  const offers = useDesk((desk) => desk.offers);
  const { preferences } = usePreferences();
  useRing(offers.length === 0 ? null : Math.max(...offers.map((offer) => offer.deadline)), preferences.sound);
  const stack = useRoomMade();
  useAnswerKeys(stack);
  return (
    <section ref={stack} className={styles.stack} aria-label={t('offer.region')} aria-live="assertive">
      <RingCard />
      {offers.map((offer, at) => (
        <OfferCard key={offer.id} offer={offer} brief={at > 0} />
      ))}
    </section>
  );
}

function useRing(until: number | null, sound: boolean): void {
  useEffect(() => {
    if (until === null || !sound) return;
    return ring(until - performance.now());
  }, [until, sound]);
}

/** The first card is answered from wherever one is; while that is under way, no other is. */
function useAnswerKeys(stack: RefObject<HTMLElement | null>): void {
  const { preferences } = usePreferences();
  const press = (answer: 'take' | 'decline') =>
    stack.current?.querySelector<HTMLElement>(`[data-answer="${answer}"]`)?.click();
  useKeys({ 'Alt+KeyA': () => press('take'), 'Alt+KeyX': () => press('decline') }, preferences.shortcuts);
}

/** Dialogs begin below the cards, by `--offers-end`. */
function useRoomMade() {
  const stack = useRef<HTMLElement>(null);
  useEffect(() => {
    const { style } = document.documentElement;
    const sizes = new ResizeObserver(([entry]) => {
      const { height, bottom } = entry!.target.getBoundingClientRect();
      style.setProperty('--offers-end', `${height && bottom}px`);
    });
    sizes.observe(stack.current!);
    return () => {
      sizes.disconnect();
      style.removeProperty('--offers-end');
    };
  }, []);
  return stack;
}
