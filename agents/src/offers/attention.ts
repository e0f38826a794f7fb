import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { OfferView, TouchpointView } from '../../../server/contract/index.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { onNotice } from '../live/live.js';
import { desk, threads } from '../live/state.js';
import { usePreferences } from '../session/use-preferences.js';
import { drawBadge } from './badge.js';
import { awaitFirstTouch, chime } from './sounds.js';
import { showWhisper } from './whisper-notice.js';

/** Everything that reaches an agent who looks elsewhere: title, favicon, chime, the desktop's notifications. */
export function Attention() {
  const { t, f } = useTexts();
  const waiting = useStore(desk, (now) => (now ? now.offers.length + now.counts.mineUnread : 0));
  const offered = useStore(desk, (now) => (now?.offers.length ?? 0) > 0);
  const { preferences } = usePreferences();
  useEffect(awaitFirstTouch, []);
  useEffect(() => {
    const name = offered ? t('offer.title') : t('common.product');
    document.title = waiting > 0 ? `(${f.plain(waiting)}) ${name}` : name;
    drawBadge(waiting, waiting > 9 ? `${f.plain(9)}+` : f.plain(waiting));
  }, [waiting, offered, t, f]);
  useNoticesHeard(preferences.sound);
  return null;
}

function useNoticesHeard(sound: boolean): void {
  const { t } = useTexts();
  const navigate = useNavigate();
  const words = useRef({ t, navigate, sound });
  words.current = { t, navigate, sound };
  useEffect(
    () =>
      onNotice((notice) => {
        const go = (conversationId: string) =>
          void words.current.navigate({ to: '/inbox/$conversationId', params: { conversationId } });
        if (notice.name === 'offer:made') notifyOffer(notice.data, words.current.t('offer.title'), go);
        if (notice.name === 'note:whispered') {
          if (words.current.sound) chime();
          hearWhisper(notice.data, go);
        }
        if (notice.name === 'touchpoint:appended' && isForMe(notice.data)) {
          if (words.current.sound && !document.hasFocus()) chime();
          notifyMessage(notice.data, go);
        }
      }),
    [],
  );
}

/** A customer's message in a conversation that this agent owns. */
function isForMe({ kind, direction, conversationId }: TouchpointView): boolean {
  if (kind !== 'message' || direction !== 'in' || !conversationId) return false;
  const owner = threads.get(conversationId)?.get().conversation?.agent?.id;
  return owner === undefined || owner === desk.get()?.me.id;
}

type Go = (conversationId: string) => void;

function notifyOffer(offer: OfferView, title: string, go: Go): void {
  notify(
    `${title}: ${offer.customer.name}`,
    `${offer.queue.name} · ${offer.firstText ?? ''}`,
    `offer-${offer.id}`,
    () => go(offer.conversationId),
  );
}

function notifyMessage(message: TouchpointView, go: Go): void {
  const { conversationId } = message;
  if (conversationId)
    notify(message.author.name ?? '', message.text ?? '', `message-${conversationId}`, () => go(conversationId));
}

/** Where the thread is on the screen, the whisper stands in it. */
function hearWhisper(note: TouchpointView, go: Go): void {
  const { conversationId } = note;
  if (!conversationId) return;
  if (!threads.has(conversationId)) showWhisper(note, () => go(conversationId));
  notify(note.author.name ?? '', note.text ?? '', `whisper-${note.id}`, () => go(conversationId));
}

function notify(title: string, body: string, tag: string, onClick: () => void): void {
  if (!document.hidden || typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  const shown = new Notification(title, { body: body.slice(0, 140), tag, icon: '/console/favicon.svg' });
  shown.onclick = () => {
    window.focus();
    onClick();
    shown.close();
  };
}

/** Asked when somebody goes online: then it is plain what for. */
export function askForNotifications(): void {
  if (typeof Notification !== 'undefined' && Notification.permission === 'default')
    void Notification.requestPermission();
}
