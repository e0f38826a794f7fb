const PATHS = {
  back: 'M15 6l-6 6l6 6',
  close: 'M18 6L6 18M6 6l12 12',
  down: 'M6 9l6 6l6-6',
  more: 'M12 5v.01M12 12v.01M12 19v.01',
  send: 'M10 14L21 3m0 0l-6.5 18a.55.55 0 0 1-1 0L10 14l-7-3.5a.55.55 0 0 1 0-1L21 3',
  attach: 'M15 7l-6.5 6.5a1.5 1.5 0 0 0 3 3L18 10a3 3 0 0 0-6-6l-6.5 6.5a4.5 4.5 0 0 0 9 9L21 13',
  emoji: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M9 10h.01M15 10h.01M9.5 15a3.5 3.5 0 0 0 5 0',
  file: 'M14 3v4a1 1 0 0 0 1 1h4M17 21H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h7l5 5v11a2 2 0 0 1-2 2z',
  check: 'M5 12l5 5L20 7',
  checks: 'M2 12l5 5L17 7M12 17L22 7',
  clock: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7v5l3 3',
  alert: 'M12 9v4M12 17v.01M10.3 3.9L2 18a2 2 0 0 0 1.7 3h16.6a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0',
  chat: 'M21 12a8 8 0 0 1-11.5 7.2L4 21l1.8-5A8 8 0 1 1 21 12',
  moon: 'M12 3a9 9 0 1 0 9 9a7 7 0 0 1-9-9',
  mail: 'M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 7l9 6l9-6',
  phone: 'M5 4h4l2 5l-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2',
  sound: 'M6 15H4a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1h2l4-4v14zM15 9a4 4 0 0 1 0 6M18 6a8 8 0 0 1 0 12',
  exit: 'M14 8V6a2 2 0 0 0-2-2H5v16h7a2 2 0 0 0 2-2v-2M9 12h12m-3-3l3 3l-3 3',
} as const;

export type IconName = keyof typeof PATHS;

/** Says nothing to a screen reader: the words beside it, or the button's name, do. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
