import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, type IconCheck, IconClock, IconMoon } from '@tabler/icons-react';
import type { CSSProperties } from 'react';
import type { BoardQueueView, BoardView } from '../../../server/contract/index.js';
import { inForce, useClosedWords } from '../base/closed-by-hand.js';
import { Explained } from '../base/explained.js';
import { MANY } from '../base/find.js';
import { useQueueNames } from '../base/queue-names.js';
import { useTexts } from '../base/use-texts.js';
import styles from './board.module.css';
import { CloseQueue } from './close-queue.js';
import { type Level, shareLevel, waitLevel } from './levels.js';
import { useBoardNow } from './use-board.js';

interface Props {
  view: BoardView;
  chosen?: string | null;
  /** Missing: a wall board, nothing to press. */
  onChoose?: (queueId: string) => void;
}

export function Tiles({ view, chosen, onChoose }: Props) {
  return (
    <div
      className={styles.tiles}
      style={columnsFor(view.queues.length)}
      data-dense={(onChoose && view.queues.length > MANY) || undefined}
    >
      {view.queues.map((queue) => (
        <div key={queue.queueId} className={styles.tile} data-chosen={chosen === queue.queueId || undefined}>
          {onChoose ? (
            <UnstyledButton
              className={styles.tileBody}
              onClick={() => onChoose(queue.queueId)}
              aria-pressed={chosen === queue.queueId}
              data-testid="queue-tile"
              data-queue={queue.queueId}
            >
              <Tile queue={queue} />
            </UnstyledButton>
          ) : (
            <div className={styles.tileBody} data-testid="queue-tile">
              <Tile queue={queue} />
            </div>
          )}
          {queue.forecastKept && <Kept {...queue.forecastKept} />}
          {onChoose && (
            <div className={styles.tileMenu}>
              <CloseQueue
                queueId={queue.queueId}
                name={queue.name}
                isClosed={inForce(queue.closedByHand, Date.parse(view.at)) !== null}
              />
            </div>
          )}
        </div>
      ))}
    </div>
  );
}

/** How many tiles stand side by side on a wall at most, on a screen that lies and on one that stands. */
const columnsFor = (count: number) =>
  ({ '--lying': count <= 3 ? count : Math.ceil(Math.sqrt(count)), '--standing': count <= 4 ? 1 : 2 }) as CSSProperties;

function Tile({ queue }: { queue: BoardQueueView }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const now = useBoardNow();
  const name = queues.of({ id: queue.queueId, name: queue.name });
  const closedWords = useClosedWords();
  const byHand = inForce(queue.closedByHand, now);
  const waited = queue.longestWaitSince ? now - Date.parse(queue.longestWaitSince) : 0;
  const wait = queue.longestWaitSince ? waitLevel(waited, queue.slaSeconds) : 'fine';
  const share = shareLevel(queue.serviceLevelToday, queue.serviceLevelTarget);
  return (
    <>
      <span className={styles.tileName}>
        <bdi className="cut" title={name}>
          {name}
        </bdi>
        {!queue.open && (
          <span className={styles.closed}>
            <IconMoon size="1.1em" aria-hidden /> {t('board.closedNow')}
          </span>
        )}
      </span>
      {queue.otherwise.length > 0 && (
        <span className={styles.byHand} data-testid="open-otherwise">
          {t(queue.open ? 'board.butClosed' : 'board.butOpen', {
            channels: f.list(queue.otherwise.map((channel) => t(`channel.${channel}`))),
          })}
        </span>
      )}
      {byHand && (
        <span className={styles.byHand} data-testid="closed-by-hand">
          {closedWords(byHand)}
        </span>
      )}
      <span className={styles.figures}>
        <Figure big label={t('board.waiting')} value={f.number(queue.waiting)} level={wait} testId="tile-waiting" />
        <Figure
          big
          label={t('board.longestWait')}
          value={queue.longestWaitSince ? f.clock(waited) : '–'}
          level={wait}
          testId="tile-longest"
        />
        <Figure
          big
          label={t('board.serviceLevel', { target: f.percent(queue.serviceLevelTarget) })}
          value={queue.serviceLevelToday === null ? '–' : f.percent(queue.serviceLevelToday)}
          level={share}
        />
      </span>
      <span className={styles.figures}>
        <Figure label={t('board.active')} value={f.number(queue.active)} />
        <Figure label={t('board.wrapUp')} value={f.number(queue.wrapUp)} />
        <Figure label={t('board.answered')} value={f.number(queue.answeredToday)} />
        <Figure label={t('board.abandoned')} value={f.number(queue.abandonedToday)} />
      </span>
      <span className={styles.tileFoot}>
        {t('board.agents', {
          free: f.number(queue.agents.free),
          online: f.number(queue.agents.online),
          busy: f.number(queue.agents.busy),
          away: f.number(queue.agents.away),
        })}
        {queue.agents.notResponding > 0 && ` · ${t('board.notResponding', { count: queue.agents.notResponding })}`}
        {queue.forecast &&
          ` · ${t('board.forecast', { span: f.spans(queue.forecast.fromSeconds, queue.forecast.toSeconds) })}`}
      </span>
    </>
  );
}

/** How far the forecasts of today could be believed; what the share means is told to whoever asks. */
function Kept({ judged, kept, sooner, error }: NonNullable<BoardQueueView['forecastKept']>) {
  const { t, f } = useTexts();
  const figures = { judged: f.number(judged), kept: f.percent(kept), sooner: f.percent(sooner) };
  const missed = error === null ? '' : ` ${t('board.forecastError', { error: f.percent(error) })}`;
  return (
    <div className={styles.kept}>
      <Explained means={t('board.forecastKeptMeans', figures) + missed} testId="forecast-kept">
        {t('board.forecastKept', figures)}
      </Explained>
    </div>
  );
}

const SIGNS: Record<Level, typeof IconCheck | null> = { fine: null, near: IconClock, over: IconAlertTriangle };

interface FigureProps {
  label: string;
  value: string;
  big?: boolean;
  level?: Level;
  testId?: string;
}

/** A figure under its name; red and amber bring a sign along, for whoever cannot see the colour. */
function Figure({ label, value, big, level = 'fine', testId }: FigureProps) {
  const { t } = useTexts();
  const Sign = SIGNS[level];
  return (
    <span className={styles.figure} data-big={big || undefined} data-level={level}>
      <span className={`${styles.value} ${value.includes(':') ? 'figures' : ''}`} data-testid={testId}>
        {value}
        {Sign && level !== 'fine' && <Sign size={15} role="img" aria-label={t(`board.level.${level}`)} />}
      </span>
      <span className={styles.label}>{label}</span>
    </span>
  );
}
