import { useEffect, useRef } from 'react';
import { useTexts } from '../base/use-texts.js';
import styles from './composer.module.css';
import type { Suggestion } from './suggest.js';

interface Props {
  id: string;
  list: Suggestion[];
  picked: number;
  onPick: (suggestion: Suggestion) => void;
}

export function Suggestions({ id, list, picked, onPick }: Props) {
  const { t } = useTexts();
  const current = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the arrow keys
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [picked]);
  return (
    <div
      className={`${styles.suggestions} scroll`}
      id={id}
      role="listbox"
      aria-label={t(`composer.list.${list[0]!.type}`)}
      data-testid="canned-list"
    >
      {list.map((one, i) => (
        <div
          key={one.id}
          id={`${id}-${i}`}
          ref={i === picked ? current : undefined}
          role="option"
          tabIndex={-1}
          aria-selected={i === picked}
          className={styles.suggestion}
          data-testid="canned-option"
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(one);
          }}
        >
          <div className={styles.suggestionHead}>
            <strong className="cut" dir="auto">
              {one.title}
            </strong>
            {one.hint && <code dir="auto">{one.hint}</code>}
          </div>
          {one.type === 'canned' && (
            <div className={`${styles.suggestionText} cut`} dir="auto">
              {one.insert}
            </div>
          )}
        </div>
      ))}
    </div>
  );
}
