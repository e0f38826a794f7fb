/** A formatted text as the editor has it (ProseMirror's JSON). */
export interface RichNode {
  type?: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
  content?: RichNode[];
}

/** The same words without formats, for readers that show none: lists keep their signs, quotes theirs, links their addresses. */
export const plainText = (doc: RichNode): string => blocks(doc.content).join('\n\n').trim();

const blocks = (nodes: RichNode[] = []): string[] => nodes.map(blockText).filter((text) => text !== '');

function blockText(node: RichNode): string {
  const inner = node.content ?? [];
  switch (node.type) {
    case 'bulletList':
      return inner.map((item) => indented(item, '- ')).join('\n');
    case 'orderedList': {
      const first = Number(node.attrs?.start ?? 1);
      return inner.map((item, at) => indented(item, `${first + at}. `)).join('\n');
    }
    case 'blockquote':
      return blocks(inner)
        .join('\n\n')
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n');
    default:
      return inner.map(inlineText).join('');
  }
}

/** Text of its own goes on below its sign. */
function indented({ content }: RichNode, sign: string): string {
  return (
    sign +
    blocks(content)
      .join('\n')
      .replaceAll('\n', `\n${' '.repeat(sign.length)}`)
  );
}

function inlineText({ type, text = '', marks = [] }: RichNode): string {
  if (type === 'hardBreak') return '\n';
  const href = marks.find((mark) => mark.type === 'link')?.attrs?.href;
  if (typeof href !== 'string' || href === text || href === `mailto:${text}`) return text;
  return `${text} <${href}>`;
}

const UNSAFE: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Plain text as formatted text: a paragraph for each block, lines kept. */
export const formattedText = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((block) => `<p>${block.replace(/[&<>]/g, (sign) => UNSAFE[sign] as string).replaceAll('\n', '<br>')}</p>`)
    .join('');
