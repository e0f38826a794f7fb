import { useEffect, useRef, useState } from 'preact/hooks';
import { useChat } from './context.js';
import { Icon } from './icon.js';

export interface MenuItem {
  id: string;
  label: string;
  icon: 'mail' | 'phone' | 'sound' | 'exit';
  act(): void;
}

/** The bar at the top: where we are, the way back, what else can be done, the way out. */
export function Header({ title, detail, initials, menu = [] }: HeaderNeeds) {
  const { t, go, close } = useChat();
  return (
    <header class="header">
      <button type="button" class="bare" data-testid="back" aria-label={t('back')} onClick={() => go('home')}>
        <Icon name="back" />
      </button>
      {initials && (
        <span class="avatar" aria-hidden="true">
          {initials}
        </span>
      )}
      <div class="header-text">
        <h1 class="header-title" tabIndex={-1} data-focus>
          <bdi>{title}</bdi>
        </h1>
        {detail && <p class="header-detail">{detail}</p>}
      </div>
      {menu.length > 0 && <Menu items={menu} />}
      {close && <CloseButton close={close} />}
    </header>
  );
}

export function CloseButton({ close }: { close(): void }) {
  const { t } = useChat();
  return (
    <button type="button" class="bare" data-testid="close" aria-label={t('close')} onClick={close}>
      <Icon name="close" />
    </button>
  );
}

function Menu({ items }: { items: MenuItem[] }) {
  const { t } = useChat();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    list.current?.querySelector('button')?.focus();
    const away = (event: Event): void => {
      if (!list.current?.contains(event.target as Node) && !button.current?.contains(event.target as Node))
        setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);
  const leave = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div class="menu">
      <button
        type="button"
        class="bare"
        ref={button}
        data-testid="menu"
        aria-label={t('more')}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <div class="menu-list" role="menu" ref={list} onKeyDown={onKey} tabIndex={-1}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              data-testid={item.id}
              onClick={() => {
                leave();
                item.act();
              }}
            >
              <Icon name={item.icon} size={18} />
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

interface HeaderNeeds {
  title: string;
  detail?: string;
  initials?: string;
  menu?: MenuItem[];
}
