import type { Line } from './cut.js';
import type { QuoteMark } from './quote-mark.js';

const BLOCK =
  /^<\/?(address|article|blockquote|br|caption|center|dd|details|div|dl|dt|figure|figcaption|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul)\b/;
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** A line of formatted text as it is read, and the tag or text that it begins with. */
export interface HtmlLine extends Line {
  at: number;
}

/** Tags and texts in their order. Exact for what `safeHtml` gives, where no other `<` or `>` is left. */
export const tokensOf = (safe: string): string[] => safe.match(/<[^>]*>|[^<]+/g) ?? [];

/** Reads safe HTML as lines of text. */
export function htmlLines(tokens: string[]): HtmlLine[] {
  const lines: HtmlLine[] = [];
  const open: (QuoteMark | null)[] = [];
  let text = '';
  let at: number | null = null;
  let mark: QuoteMark | null = null;

  function end(next: number): void {
    const within = (wanted: QuoteMark) => open.includes(wanted);
    const line: HtmlLine = { text: text.trim(), at: at ?? next, quoted: within('cite'), signed: within('sign') };
    if (mark === 'head' || mark === 'rest') line.begins = mark;
    lines.push(line);
    [text, at] = ['', null];
    if (line.text || mark === 'rest') mark = null;
  }

  for (const [place, token] of tokens.entries()) {
    if (!token.startsWith('<')) {
      text += unescaped(token).replace(/\s+/g, ' ');
      at ??= place;
      continue;
    }
    const closing = token.startsWith('</');
    if (BLOCK.test(token) && (text || token.startsWith('<br'))) end(place);
    if (/^<\/t[dh]\b/.test(token)) text += ' ';
    if (token.endsWith('/>')) continue;
    if (closing) open.pop();
    else {
      const found = markOf(token);
      open.push(found);
      at ??= place;
      if (found === 'head' || found === 'rest') mark = found;
    }
    if (closing && !text) at = null;
  }
  if (text) end(tokens.length);
  return lines;
}

const markOf = (tag: string) => (/ data-mark="(\w+)"/.exec(tag)?.[1] ?? null) as QuoteMark | null;
/** What `safeHtml` escapes, as it was. */
export const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot);/g, (entity) => ENTITIES[entity]!);

/** What formatted text says, without its form. */
export const textOfLines = (lines: readonly Line[]): string =>
  lines
    .map(({ text }) => text)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
