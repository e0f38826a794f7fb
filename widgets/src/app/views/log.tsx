import { Fragment } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { lastSeq } from '../state.js';
import { Bubble, PendingBubble } from './bubble.js';
import { useChat } from './context.js';
import { Icon } from './icon.js';
import { lineFor } from './lines.js';

const NEAR_PX = 80;

/** The list of messages. A live region for what comes, not for what was there: it goes live after the history stands. */
export function Log() {
  const { state, t } = useChat();
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const [live, setLive] = useState(false);
  const [unseen, setUnseen] = useState(false);
  const end = `${lastSeq(state)}:${state.pending.length}:${state.typing ?? ''}`;

  useEffect(() => {
    if (!state.opened) return;
    const timer = setTimeout(() => setLive(true), 500);
    return () => clearTimeout(timer);
  }, [state.opened]);

  const toEnd = useCallback((): void => {
    const list = box.current;
    if (list) list.scrollTop = list.scrollHeight;
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each change of what stands at the end
  useLayoutEffect(() => {
    if (atEnd.current || state.pending.length > 0) toEnd();
    else setUnseen(true);
  }, [end]);
  // The panel changes its height (keyboard, composer): who was at the end stays there.
  useEffect(() => {
    const watch = new ResizeObserver(() => atEnd.current && toEnd());
    if (box.current) watch.observe(box.current);
    if (box.current?.firstElementChild) watch.observe(box.current.firstElementChild);
    return () => watch.disconnect();
  }, [toEnd]);
  const onScroll = (): void => {
    const list = box.current;
    if (!list) return;
    // Only somebody who scrolls up leaves the end; a list that grows below does not.
    const near = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
    if (near || list.scrollTop < lastTop.current) atEnd.current = near;
    lastTop.current = list.scrollTop;
    if (near) setUnseen(false);
  };

  return (
    <div class="log-place">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section class="log" ref={box} onScroll={onScroll} tabIndex={0} aria-label={t('chat.log')}>
        <div role="log" aria-live={live ? 'polite' : 'off'} data-testid="log">
          <ol>
            <Items />
          </ol>
        </div>
        <Typing />
      </section>
      {unseen && (
        <button type="button" class="latest" onClick={toEnd}>
          {t('chat.latest')} <Icon name="down" size={16} />
        </button>
      )}
    </div>
  );
}

function Items() {
  const { client, state, tongue } = useChat();
  const left = client.kept.leftMessage();
  const now = new Date();
  let day = '';
  let speaker = '';
  let told: string | null = null;
  const rows = state.touchpoints.map((touchpoint) => {
    const line = touchpoint.kind === 'message' ? null : lineFor(touchpoint, tongue, left);
    if (touchpoint.kind !== 'message' && line === null) return null;
    if (line !== null && line === told) return null;
    told = line;
    const itsDay = tongue.day(touchpoint.at, now);
    const newDay = itsDay !== day;
    const who = line === null ? `${touchpoint.direction}:${touchpoint.author.name ?? ''}` : '';
    const first = who !== speaker || newDay;
    day = itsDay;
    speaker = who;
    return (
      <Fragment key={touchpoint.id}>
        {newDay && <li class="day">{itsDay}</li>}
        {line === null ? (
          <Bubble message={touchpoint} first={first} />
        ) : (
          <li class="system" data-testid="line" data-kind={touchpoint.kind} data-seq={touchpoint.seq}>
            {line}
          </li>
        )}
      </Fragment>
    );
  });
  const waiting = state.pending.map((pending, i) => (
    <PendingBubble key={pending.clientId} message={pending} first={i === 0 && !speaker.startsWith('in:')} />
  ));
  return (
    <>
      {rows}
      {waiting}
    </>
  );
}

function Typing() {
  const { state, t } = useChat();
  return (
    <p class="typing" data-testid="typing" hidden={!state.typing}>
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span>{t('chat.typing', { name: `\u2068${state.typing ?? ''}\u2069` })}</span>
    </p>
  );
}
