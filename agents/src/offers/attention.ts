import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { TouchpointView } from '../../../server/contract/index.js';
import { useQueueNames } from '../base/queue-names.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { onNotice } from '../live/live.js';
import { desk, threads } from '../live/state.js';
import { usePreferences } from '../session/use-preferences.js';
import { useSection } from '../shell/rail.js';
import { drawBadge } from './badge.js';
import { offerTold, type TellingWords, type Told, writtenTold } from './notification-words.js';
import { awaitFirstTouch, chime } from './sounds.js';
import { showWhisper } from './whisper-notice.js';
import { hearWrapUp, putWrapUpAway } from './wrap-up-notice.js';

/** Everything that reaches an agent who looks elsewhere: title, favicon, chime, the desktop's notifications. */
export function Attention() {
  const { t, f } = useTexts();
  const waiting = useStore(desk, (now) => (now ? now.offers.length + now.counts.mineUnread : 0));
  const offered = useStore(desk, (now) => (now?.offers.length ?? 0) > 0);
  const page = usePageTitle();
  const { preferences } = usePreferences();
  useEffect(awaitFirstTouch, []);
  useEffect(() => {
    const name = offered ? t('offer.title') : page;
    document.title = waiting > 0 ? `(${f.plain(waiting)}) ${name}` : name;
    drawBadge(waiting, f.upTo(9, waiting));
  }, [waiting, offered, page, t, f]);
  useNoticesHeard(preferences.sound);
  const open = useParams({ strict: false, select: ({ conversationId }) => conversationId });
  useEffect(() => {
    if (open) putWrapUpAway(open);
  }, [open]);
  return null;
}

/** Where one is and in what: tabs, the browser's history and screen readers know a page by nothing else. */
function usePageTitle(): string {
  const { t } = useTexts();
  const section = useSection();
  return section ? `${t(`section.${section.id}`)} · ${t('common.product')}` : t('common.product');
}

function useNoticesHeard(sound: boolean): void {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const navigate = useNavigate();
  const now = useRef({ t, f, queueName: queues.of, navigate, sound });
  now.current = { t, f, queueName: queues.of, navigate, sound };
  useEffect(
    () =>
      onNotice((notice) => {
        const go = (conversationId: string) =>
          void now.current.navigate({ to: '/inbox/$conversationId', params: { conversationId } });
        if (notice.name === 'offer:made')
          notify(offerTold(notice.data, now.current), `offer-${notice.data.id}`, () => go(notice.data.conversationId));
        if (notice.name === 'conversation:changed') hearWrapUp(notice.data, () => go(notice.data.id));
        if (notice.name === 'note:whispered') {
          if (now.current.sound) chime();
          hearWhisper(notice.data, now.current, go);
        }
        if (notice.name === 'touchpoint:appended' && isForMe(notice.data)) {
          if (now.current.sound && !document.hasFocus()) chime();
          notifyWritten(notice.data, `message-${notice.data.conversationId}`, now.current, go);
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

/** @param tag of those with one tag, the last stands for all */
function notifyWritten(written: TouchpointView, tag: string, words: TellingWords, go: Go): void {
  const { conversationId } = written;
  if (conversationId) notify(writtenTold(written, words), tag, () => go(conversationId));
}

/** Where the thread is on the screen, the whisper stands in it. */
function hearWhisper(note: TouchpointView, words: TellingWords, go: Go): void {
  const { conversationId } = note;
  if (conversationId && !threads.has(conversationId)) showWhisper(note, () => go(conversationId));
  notifyWritten(note, `whisper-${note.id}`, words, go);
}

function notify({ title, body }: Told, tag: string, onClick: () => void): void {
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
