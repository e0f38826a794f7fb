import { useState } from 'preact/hooks';
import type { VisitorConversationView } from '../../../../server/contract/views.js';
import type { Key } from '../i18n.js';
import { Refused } from '../refused.js';
import { AskOne } from './ask-one.js';
import { errorText, useChat } from './context.js';
import { Sheet } from './sheet.js';

/** What is wrong with the number, by the code of the refusal. */
const WRONG: Readonly<Record<string, Key | undefined>> = {
  'input.invalid': 'call.needNumber',
  'call.country': 'error.call.country',
  'call.premium': 'error.call.premium',
};

/** To be called instead of waiting here. Whether it is a number, the server says. */
export function AskCall({ conversationId, leave }: { conversationId: string; leave(): void }) {
  const { client, t } = useChat();
  const send = async (number: string): Promise<Key | undefined> => {
    if (!number) return 'call.needNumber';
    try {
      await client.ask('call:ask', { conversationId, number });
      leave();
    } catch (error) {
      const wrong = error instanceof Refused && WRONG[error.code];
      if (wrong) return wrong;
      throw error;
    }
  };
  return (
    <Sheet title={t('call.title')} leave={leave}>
      <p class="quiet">{t('call.hint')}</p>
      <AskOne
        {...{ id: 'call', field: 'call-number', type: 'tel', autocomplete: 'tel', send }}
        label={t('call.number')}
        action={t('call.ask')}
      />
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
  const { calling, talking, tries } = callTo ?? {};
  const says = talking ? 'call.talks' : calling ? 'call.now' : tries ? 'call.again' : 'call.to';
  return (
    <div class={callTo ? 'waiting' : undefined} role="status" data-testid="call-note">
      {callTo && (
        <>
          <p>{t(says, { to: tongue.phone(callTo.number) })}</p>
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
