import { Button, Divider } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import type { DeliveryState } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { shownDelivery } from '../live/thread.js';
import { useDesk } from '../live/use-desk.js';
import { Bubble } from './bubble.js';
import { CallCard } from './call-card.js';
import { type Item, sameItem, seqsOf } from './items.js';
import { LookAt } from './look-at.js';
import { MailLine } from './mail-line.js';
import { Note } from './note.js';
import { OutgoingBubble } from './outgoing-bubble.js';
import { Pages } from './pages.js';
import { mayDo } from './policy.js';
import { SystemLine } from './system-line.js';
import styles from './thread.module.css';
import { TypingDots } from './typing-dots.js';
import { useThreadScroll } from './use-thread-scroll.js';

interface Props {
  items: Item[];
  conversation: ConversationView | null;
  earlier: boolean;
  onEarlier: () => Promise<void>;
  typingName?: string | null;
  goTo?: number;
}

/** A timeline that stays at its end while one is there, and stays put while one reads further up. */
export function Timeline({ items, conversation, earlier, onEarlier, typingName = null, goTo = 0 }: Props) {
  const { t } = useTexts();
  const me = useDesk((desk) => desk.me);
  const { placeMail: mayPlace = false, reply: mayReply = false } = conversation ? mayDo(conversation, me) : {};
  const [loading, setLoading] = useState(false);
  const load = async () => {
    setLoading(true);
    await onEarlier();
    setLoading(false);
  };
  const onNearStart = () => void (earlier && !loading && load());
  const { box, content, parts, away, newer, toEnd, lookAt } = useThreadScroll(items, {
    goTo,
    conversationId: conversation?.id,
    onNearStart,
  });
  return (
    <div className={styles.frame}>
      <div
        ref={box}
        className={`${styles.scroll} scroll`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={t('thread.messages')}
        aria-live="off"
      >
        <div ref={content} className={styles.inner}>
          {earlier && (
            <Button
              variant="subtle"
              color="gray"
              className={styles.earlier}
              loading={loading}
              onClick={load}
              data-testid="load-earlier"
            >
              {t('thread.earlier')}
            </Button>
          )}
          <LookAt value={lookAt}>
            {parts.map((part) => {
              if ('px' in part)
                return <Gap key={`${items[part.from]!.key} ${part.px}`} from={part.from} px={part.px} />;
              const item = items[part.line]!;
              const isHere =
                item.type === 'outgoing' ||
                ('touchpoint' in item && item.touchpoint.conversationId === conversation?.id);
              return (
                <div key={item.key} className={styles.line} data-line={item.key}>
                  <Line
                    item={item}
                    delivery={item.type === 'message' ? shownDelivery(item.touchpoint, conversation) : null}
                    picked={goTo > 0 && seqsOf(item).includes(goTo)}
                    mayReply={mayReply && isHere}
                    mayPlace={mayPlace && isHere}
                  />
                </div>
              );
            })}
          </LookAt>
          <TypingDots name={typingName} />
        </div>
      </div>
      {(away || newer > 0) && (
        <Button
          className={styles.toEnd}
          variant={newer > 0 ? 'filled' : 'default'}
          radius="xl"
          leftSection={<IconArrowDown size={15} />}
          onClick={toEnd}
          data-testid="jump-latest"
        >
          {newer > 0 ? t('thread.newer', { count: newer }) : t('thread.toLatest')}
        </Button>
      )}
    </div>
  );
}

/** The room of lines that are too far away to be in the document. One of another height is another one: it must not grow into it. */
function Gap({ from, px }: { from: number; px: number }) {
  return <div className={styles.line} data-from={from} style={{ height: px }} aria-hidden />;
}

interface LineProps {
  item: Item;
  /** How far a message has come; null where the line is none. */
  delivery: DeliveryState | null;
  picked: boolean;
  /** The reader may say where a mail belongs. */
  mayPlace: boolean;
  mayReply: boolean;
}

/** Drawn anew only when it shows something else: what changes in a conversation seldom changes its hundred lines. */
const Line = memo(function Line({ item, delivery, picked, mayPlace, mayReply }: LineProps) {
  const { t, f } = useTexts();
  switch (item.type) {
    case 'day':
      return (
        <Divider
          className={styles.day}
          label={<time dateTime={item.at}>{f.day(item.at)}</time>}
          title={f.date(item.at)}
        />
      );
    case 'unread':
      return <Divider className={styles.unread} label={t('thread.unread')} data-testid="unread-marker" />;
    case 'message':
      return (
        <Bubble
          message={item.touchpoint}
          joined={item.joined}
          untimed={item.untimed}
          fate={item.fate}
          delivery={delivery ?? item.touchpoint.delivery.state}
          about={item.about}
          picked={picked}
          mayPlace={mayPlace && !item.placed}
          mayReply={mayReply}
        />
      );
    case 'note':
      return <Note note={item.touchpoint} picked={picked} />;
    case 'pages':
      return <Pages pages={item.pages} />;
    case 'call':
      return <CallCard story={item.story} picked={picked} />;
    case 'mail':
      return <MailLine touchpoint={item.touchpoint} mayPlace={mayPlace && !item.placed} />;
    case 'system':
      return <SystemLine touchpoint={item.touchpoint} />;
    case 'outgoing':
      return <OutgoingBubble item={item.item} mayReply={mayReply} />;
  }
}, sameLine);

function sameLine(a: LineProps, b: LineProps): boolean {
  const isAlike = a.delivery === b.delivery && a.picked === b.picked && a.mayPlace === b.mayPlace;
  return isAlike && a.mayReply === b.mayReply && sameItem(a.item, b.item);
}
