import type { AttachmentView } from '../../../server/contract/index.js';
import { mergeParts } from './merge-parts.js';
import { type Written, withoutTickets } from './written.js';

type Mail = NonNullable<Written['mail']>;

/** What both sides begin a mail from where one of them has none. */
const EMPTY: Mail = { to: null, cc: [], bcc: [], subject: null, html: '', quote: true, files: [] };

/**
 * A draft that was changed here and somewhere else since they last were the same. No words of either are lost; whoever, whatever is
 * added by one side is there, and what one side took away and the other left alone is gone.
 */
export function merged(base: Written, ours: Written, theirs: Written): Written {
  const isMail = ours.mail !== null || theirs.mail !== null;
  return {
    text: mergedText(base.text, ours.text, theirs.text),
    files: mergedFiles(base.files, ours.files, theirs.files),
    mail: isMail ? mergedMail(base.mail ?? EMPTY, ours.mail ?? EMPTY, theirs.mail ?? EMPTY) : null,
  };
}

function mergedMail(base: Mail, ours: Mail, theirs: Mail): Mail {
  return {
    to: mergedAddresses(base.to, ours.to, theirs.to),
    cc: mergedAddresses(base.cc, ours.cc, theirs.cc) ?? [],
    bcc: mergedAddresses(base.bcc, ours.bcc, theirs.bcc) ?? [],
    subject: mergedSubject(base.subject, ours.subject, theirs.subject),
    html: mergedHtml(base.html, ours.html, theirs.html),
    quote: ours.quote === base.quote ? theirs.quote : ours.quote,
    files: mergedFiles(base.files, ours.files, theirs.files),
  };
}

const lines = (text: string): string[] => (text === '' ? [] : text.split('\n'));

const mergedText = (base: string, ours: string, theirs: string): string =>
  mergeParts({
    ...{ base: lines(base), ours: lines(ours), theirs: lines(theirs) },
    words: (parts) => parts.join('\n'),
  }).join('\n');

const mergedHtml = (base: string, ours: string, theirs: string): string =>
  mergeParts({
    ...{ base: blocksOf(base), ours: blocksOf(ours), theirs: blocksOf(theirs) },
    same: withoutTickets,
    // Formats and pictures are more than words: of two with the same words neither goes on from the other.
    words: (parts) => withoutTickets(parts.join('')).replace(/(<\/\w+>)+$/, ''),
  }).join('');

/** The one side's where the other left it alone; else both, which a person then shortens. */
function mergedSubject(base: string | null, ours: string | null, theirs: string | null): string | null {
  if (ours === base || ours === theirs) return theirs;
  if (theirs === base || !theirs?.trim()) return ours;
  return ours?.trim() ? `${theirs} / ${ours}` : theirs;
}

function mergedAddresses(base: string[] | null, ours: string[] | null, theirs: string[] | null): string[] | null {
  const isAs = (a: string[] | null, b: string[] | null) => JSON.stringify(a) === JSON.stringify(b);
  if (isAs(ours, base)) return theirs;
  if (isAs(theirs, base) || theirs === null || ours === null) return ours ?? theirs;
  return mergedSet(base ?? [], ours, theirs);
}

function mergedFiles(
  base: readonly AttachmentView[],
  ours: readonly AttachmentView[],
  theirs: readonly AttachmentView[],
): AttachmentView[] {
  const known = new Map([...ours, ...theirs].map((file) => [file.id, file]));
  const ids = (files: readonly AttachmentView[]) => files.map(({ id }) => id);
  return mergedSet(ids(base), ids(ours), ids(theirs)).map((id) => known.get(id) as AttachmentView);
}

/** What both have, and what either added. */
const mergedSet = (base: readonly string[], ours: readonly string[], theirs: readonly string[]): string[] =>
  [...new Set([...theirs, ...ours])].filter(
    (one) => (ours.includes(one) && theirs.includes(one)) || !base.includes(one),
  );

const TAG = /<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gi;
const ALONE = /^(br|img|hr)$/i;

/** The paragraphs, lists and quotations that stand below each other. */
export function blocksOf(html: string): string[] {
  const blocks: string[] = [];
  let [depth, from] = [0, 0];
  for (const { 0: tag, 1: closing, 2: name = '', 3: closed, index } of html.matchAll(TAG)) {
    if (ALONE.test(name) || closed) continue;
    depth += closing ? -1 : 1;
    if (depth > 0) continue;
    blocks.push(html.slice(from, index + tag.length));
    from = index + tag.length;
  }
  return from < html.length ? [...blocks, html.slice(from)] : blocks;
}
