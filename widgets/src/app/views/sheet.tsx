import type { ComponentChildren } from 'preact';
import { useChat } from './context.js';

interface SheetNeeds {
  title: string;
  leave(): void;
  /** Nothing is left to cancel. */
  done?: boolean;
  children: ComponentChildren;
}

/** A small question that rises over the end of the chat. Escape, or the button, takes it away. */
export function Sheet({ title, leave, done, children }: SheetNeeds) {
  const { t } = useChat();
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    leave();
  };
  return (
    <section
      class="sheet"
      aria-label={title}
      onKeyDown={onKey}
      ref={(element) =>
        void (
          element &&
          !element.contains(document.activeElement) &&
          element.querySelector<HTMLElement>('input,button')?.focus()
        )
      }
    >
      <h2>{title}</h2>
      {children}
      <button type="button" class="secondary wide" onClick={leave}>
        {t(done ? 'done' : 'cancel')}
      </button>
    </section>
  );
}
