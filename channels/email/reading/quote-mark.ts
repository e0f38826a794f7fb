/**
 * What a mail program marks as quoted: `cite` is quoted itself, `head` stands before a quote, `rest` before a quote that goes on to
 * the end; `sign` is a signature.
 */
export type QuoteMark = 'cite' | 'head' | 'rest' | 'sign';

const REST = /^(x_)*(divrplyfwdmsg|appendonsend|mail-editor-reference-message-container|ms-outlook-mobile-quote)$/;
const CLASSES: [RegExp, QuoteMark][] = [
  [
    /^(x_)*(moz-cite-prefix|gmail_quote|gmail_quote_container|gmail_attr|protonmail_quote|tutanota_quote|zmail_extra|wordsection_quote)$/,
    'head',
  ],
  [/^(x_)*(yahoo_quoted|ydp\w{0,20}yahoo_quoted|mailru-blockquote)$/, 'cite'],
  [/^(x_)*outlookmessageheader$/, 'rest'],
  [/^(x_)*(moz-signature|gmail_signature|gmail_signature_prefix|ms-outlook-mobile-signature)$/, 'sign'],
];

export function quoteMark(tag: string, given: Record<string, string>): QuoteMark | null {
  const id = (given.id ?? '').slice(0, 100).toLowerCase();
  const classes = (given.class ?? '').slice(0, 300).toLowerCase().split(/\s+/);
  if (tag === 'blockquote') {
    const cited = given.type?.toLowerCase() === 'cite' || given.cite !== undefined || classes.includes('gmail_quote');
    return cited || classes.some((each) => /quote|cite/.test(each)) ? 'cite' : null;
  }
  if (REST.test(id)) return 'rest';
  if (/^(x_)*(yahoo_quoted_?\d{0,20})$/.test(id)) return 'cite';
  if (/^(x_)*(ms-outlook-mobile-signature|signature)$/.test(id)) return 'sign';
  return CLASSES.find(([pattern]) => classes.some((each) => pattern.test(each)))?.[1] ?? null;
}
