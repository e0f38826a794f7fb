import type { AgentState } from '../../../server/contract/index.js';
import styles from './presence-dot.module.css';

/** Each state has a shape of its own, so that it is told without its colour. Decoration: the word stands beside it. */
export function PresenceDot({ state, size = 10 }: { state: AgentState; size?: number }) {
  return <span className={styles.dot} data-state={state} style={{ width: size, height: size }} aria-hidden="true" />;
}
