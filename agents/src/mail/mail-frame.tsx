import { useComputedColorScheme } from '@mantine/core';
import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type FrameColours, frameDocument, PAPER, setsColours } from './frame-document.js';
import styles from './mail.module.css';
import { pageFont } from './page-font.js';

/** What grows with its own frame, as a height in parts of the window, would grow without end. */
const MOST_PX = 20_000;

/**
 * Formatted text in a frame of its own. It has our origin, so that its height can be read from out here, and may therefore never
 * be allowed to run scripts: without them that origin is of no use to it.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const scheme = useComputedColorScheme('light');
  const { frame, height, loaded } = useContentHeight();
  const onPaper = setsColours(html);
  const colours = onPaper || scheme === 'light' ? PAPER : DARK;
  return (
    <iframe
      ref={frame}
      title={title}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      srcDoc={frameDocument(html, colours, pageFont())}
      className={styles.frame}
      data-paper={onPaper || undefined}
      data-testid="mail-frame"
      style={{ height }}
      onLoad={loaded}
    />
  );
}

const DARK: FrameColours = { text: '#dfe4e8', back: '#1f262d', link: '#5fd0bf', line: '#3d4650' };

function useContentHeight() {
  const frame = useRef<HTMLIFrameElement>(null);
  const sizes = useRef<ResizeObserver>(undefined);
  const [height, setHeight] = useState(60);
  useEffect(() => () => sizes.current?.disconnect(), []);
  const loaded = ({ currentTarget }: SyntheticEvent<HTMLIFrameElement>) => {
    const root = currentTarget.contentDocument?.documentElement;
    if (!root) return;
    sizes.current?.disconnect();
    const grow = () => setHeight(Math.min(MOST_PX, Math.ceil(root.getBoundingClientRect().height)));
    // At once, so that the timeline puts its sight back in the same picture: a click in between would miss what is below.
    sizes.current = new ResizeObserver(() => flushSync(grow));
    sizes.current.observe(root);
  };
  return { frame, height, loaded };
}
