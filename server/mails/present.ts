import type { MailBody, MailRecord, MailView } from '../contract/index.js';
import type { Files } from '../files/index.js';

interface Addresses {
  fileUrl: Files['fileUrl'];
  /** Where we show a picture of elsewhere ourselves. */
  pictureUrl: (mailId: string, place: number) => string;
}

/** The only way a mail leaves the server whole. The original is a file that browsers are told to save, never to show. */
export function presentMail({ _id, body, rawFileId }: MailRecord, { fileUrl, pictureUrl }: Addresses): MailView {
  const urlOf = new Map(body?.inline.map(({ cid, fileId, name }) => [cid, fileUrl({ fileId, name })]));
  const remote = remotePictures(body);
  const ours = (given: string) => escaped(pictureUrl(_id, remote.indexOf(given)));
  const withPictures = (html: string | null | undefined) =>
    html
      ?.replace(CID, (_, cid) => picture(cid, urlOf))
      .replace(REMOTE, (whole, given) => `${whole} data-ours="${ours(given)}"`) ?? null;
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

const REMOTE = /\bdata-remote="([^"]*)"/g;

/** Addresses of the pictures of elsewhere in a mail, as its formatted text has them, each once. */
export function remotePictures(body: MailBody | null): string[] {
  const html = `${body?.html ?? ''}${body?.quotedHtml ?? ''}`;
  return [...new Set([...html.matchAll(REMOTE)].map(([, given]) => given as string))];
}

const CID = /(?<=\bsrc=")cid:([^"]*)(?=")/g;

/** The address of a picture; nothing for one that did not come with the mail. */
function picture(given: string, urlOf: ReadonlyMap<string, string>): string {
  const cid = given.replace(/&amp;/g, '&');
  return escaped(urlOf.get(cid) ?? urlOf.get(decoded(cid)) ?? '');
}

const escaped = (address: string): string => address.replace(/&/g, '&amp;');

/** RFC 2392: in an address the id may be percent-encoded. */
function decoded(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}
