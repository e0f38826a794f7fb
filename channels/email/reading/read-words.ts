import type { Body } from './body.js';
import { cutLines, plainLines, visibleText } from './cut.js';
import { forwardedFrom, isForwardSubject } from './forwarded.js';
import { htmlLines, textOfLines, tokensOf, unescaped } from './html-lines.js';
import type { ReadMail } from './read-mail.types.js';
import { safeHtml } from './safe-html.js';
import { splitHtml, withoutMarks } from './split-html.js';

type Words = Pick<ReadMail, 'text' | 'visible' | 'html' | 'quotedHtml' | 'forwardedFrom'> & {
  cut: boolean;
  /** Ids of the pictures that the formatted text shows. */
  shown: Set<string>;
  /** Of these, the ones outside what it quotes. */
  shownFirst: Set<string>;
};

/** The words of a mail, plain and formatted, each without what it quotes. Plain text is made from the other where there is none. */
export function readWords({ text, html }: Body, subject: string): Words {
  const isForward = isForwardSubject(subject);
  const formatted = html ? readHtml(html, isForward) : null;
  const plain = text.trim() ? { text: text.trim(), visible: visibleText(text.trim(), isForward) } : null;
  const said = plain ?? formatted?.plain ?? { text: '', visible: '' };
  return {
    ...said,
    html: formatted?.html ?? null,
    quotedHtml: formatted?.quotedHtml ?? null,
    forwardedFrom: forwardedFrom(plainLines(said.text).lines, subject),
    cut: formatted?.cut ?? false,
    shown: formatted?.shown ?? new Set(),
    shownFirst: new Set(picturesOf(formatted?.html ?? '')),
  };
}

function readHtml(given: string, isForward: boolean) {
  const { html, cut } = safeHtml(given);
  const tokens = tokensOf(html);
  const lines = htmlLines(tokens);
  const { quoteAt, visibleTo } = cutLines(lines, isForward);
  const at = lines[quoteAt]?.at;
  const plain = { text: textOfLines(lines), visible: textOfLines(lines.slice(0, visibleTo)) };
  const parts = at === undefined ? { html: withoutMarks(html), quotedHtml: null } : splitHtml(tokens, at);
  return { ...parts, plain, cut, shown: new Set(picturesOf(html)) };
}

const picturesOf = (html: string) => [...html.matchAll(/ src="cid:([^"]*)"/g)].map(([, cid]) => unescaped(cid!));
