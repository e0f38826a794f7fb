import { RichTextEditor } from '@mantine/tiptap';
import '@mantine/tiptap/styles.layer.css';
import Image from '@tiptap/extension-image';
import { type Editor, useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import {
  type KeyboardEvent as ReactKey,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useTexts } from '../../base/use-texts.js';
import type { Known } from '../../composer/filling.js';
import { leaveField } from '../../composer/focus.js';
import { Suggestions } from '../../composer/suggestions.js';
import styles from './compose.module.css';
import { editorLabels } from './editor-labels.js';
import { plainText, type RichNode } from './plain-text.js';
import { insertAnswer, useCannedAt } from './use-canned-at.js';

export interface MailEditorHandle {
  focus(): void;
  /** Begins a canned reply at the caret. */
  askCanned(): void;
  showPicture(url: string, name: string): void;
}

interface Props {
  ref: Ref<MailEditorHandle>;
  html: string;
  /** Goes up when `html` came from elsewhere than this editor. */
  set: number;
  known: Known;
  queueId: string;
  locale: 'en' | 'fa';
  /** The words of what it began with. */
  onReady: (text: string) => void;
  onChange: (html: string, text: string) => void;
  onSubmit: () => void;
}

const EXTENSIONS = [
  StarterKit.configure({
    ...{ heading: false, codeBlock: false, code: false, horizontalRule: false },
    link: { openOnClick: false, defaultProtocol: 'https', protocols: ['http', 'https', 'mailto'] },
  }),
  Image.configure({ inline: true, allowBase64: false }),
];

/** A text with formats. Each paragraph goes in the direction of its first letter. */
export default function MailEditor({ ref, html, set, onReady, onChange, onSubmit, ...about }: Props) {
  const { t } = useTexts();
  const listId = useId();
  const now = useRef({ onReady, onChange, onSubmit });
  now.current = { onReady, onChange, onSubmit };
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: html,
    textDirection: 'auto',
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': t('mail.compose.label'),
        'data-testid': 'mail-text-field',
      },
    },
    shouldRerenderOnTransaction: true,
    onCreate: ({ editor: made }) => now.current.onReady(wordsOf(made)),
    onUpdate: ({ editor: changed }) => tell(changed, now.current.onChange),
  });
  useShownAnew(editor, html, set, (words) => now.current.onReady(words));
  useImperativeHandle(ref, () => handleOf(editor), [editor]);
  const [shut, setShut] = useState<number | null>(null);
  const [picked, setPicked] = useState(0);
  const asked = useCannedAt(editor, about);
  const list = asked && shut !== asked.from ? asked.list : [];
  const at = Math.min(picked, Math.max(0, list.length - 1));
  const insert = (n: number) => {
    const chosen = list[n];
    if (asked && chosen) insertAnswer(editor, asked, chosen.insert);
    setPicked(0);
  };

  /** Before the editor itself hears of it. */
  const press = (event: ReactKey) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) now.current.onSubmit();
    else if (list.length === 0) {
      // As the field for a chat: the letters after it are the console's keys.
      if (event.key === 'Escape') leaveField(editor.view.dom); // its own command would wait for the next frame
      return;
    } else if (event.key === 'ArrowDown') setPicked((at + 1) % list.length);
    else if (event.key === 'ArrowUp') setPicked((at - 1 + list.length) % list.length);
    else if (event.key === 'Escape') setShut(asked?.from ?? null);
    else if (event.key === 'Enter' || event.key === 'Tab') insert(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={styles.editorBox} onKeyDownCapture={press}>
      {list.length > 0 && (
        <Suggestions id={listId} list={list} picked={at} onPick={(one) => insert(list.indexOf(one))} />
      )}
      <RichTextEditor
        editor={editor}
        variant="subtle"
        classNames={{
          ...{ root: styles.editor, toolbar: styles.toolbar, content: styles.content },
          ...{ controlsGroup: styles.controls, control: styles.control },
        }}
        labels={editorLabels(t)}
        data-empty={editor?.isEmpty || undefined}
        data-testid="mail-editor"
      >
        <Tools />
        <RichTextEditor.Content data-placeholder={t('mail.compose.placeholder')} />
      </RichTextEditor>
    </div>
  );
}

function Tools() {
  const { t } = useTexts();
  return (
    <RichTextEditor.Toolbar aria-label={t('mail.compose.formats')} role="toolbar">
      <RichTextEditor.ControlsGroup>
        <RichTextEditor.Bold data-testid="format-bold" />
        <RichTextEditor.Italic />
      </RichTextEditor.ControlsGroup>
      <RichTextEditor.ControlsGroup>
        <RichTextEditor.BulletList />
        <RichTextEditor.OrderedList />
        <RichTextEditor.Blockquote />
      </RichTextEditor.ControlsGroup>
      <RichTextEditor.ControlsGroup>
        <RichTextEditor.Link />
        <RichTextEditor.Unlink />
      </RichTextEditor.ControlsGroup>
    </RichTextEditor.Toolbar>
  );
}

const wordsOf = (editor: Editor): string => plainText(editor.getJSON() as RichNode);

function tell(editor: Editor, onChange: Props['onChange']): void {
  onChange(editor.isEmpty ? '' : editor.getHTML(), wordsOf(editor));
}

/** A draft that was sent, or came back, is shown; what is typed here is not written over. */
function useShownAnew(editor: Editor | null, html: string, set: number, onShown: (text: string) => void): void {
  const shown = useRef(set);
  useEffect(() => {
    if (!editor || shown.current === set) return;
    shown.current = set;
    editor.commands.setContent(html, { emitUpdate: false });
    onShown(wordsOf(editor));
  });
}

const handleOf = (editor: Editor | null): MailEditorHandle => ({
  focus: () => void editor?.commands.focus(),
  askCanned: () =>
    void editor
      ?.chain()
      .focus()
      .insertContent(needsSpace(editor) ? ' /' : '/')
      .run(),
  showPicture: (src, alt) => void editor?.chain().focus().setImage({ src, alt }).run(),
});

function needsSpace({ state: { selection } }: Editor): boolean {
  const before = selection.$from.parent.textBetween(0, selection.$from.parentOffset, undefined, ' ');
  return before !== '' && !/\s$/.test(before);
}
