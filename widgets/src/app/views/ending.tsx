import { useState } from 'preact/hooks';
import type { VisitorConversationView } from '../../../../server/contract/views.js';
import type { Key } from '../i18n.js';
import { errorText, useChat } from './context.js';
import { Sheet } from './sheet.js';

const SCORES = [1, 2, 3, 4, 5] as const;
/** Mouths, from very bad (with its brows) to very good; drawn, because not every system has the pictograms. */
const MOUTHS = [
  'M7.5 17.5q4.5-6.5 9 0M7 6.8l3 1.4M17 6.8l-3 1.4',
  'M8.5 16.5q3.5-2.5 7 0',
  'M8.5 15.5h7',
  'M8.5 15q3.5 2.5 7 0',
  'M8 14q4 6.5 8 0z',
];

/** In place of the composer once the conversation is over. */
export function Ended({
  conversation,
  askTranscript,
}: {
  conversation: VisitorConversationView;
  askTranscript(): void;
}) {
  const { go, t } = useChat();
  return (
    <section class="ended" aria-label={t('end.title')} tabIndex={-1} data-focus>
      {conversation.rating !== null ? (
        <p data-testid="rating-thanks">{t('end.thanks')}</p>
      ) : (
        conversation.ratingAsked && <Rating conversationId={conversation.id} />
      )}
      <div class="buttons">
        {conversation.transcript && (
          <button type="button" class="secondary" data-testid="transcript" onClick={askTranscript}>
            {t('menu.transcript')}
          </button>
        )}
        <button type="button" class="primary" data-testid="start-new" onClick={() => go('form')}>
          {t('end.new')}
        </button>
      </div>
    </section>
  );
}

function Rating({ conversationId }: { conversationId: string }) {
  const { client, tongue, t } = useChat();
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const give = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setWrong('');
    const about = comment.trim();
    await client
      .ask('rating:give', about ? { conversationId, score, comment: about } : { conversationId, score })
      .then(() => client.rated(score))
      .catch((error: unknown) => setWrong(errorText(tongue, error)));
    setBusy(false);
  };
  return (
    <form class="rating" onSubmit={give}>
      <fieldset>
        <legend>{t('end.ask')}</legend>
        <div class="faces-row">
          {SCORES.map((value) => (
            <label key={value} class="face" title={t(`end.score.${value}` as Key)}>
              <input
                type="radio"
                name="score"
                class="hidden"
                checked={score === value}
                data-testid={`rating-${value}`}
                aria-label={t(`end.score.${value}` as Key)}
                onChange={() => setScore(value)}
              />
              <svg class="icon" width="30" height="30" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <path d={`M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M9 9.5h.01M15 9.5h.01${MOUTHS[value - 1]}`} />
              </svg>
            </label>
          ))}
        </div>
      </fieldset>
      {score > 0 && (
        <>
          <p class="quiet" aria-hidden="true">
            {t(`end.score.${score}` as Key)}
          </p>
          <textarea
            rows={2}
            dir={comment ? 'auto' : undefined}
            maxLength={1_000}
            value={comment}
            placeholder={t('end.comment')}
            aria-label={t('end.comment')}
            data-testid="rating-comment"
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="primary wide" disabled={busy} data-testid="rating-send">
            {t('end.rate')}
          </button>
        </>
      )}
      {wrong && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}

/** Asks once before it ends. */
export function ConfirmEnd({ conversationId, leave }: { conversationId: string; leave(): void }) {
  const { client, tongue, t } = useChat();
  const [failure, setFailure] = useState('');
  const end = (): void =>
    void client
      .ask('conversation:end', { conversationId })
      .then(leave)
      .catch((error: unknown) => setFailure(errorText(tongue, error)));
  return (
    <Sheet title={t('ending.title')} leave={leave}>
      <p class="quiet">{t('ending.hint')}</p>
      {failure && (
        <p class="wrong" role="alert">
          {failure}
        </p>
      )}
      <button type="button" class="primary wide" data-testid="end-confirm" onClick={end}>
        {t('ending.yes')}
      </button>
    </Sheet>
  );
}
