import type { AttachmentView } from '../../contract/index.js';

/** Of a file of ours, as the editor keeps it of a picture that was put in; the address is good for a day or two. */
const PICTURE = /(?<=\bsrc=")\/files\/([0-9a-f]{24})\/[^"]*(?=")/g;

/** Pictures among the text, with addresses that are good now; what is no file of it stays as it is. */
export function withFreshAddresses(html: string, files: readonly AttachmentView[]): string {
  return html.replace(PICTURE, (old, id: string) => {
    const file = files.find((one) => one.id === id);
    return file ? file.url.replaceAll('&', '&amp;') : old;
  });
}
