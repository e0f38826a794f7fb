import { useTexts } from '../base/use-texts.js';
import styles from './board.module.css';
import { waitLevel } from './levels.js';
import { useBoardNow } from './use-board.js';

/** How long it has lasted: drawn anew each second, so that what stands around it need not be. */
export function Since({ at }: { at: string }) {
  const { f } = useTexts();
  return f.clock(useBoardNow() - Date.parse(at));
}

interface ClockProps {
  at: string;
  title?: string;
  /** With it, near and over are told. */
  slaSeconds?: number;
}

/** The same at the end of a line. */
export function Clock({ at, title, slaSeconds }: ClockProps) {
  const { f } = useTexts();
  const passed = useBoardNow() - Date.parse(at);
  const level = slaSeconds === undefined ? 'fine' : waitLevel(passed, slaSeconds);
  return (
    <span className={`${styles.clock} figures`} title={title} data-level={level}>
      {f.clock(passed)}
    </span>
  );
}
