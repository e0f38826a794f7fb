import type { MailRecord, MailView } from '../contract/index.js';
import type { Files } from '../files/index.js';

type FileUrl = Files['fileUrl'];

/** The only way a mail leaves the server whole. The original is a file that browsers are told to save, never to show. */
export function presentMail({ _id, body, rawFileId }: MailRecord, fileUrl: FileUrl): MailView {
  const urlOf = new Map(body?.inline.map(({ cid, fileId, name }) => [cid, fileUrl({ fileId, name })]));
  const withPictures = (html: string | null | undefined) => html?.replace(CID, (_, cid) => picture(cid, urlOf)) ?? null;
  return {
    id: _id,
    text: body?.text ?? '',
    visible: body?.visible ?? '',
    html: withPictures(body?.html),
    quotedHtml: withPictures(body?.quotedHtml),
    headers: (body?.headers ?? []).map(({ name, value }) => ({ name, value })),
    originalUrl: rawFileId && fileUrl({ fileId: rawFileId, name: 'original.eml' }),
  };
}

const CID = /(?<=\bsrc=")cid:([^"]*)(?=")/g;

/** The address of a picture; nothing for one that did not come with the mail. */
function picture(given: string, urlOf: ReadonlyMap<string, string>): string {
  const cid = given.replace(/&amp;/g, '&');
  return (urlOf.get(cid) ?? urlOf.get(decoded(cid)) ?? '').replace(/&/g, '&amp;');
}

/** RFC 2392: in an address the id may be percent-encoded. */
function decoded(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}
