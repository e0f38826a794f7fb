import type { Body, Part } from './body.js';
import { MAIL_LIMITS } from './limits.js';

const BEGIN = /data:image\//gi;
const HEAD = /^data:image\/(png|jpe?g|gif|webp);base64,/i;
/** Only where a picture's address stands. */
const BEFORE = /\bsrc\s*=\s*(["'])\s*$/i;

/**
 * Pictures that a formatted text has within itself, as files that it refers to: they would burst the text's limits, and no frame of
 * ours shows what no file of ours is. The same picture twice is one file. Linear; what is more than is taken in is left out.
 */
export function dataPictures(body: Body): Body {
  const { html } = body;
  if (!html) return body;
  const parts = [...body.parts];
  const known = new Map<string, string>();
  const kept: string[] = [];
  let cut = body.cut;
  let bytes = 0;
  let done = 0;
  for (const { index: at } of html.matchAll(BEGIN)) {
    if (at < done) continue;
    const quote = BEFORE.exec(html.slice(Math.max(0, at - 30), at))?.[1];
    const [head = '', type = ''] = HEAD.exec(html.slice(at, at + 40)) ?? [];
    const end = quote && head ? html.indexOf(quote, at) : -1;
    if (end === -1) continue;
    const data = html.slice(at + head.length, end);
    bytes += known.has(data) ? 0 : data.length * 0.75;
    const fits = bytes <= MAIL_LIMITS.dataPictures && parts.length < MAIL_LIMITS.parts;
    const cid = known.get(data) ?? (fits ? `data-${parts.length}` : null);
    if (cid && !known.has(data)) parts.push(partOf(cid, type, data));
    if (cid) known.set(data, cid);
    cut ||= cid === null;
    kept.push(html.slice(done, at), cid ? `cid:${cid}` : '');
    done = end;
  }
  return { ...body, html: [...kept, html.slice(done)].join(''), parts, cut };
}

const partOf = (cid: string, type: string, data: string): Part => ({
  ...{ name: '', type: `image/${type.toLowerCase()}`, method: null, cid, disposition: 'inline' },
  content: Buffer.from(percentDecoded(data), 'base64'),
});

/** Some programs escape the signs of base64, as in any address. */
const percentDecoded = (data: string): string =>
  data.replace(/%(2[bf]|3d|0[ad])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
