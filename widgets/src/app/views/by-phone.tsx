import { useState } from 'preact/hooks';
import type { VisitorConversationView } from '../../../../server/contract/views.js';
import type { Key } from '../i18n.js';
import { Refused } from '../refused.js';
import { errorText, isolate, useChat } from './context.js';
import { Field } from './field.js';
import { Sheet } from './sheet.js';

/** To be called instead of waiting here. Whether it is a number, the server says. */
export function AskCall({ conversationId, leave }: { conversationId: string; leave(): void }) {
  const { client, tongue, t } = useChat();
  const [number, setNumber] = useState('');
  const [wrong, setWrong] = useState<Key | undefined>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setFailure('');
    if (!number.trim()) return setWrong('call.needNumber');
    setWrong(undefined);
    setBusy(true);
    try {
      await client.ask('call:ask', { conversationId, number });
      leave();
    } catch (error) {
      if (error instanceof Refused && error.code === 'input.invalid') setWrong('call.needNumber');
      else setFailure(errorText(tongue, error));
    }
    setBusy(false);
  };
  return (
    <Sheet title={t('call.title')} leave={leave}>
      <p class="quiet">{t('call.hint')}</p>
      <form noValidate onSubmit={submit}>
        <Field
          id="call-number"
          type="tel"
          label={t('call.number')}
          value={number}
          change={setNumber}
          wrong={wrong}
          autocomplete="tel"
        />
        {failure && (
          <p class="wrong" role="alert">
            {failure}
          </p>
        )}
        <button type="submit" class="primary wide" disabled={busy} data-testid="call-send">
          {t('call.ask')}
        </button>
      </form>
    </Sheet>
  );
}

/** Says where they will be called; they may wait here after all. */
export function CallNote({ conversation: { id, callTo } }: { conversation: VisitorConversationView }) {
  const { client, tongue, t } = useChat();
  const [failure, setFailure] = useState('');
  const undo = (): void => {
    setFailure('');
    void client
      .ask('call:ask', { conversationId: id, number: null })
      .catch((error: unknown) => setFailure(errorText(tongue, error)));
  };
  const says = callTo?.calling ? 'call.now' : callTo?.tries ? 'call.again' : 'call.to';
  return (
    <div class={callTo ? 'waiting' : undefined} role="status" data-testid="call-note">
      {callTo && (
        <>
          <p>{t(says, { to: isolate(callTo.number) })}</p>
          {!callTo.calling && (
            <button type="button" class="secondary wide" data-testid="call-undo" onClick={undo}>
              {t('call.undo')}
            </button>
          )}
          {failure && <p class="wrong">{failure}</p>}
        </>
      )}
    </div>
  );
}
