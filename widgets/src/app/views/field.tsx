import type { Key } from '../i18n.js';
import { useChat } from './context.js';

/** One labelled field; what is wrong with it is said beside it, to eyes and ears. */
export function Field({ id, label, value, change, wrong, type = 'text', long, optional, hint, ...more }: FieldNeeds) {
  const { t } = useChat();
  const shared = {
    id: `field-${id}`,
    'data-testid': `form-${id}`,
    value,
    // An empty field's placeholder has the page's direction.
    dir: value ? ('auto' as const) : undefined,
    'aria-invalid': Boolean(wrong),
    'aria-describedby': wrong ? `${id}-wrong` : hint ? `${id}-hint` : undefined,
    onInput: (event: Event) => change((event.target as HTMLInputElement).value),
    ...more,
  };
  return (
    <div class="field">
      <label for={`field-${id}`}>
        {label} {optional && <span class="quiet">({t('form.optional')})</span>}
      </label>
      {long ? (
        <textarea rows={3} maxLength={long} {...shared} />
      ) : (
        <input type={type} maxLength={type === 'email' ? 254 : 120} {...shared} />
      )}
      {hint && !wrong && (
        <p class="quiet" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {t(wrong)}
        </p>
      )}
    </div>
  );
}

export interface FieldNeeds {
  id: string;
  label: string;
  value: string;
  change(value: string): void;
  wrong?: Key;
  type?: 'text' | 'email' | 'tel';
  /** A field of several lines; at most so many characters. */
  long?: number;
  optional?: boolean;
  hint?: string;
  placeholder?: string;
  autocomplete?: string;
}
