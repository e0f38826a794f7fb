import { useState } from 'preact/hooks';
import type { VisitorConversationView } from '../../../../server/contract/views.js';
import { newId } from '../new-id.js';
import { AskOne } from './ask-one.js';
import { errorText, isolate, useChat } from './context.js';
import { Sheet } from './sheet.js';

interface SheetOf {
  conversationId: string;
  leave(): void;
}

/** A copy of the conversation by mail. */
export function Transcript({ conversationId, leave }: SheetOf) {
  const { client, t } = useChat();
  const [clientId] = useState(newId);
  const [sentTo, setSentTo] = useState('');
  return (
    <Sheet title={t('transcript.title')} leave={leave} done={sentTo !== ''}>
      {sentTo ? (
        <p role="status" data-testid="transcript-sent">
          {t('transcript.sent', { to: isolate(sentTo) })}
        </p>
      ) : (
        <AddressForm
          id="transcript"
          label={t('transcript.send')}
          send={async (email) => {
            await client.ask('transcript:mail', { conversationId, email, clientId });
            setSentTo(email);
          }}
        />
      )}
    </Sheet>
  );
}

/** The answer by mail instead of here. */
export function AskMail({ conversationId, leave }: SheetOf) {
  const { client, t } = useChat();
  return (
    <Sheet title={t('mail.title')} leave={leave}>
      <p class="quiet">{t('mail.hint')}</p>
      <AddressForm
        id="mail"
        label={t('mail.ask')}
        send={async (email) => {
          await client.ask('mail:ask', { conversationId, email });
          leave();
        }}
      />
    </Sheet>
  );
}

/** Says where the answer will come; it can be had here after all. */
export function MailNote({ conversation: { id, mailTo } }: { conversation: VisitorConversationView }) {
  const { client, tongue, t } = useChat();
  const [failure, setFailure] = useState('');
  const undo = (): void =>
    void client
      .ask('mail:ask', { conversationId: id, email: null })
      .catch((error: unknown) => setFailure(errorText(tongue, error)));
  return (
    <div class={mailTo ? 'waiting' : undefined} role="status" data-testid="mail-note">
      {mailTo && (
        <>
          <p>{t('mail.to', { to: isolate(mailTo) })}</p>
          <button type="button" class="secondary wide" data-testid="mail-undo" onClick={undo}>
            {t('mail.undo')}
          </button>
          {failure && <p class="wrong">{failure}</p>}
        </>
      )}
    </div>
  );
}

function AddressForm({ id, label: action, send }: { id: string; label: string; send(email: string): Promise<void> }) {
  const { state, t } = useChat();
  return (
    <AskOne
      {...{ id, action, type: 'email', autocomplete: 'email' }}
      field={`${id}-email`}
      label={t('form.email')}
      given={state.visitor?.email ?? ''}
      send={async (email) => {
        if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return 'form.needEmail';
        await send(email);
      }}
    />
  );
}
