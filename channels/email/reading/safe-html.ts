import sanitizeHtml, { type Attributes, type Tag } from 'sanitize-html';
import { cleanText, clip } from './clean.js';
import { MAIL_LIMITS } from './limits.js';
import { quoteMark } from './quote-mark.js';
import { safeStyle } from './safe-style.js';

/** Deeper than any mail that a person can read; browsers give up at twice that. */
const DEEPEST = 250;
/** So that nothing in a mail can pass itself off as a part of our page. */
const ID_PREFIX = 'mail-';

const TAGS =
  'a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  );
const EVERYWHERE = ['dir', 'lang', 'align', 'title', 'id', 'style', 'data-mark'];
const TABLE = ['width', 'height', 'valign', 'bgcolor', 'border', 'cellpadding', 'cellspacing'];
const CELL = [...TABLE, 'colspan', 'rowspan', 'nowrap', 'scope'];

export interface SafeHtml {
  /** With `data-mark` where a quote begins: for `splitHtml`, which takes them away. */
  html: string;
  cut: boolean;
}

/**
 * Formatted text that can be shown in a frame without scripts: what is not on the list is gone. Pictures of elsewhere are asked of
 * nobody (their address is in `data-remote`), those of the mail are `cid:` in lower case, links open elsewhere and tell nothing of
 * where they were, ids have a prefix. Linear; input beyond the limit is cut.
 */
export function safeHtml(given: string): SafeHtml {
  const html = clip(given, Math.min(MAIL_LIMITS.htmlChars, tagsEnd(given)));
  const safe = sanitizeHtml(cleanText(html), {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': EVERYWHERE,
      a: ['href', 'name', 'target', 'rel'],
      img: ['src', 'data-remote', 'alt', 'width', 'height'],
      table: TABLE,
      tr: TABLE,
      td: CELL,
      th: CELL,
      col: ['span', 'width'],
      colgroup: ['span', 'width'],
      font: ['color', 'size'],
      ol: ['start', 'type'],
      li: ['value'],
      time: ['datetime'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid'] },
    allowProtocolRelative: false,
    nonTextTags: [
      'script',
      'style',
      'textarea',
      'option',
      'xmp',
      'title',
      'noscript',
      'template',
      'svg',
      'math',
      'object',
    ],
    nestingLimit: DEEPEST,
    parseStyleAttributes: false,
    transformTags: { '*': (tag, attributes) => transformed(tag, attributes) },
  });
  return { html: safe, cut: html.length < given.length };
}

/** Where the last tag that is read begins at the latest. */
function tagsEnd(html: string): number {
  let at = html.indexOf('<');
  for (let count = 1; at !== -1 && count <= MAIL_LIMITS.htmlTags; count += 1) at = html.indexOf('<', at + 1);
  return at === -1 ? html.length : at;
}

/** Attributes whose values are words or addresses; all others are short and plain. */
const WORDS = new Set(['title', 'alt', 'src']);
const PLAIN = /^[\w#%.,+: -]{0,60}$/;

function transformed(tagName: string, given: Attributes): Tag {
  // A mark of its own would be the sender's; ours is set anew.
  const { style, id, 'data-mark': _foreign, 'data-remote': _claimed, ...others } = given;
  const { href: _href, name: _name, target: _target, rel: _rel, ...rest } = others;
  const attribs = Object.fromEntries(
    Object.entries(rest).filter(([name, value]) => WORDS.has(name) || PLAIN.test(value)),
  );
  const mark = quoteMark(tagName, given);
  const looks = style ? safeStyle(style) : '';
  if (mark) attribs['data-mark'] = mark;
  if (looks) attribs.style = looks;
  if (id && PLAIN.test(id)) attribs.id = `${ID_PREFIX}${id}`;
  if (tagName === 'a') Object.assign(attribs, safeLink(given));
  return { tagName, attribs: tagName === 'img' ? safePicture(attribs) : attribs };
}

/** An address without a scheme would be one of ours, with the reader's rights. */
function safeLink({ href = '', name }: Attributes): Attributes {
  const anchor: Attributes = name && PLAIN.test(name) ? { name: `${ID_PREFIX}${name}` } : {};
  const within = /^#([\w.:-]{1,100})$/.exec(href.trim())?.[1];
  if (within) return { ...anchor, href: `#${ID_PREFIX}${within}` };
  const elsewhere: Attributes = /^(https?:\/\/|mailto:|tel:)/i.test(href.trim()) ? { href: href.trim() } : {};
  return { ...anchor, ...elsewhere, target: '_blank', rel: 'noopener noreferrer nofollow' };
}

function safePicture({ src = '', ...attribs }: Attributes): Attributes {
  const address = src.trim();
  if (/^cid:/i.test(address)) return { ...attribs, src: cidReference(address) };
  return /^(https?:)?\/\//i.test(address)
    ? { ...attribs, 'data-remote': address.replace(/^\/\//, 'https://') }
    : attribs;
}

/** Written in any case and with escapes, it means one part: both sides are made alike. */
function cidReference(address: string): string {
  const given = address.slice(4);
  try {
    return `cid:${decodeURIComponent(given).toLowerCase()}`;
  } catch {
    return `cid:${given.toLowerCase()}`;
  }
}
