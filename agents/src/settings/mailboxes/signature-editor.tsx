import { Input } from '@mantine/core';
import { RichTextEditor } from '@mantine/tiptap';
import '@mantine/tiptap/styles.layer.css';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect } from 'react';
import { useTexts } from '../../base/use-texts.js';
import { editorLabels } from '../../mail/compose/editor-labels.js';

const EXTENSIONS = [
  StarterKit.configure({
    ...{ heading: false, codeBlock: false, code: false, horizontalRule: false, blockquote: false },
    link: { openOnClick: false, defaultProtocol: 'https', protocols: ['http', 'https', 'mailto'] },
  }),
];

interface Props {
  label: string;
  html: string;
  onChange: (html: string) => void;
}

/** A few formatted lines. */
export function SignatureEditor({ label, html, onChange }: Props) {
  const { t } = useTexts();
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: html,
    textDirection: 'auto',
    editorProps: { attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label } },
    onUpdate: ({ editor: changed }) => onChange(changed.isEmpty ? '' : changed.getHTML()),
  });
  // What was thrown away, or saved by somebody else, is shown; what is typed here is not written over.
  useEffect(() => {
    const shown = editor?.isEmpty ? '' : editor?.getHTML();
    if (editor && !editor.isFocused && shown !== html) editor.commands.setContent(html, { emitUpdate: false });
  }, [editor, html]);
  return (
    <div>
      <Input.Label component="div">{label}</Input.Label>
      <RichTextEditor editor={editor} labels={editorLabels(t)}>
        <RichTextEditor.Toolbar aria-label={t('mail.compose.formats')} role="toolbar">
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.Bold />
            <RichTextEditor.Italic />
            <RichTextEditor.Link />
            <RichTextEditor.Unlink />
          </RichTextEditor.ControlsGroup>
        </RichTextEditor.Toolbar>
        <RichTextEditor.Content />
      </RichTextEditor>
    </div>
  );
}
