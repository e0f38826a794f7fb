import { useEffect, useRef } from 'preact/hooks';
import { useChat } from './context.js';

const EMOJI = [...'😀😂🙂😉😊😍😘😅🤔😐🙄😴😢😭😡😱👍👎👌🙏👏💪🤝👋❤💔🌹🌷🎉🎁🔥⭐✅❌❓❗📦🚚💳🏠📞✉⏰☕'];
const ACROSS = 8;

/** A small grid; the arrow keys walk through it. */
export function Emoji({ choose, leave }: { choose(emoji: string): void; leave(): void }) {
  const { t } = useChat();
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => grid.current?.querySelector('button')?.focus(), []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
    }
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const backward = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const step = { [forward]: 1, [backward]: -1, ArrowDown: ACROSS, ArrowUp: -ACROSS }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...(grid.current?.querySelectorAll('button') ?? [])];
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
  };
  return (
    <div
      class="emoji-grid"
      role="toolbar"
      aria-label={t('chat.emoji')}
      ref={grid}
      onKeyDown={onKey}
      data-testid="emoji-grid"
    >
      {EMOJI.map((emoji, i) => (
        <button key={emoji} type="button" tabIndex={i === 0 ? 0 : -1} onClick={() => choose(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}
