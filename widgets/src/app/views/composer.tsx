import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Attaching, useAttaching } from './attaching.js';
import { useChat } from './context.js';
import { Emoji } from './emoji.js';
import { FileName } from './file-name.js';
import { Icon } from './icon.js';
import { pastedFiles } from './pasted-files.js';

const WARN_LEFT = 200;

export function Composer() {
  const { client, state, tongue, t } = useChat();
  const [text, setText] = useState(client.kept.ofTab('draft'));
  const [picking, setPicking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const attaching = useAttaching();
  const most = state.config?.maxTextLength ?? 4_000;
  const left = most - text.length;
  const canSend = !attaching.busy && (text.trim() !== '' || attaching.files.length > 0);

  const write = (next: string): void => {
    setText(next);
    client.kept.setOfTab('draft', next);
    client.typing.mine(next);
  };
  const send = (): void => {
    if (!canSend) return;
    client.send(text.trim(), attaching.take());
    client.typing.stopped();
    setText('');
    client.kept.setOfTab('draft', '');
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    attaching.addAll(files);
  };
  const leavePicker = (): void => {
    setPicking(false);
    field.current?.focus();
  };
  const insert = (emoji: string): void => {
    const at = field.current?.selectionStart ?? text.length;
    const to = field.current?.selectionEnd ?? at;
    write((text.slice(0, at) + emoji + text.slice(to)).slice(0, most));
    leavePicker();
  };
  useDrop(attaching.addAll);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field's text is what it grows with
  useLayoutEffect(() => grow(field.current), [text]);

  return (
    <div class="composer">
      {picking && <Emoji choose={insert} leave={leavePicker} />}
      <Files files={attaching.files} />
      <p class="wrong" role="alert">
        {attaching.wrong || (left <= 0 && t('chat.limit', { n: most }))}
      </p>
      {left > 0 && left < WARN_LEFT && <p class="quiet">{tongue.count('chat.left', left)}</p>}
      <div class="composer-row">
        <button
          type="button"
          class="bare"
          data-testid="attach"
          aria-label={t('chat.attach')}
          onClick={() => picker.current?.click()}
        >
          <Icon name="attach" />
        </button>
        <input
          type="file"
          multiple
          hidden
          ref={picker}
          data-testid="attach-input"
          onChange={(event) => {
            attaching.addAll(event.currentTarget.files ?? []);
            event.currentTarget.value = '';
          }}
        />
        <textarea
          ref={field}
          rows={1}
          dir={text ? 'auto' : undefined}
          value={text}
          maxLength={most}
          placeholder={t('chat.placeholder')}
          aria-label={t('chat.placeholder')}
          data-testid="composer"
          data-focus
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKey}
          onPaste={onPaste}
        />
        <button
          type="button"
          class="bare"
          data-testid="emoji"
          aria-label={t('chat.emoji')}
          aria-expanded={picking}
          onClick={() => setPicking(!picking)}
        >
          <Icon name="emoji" />
        </button>
        <button
          type="button"
          class="send"
          data-testid="send"
          aria-label={t('chat.send')}
          disabled={!canSend}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

function Files({ files }: { files: Attaching[] }) {
  const { t } = useChat();
  if (files.length === 0) return null;
  return (
    <ul class="attaching" data-testid="attaching">
      {files.map(({ id, name, progress, file, cancel }) => (
        <li key={id}>
          <Icon name="file" size={16} />
          <span class="line">
            <FileName name={name} />
          </span>
          {!file && <progress value={progress} max={1} aria-label={t('file.uploading', { name })} />}
          <button
            type="button"
            class="bare"
            aria-label={t(file ? 'file.remove' : 'file.cancel', { name })}
            onClick={cancel}
          >
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Files may be dropped anywhere on the chat. */
function useDrop(take: (files: Iterable<File>) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      latest.current(event.dataTransfer.files);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, []);
}

/** As high as its text, up to what the style sheet allows. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}
