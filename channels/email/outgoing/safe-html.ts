import sanitizeHtml from 'sanitize-html';

const TAGS = [
  ...['p', 'div', 'span', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code'],
  ...['b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'mark', 'sub', 'sup', 'small', 'bdi', 'bdo'],
  ...['ul', 'ol', 'li', 'a', 'img', 'table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption'],
];
/** A file of ours as the console shows it; its signature is of no use to anybody else. */
const OWN_FILE = /^(?:https?:\/\/[^/]+)?\/files\/([0-9a-f]{24})\/[^?#]*(?:[?#].*)?$/;
const COLOR = [/^#[0-9a-f]{3,8}$/i, /^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$/, /^[a-z]{3,20}$/i];

const RULES: sanitizeHtml.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: {
    '*': ['dir', 'lang', 'align', 'style'],
    a: ['href', 'title'],
    img: ['src', 'alt', 'width', 'height'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
    ol: ['start'],
  },
  allowedStyles: {
    '*': {
      color: COLOR,
      'background-color': COLOR,
      'text-align': [/^(?:left|right|center|justify|start|end)$/],
      'font-weight': [/^(?:bold|normal|[1-9]00)$/],
      'font-style': [/^(?:italic|normal)$/],
      'text-decoration': [/^(?:underline|line-through|none)$/],
    },
  },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https', 'cid'] },
  allowProtocolRelative: false,
  nestingLimit: 100,
  transformTags: {
    img: (tagName, { src = '', ...attribs }) => {
      const own = OWN_FILE.exec(src);
      return { tagName, attribs: { ...attribs, src: own ? `cid:${own[1]}` : src } };
    },
  },
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs.src,
};

/** What somebody wrote, as a mail of ours may carry it: no scripts, forms or styles of a page; pictures of ours as `cid:` and the file's id. */
export const safeHtml = (html: string): string => sanitizeHtml(html, RULES).trim();

/** Without pictures that only the mail itself carries: for quoting it in another. */
export const withoutOwnPictures = (html: string): string =>
  sanitizeHtml(html, {
    ...RULES,
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !/^https:/.test(attribs.src ?? ''),
  });

/** The files that a safe text shows as pictures. */
export const picturesIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/\bcid:([0-9a-f]{24})\b/g)].map(([, id]) => id as string)),
];

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/** Its words alone, a line for each block. */
export function textOf(html: string): string {
  const broken = html.replace(/<br\s*\/?>|<\/(?:p|div|li|tr|h[1-6]|blockquote|pre)>/gi, '$&\n');
  return sanitizeHtml(broken, { allowedTags: [], allowedAttributes: {} })
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name] as string)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const UNSAFE: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => UNSAFE[sign] as string);

/** Plain text with its lines kept. */
export const htmlOf = (text: string): string => escaped(text).replace(/\n/g, '<br>\n');
