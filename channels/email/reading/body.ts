import type { Transform } from 'node:stream';
import { type AttachmentStream, MailParser, type MessageText } from 'mailparser';
import { cleanText, clip } from './clean.js';
import type { Fields } from './head-fields.js';
import { MAIL_LIMITS } from './limits.js';
import { undeclaredDecoder } from './undeclared.js';

export interface Part {
  name: string;
  /** As declared, lower case, without parameters. */
  type: string;
  /** `method` of a calendar's Content-Type. */
  method: string | null;
  content: Buffer;
  cid: string | null;
  disposition: string | null;
}

export interface Body {
  text: string;
  /** As it came: not to be shown. */
  html: string | null;
  parts: Part[];
  cut: boolean;
}

/**
 * Parses what stands below the header, with its charsets and encodings. Of the header only what describes the body is handed to the
 * parser: it would take the last of two From fields, and now for a date that is none.
 * @throws Error for what is nested too deep, has too many parts or reads as nothing
 */
export async function readBody(raw: Buffer, { fields, bodyAt }: Fields): Promise<Body> {
  const parser = new MailParser({
    skipHtmlToText: true,
    skipTextLinks: true,
    keepDeliveryStatus: true,
    // An attached mail is a file, not a part of this one's text.
    ignoreEmbedded: true,
    maxHtmlLengthToParse: MAIL_LIMITS.htmlChars,
  } as ConstructorParameters<typeof MailParser>[0]);
  adapt(parser as unknown as Insides);
  const body: Body = { text: '', html: null, parts: [], cut: false };
  parser.on('data', (data: AttachmentStream | MessageText) => {
    if (data.type === 'attachment') takePart(body, data);
    else takeText(body, data);
  });
  const done = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve);
    parser.on('error', reject);
  });
  parser.write(bodyHead(fields));
  parser.end(raw.subarray(bodyAt));
  await done;
  return body;
}

/** What the parser is made of, as far as it is bent here. */
interface Insides {
  createNode(node: unknown): { charset?: string };
  decoder: { decodeStream(charset: string): Transform };
}

const UNDECLARED = 'x-undeclared';
const SAYS_NOTHING = /^(us-?ascii|ascii|utf-?8|)$/i;

function adapt(parser: Insides): void {
  const { createNode, decoder } = parser;
  Object.assign(parser, {
    // Where text stands beside formatted text it is shown within it; the parser's own way writes every letter as an entity.
    textToHtml,
    // What is said to be ASCII or UTF-8, or nothing, is often neither: the parser would only replace what it cannot read.
    createNode(node: unknown) {
      const made = createNode.call(parser, node);
      return SAYS_NOTHING.test(made.charset ?? '') ? Object.assign(made, { charset: UNDECLARED }) : made;
    },
    decoder: {
      decodeStream: (charset: string) =>
        charset === UNDECLARED ? undeclaredDecoder() : decoder.decodeStream.call(decoder, charset),
    },
  });
}

function bodyHead(fields: Fields['fields']): string {
  const ofBody = fields.filter(({ name }) => name === 'mime-version' || name.startsWith('content-')).slice(0, 20);
  return `${ofBody.map(({ given, value }) => `${given}: ${value}\r\n`).join('')}\r\n`;
}

function takeText(body: Body, { text, html }: MessageText): void {
  const whole = cleanText(text ?? '');
  body.text = clip(whole, MAIL_LIMITS.textChars);
  body.html = typeof html === 'string' && html ? html : null;
  body.cut ||= body.text.length < whole.length;
}

function takePart(body: Body, data: AttachmentStream): void {
  const chunks: Buffer[] = [];
  let size = 0;
  data.content.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAIL_LIMITS.part && body.parts.length < MAIL_LIMITS.parts) chunks.push(chunk);
    else chunks.length = 0;
  });
  data.content.on('end', () => {
    if (size > MAIL_LIMITS.part || body.parts.length >= MAIL_LIMITS.parts) body.cut = true;
    else body.parts.push(partOf(data, Buffer.concat(chunks)));
    data.release();
  });
}

function partOf({ filename, contentType, cid, contentDisposition, headers }: AttachmentStream, content: Buffer): Part {
  const declared = headers.get('content-type') as { params?: Record<string, string> } | undefined;
  return {
    name: clip(filename ?? '', 500),
    type: clip((contentType ?? '').toLowerCase(), 100),
    method: declared?.params?.method?.toUpperCase().slice(0, 20) ?? null,
    content,
    cid: cid ? clip(cid.toLowerCase(), 300) : null,
    disposition: contentDisposition ?? null,
  };
}

const textToHtml = (text = ''): string =>
  `<div style="white-space:pre-wrap">${clip(text, MAIL_LIMITS.htmlChars).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</div>`;
