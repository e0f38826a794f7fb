import { withoutBidi } from './clean.js';
import type { Line } from './cut.js';
import type { QuoteMark } from './quote-mark.js';

const BLOCK =
  /^<\/?(address|article|blockquote|br|caption|center|dd|details|div|dl|dt|figure|figcaption|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul)\b/;
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** A line of formatted text as it is read, and the tag or text that it begins with. */
export interface HtmlLine extends Line {
  at: number;
  /** `text` with its direction marks. */
  said: string;
}

/** Tags and texts in their order. Exact for what `safeHtml` gives, where no other `<` or `>` is left. */
export const tokensOf = (safe: string): string[] => safe.match(/<[^>]*>|[^<]+/g) ?? [];

/** Reads safe HTML as lines of text. */
export function htmlLines(tokens: string[]): HtmlLine[] {
  const lines: HtmlLine[] = [];
  const open: (QuoteMark | null)[] = [];
  let text = '';
  let at: number | null = null;
  let mark: { kind: 'head' | 'rest'; at: number } | null = null;

  function end(next: number): void {
    const within = (wanted: QuoteMark) => open.includes(wanted);
    const begin = mark?.at ?? at ?? next;
    lines.push({
      ...{ text: withoutBidi(text).trim(), said: text.trim(), at: begin },
      ...{ quoted: within('cite'), signed: within('sign'), ...(mark && { begins: mark.kind }) },
    });
    [text, at, mark] = ['', null, null];
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
      if (found === 'head' || found === 'rest') mark ??= { kind: found, at: place };
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
export const textOfLines = (lines: readonly HtmlLine[]): string =>
  lines
    .map(({ said }) => said)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
