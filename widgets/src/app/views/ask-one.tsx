import { useState } from 'preact/hooks';
import type { Key } from '../i18n.js';
import { errorText, useChat } from './context.js';
import { Field, type FieldNeeds } from './field.js';

interface OneAsked extends Pick<FieldNeeds, 'label' | 'type' | 'autocomplete'> {
  id: string;
  field: string;
  given?: string;
  action: string;
  /** @returns what is wrong with it, where something is */
  send(text: string): Promise<Key | undefined>;
}

/** A form of one field. */
export function AskOne({ id, field, given = '', action, send, ...about }: OneAsked) {
  const { tongue } = useChat();
  const [value, setValue] = useState(given);
  const [wrong, setWrong] = useState<Key | undefined>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setFailure('');
    setBusy(true);
    try {
      const found = await send(value.trim());
      setWrong(found);
      if (found) document.getElementById(`field-${field}`)?.focus();
    } catch (error) {
      setFailure(errorText(tongue, error));
    }
    setBusy(false);
  };
  return (
    <form noValidate onSubmit={submit}>
      <Field id={field} value={value} change={setValue} wrong={wrong} {...about} />
      {failure && (
        <p class="wrong" role="alert">
          {failure}
        </p>
      )}
      <button type="submit" class="primary wide" disabled={busy} data-testid={`${id}-send`}>
        {action}
      </button>
    </form>
  );
}
