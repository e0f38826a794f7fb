import sanitizeHtml from 'sanitize-html';
import type { Locale } from '../contract/index.js';

const RULES: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'div',
    'span',
    'br',
    'hr',
    'b',
    'strong',
    'i',
    'em',
    'u',
    's',
    'ul',
    'ol',
    'li',
    'a',
    'img',
    'bdi',
  ],
  allowedAttributes: { '*': ['dir', 'lang'], a: ['href'], img: ['src', 'alt', 'width', 'height'] },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https'] },
  allowProtocolRelative: false,
  nestingLimit: 20,
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs.src,
};

/** What stands below every mail: nothing in it can run, or look like more than a text with pictures and links. */
export const safeSignature = ({ en, fa }: Record<Locale, string>): Record<Locale, string> => ({
  en: sanitizeHtml(en, RULES).trim(),
  fa: sanitizeHtml(fa, RULES).trim(),
});
