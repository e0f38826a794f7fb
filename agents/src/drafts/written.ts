import type { AttachmentView, OwnDraftKind, OwnDraftView } from '../../../server/contract/index.js';

/** What is written and not sent, as the server keeps it. */
export type Written = Pick<OwnDraftView, 'text' | 'files' | 'mail'>;

export const NOTHING: Written = { text: '', files: [], mail: null };

export const isNothing = ({ text, files, mail }: Written): boolean =>
  text.trim() === '' && files.length === 0 && mail === null;

export const idsOf = (files: readonly AttachmentView[]): string[] => files.map(({ id }) => id);

/** An address of a file of ours without what makes it good for a day or two. */
export const withoutTickets = (html: string): string => html.replace(/(src="\/files\/[^"?]*)\?[^"]*/g, '$1');

const plain = ({ text, files, mail }: Written) => [
  ...[text, idsOf(files)],
  mail && [mail.to, mail.cc, mail.bcc, mail.subject, withoutTickets(mail.html), mail.quote, idsOf(mail.files)],
];

export const isSame = (a: Written, b: Written): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

/** Of what begins a conversation. */
const BEGINNING: Partial<Record<string, OwnDraftKind>> = { write: 'letter', text: 'text' };

/** Drafts are known here by the conversation, with what is written beside it; what begins one by its customer. */
export function keyOf({ kind, id }: { kind: OwnDraftKind; id: string }): string {
  if (kind === 'message') return id;
  if (kind === 'text') return `text:${id}`;
  return kind === 'letter' ? `write:${id}` : `${id}:${kind}`;
}

export function placeOf(key: string): { kind: OwnDraftKind; id: string } {
  const [first = '', second] = key.split(':');
  if (second === undefined) return { kind: 'message', id: first };
  const begins = BEGINNING[first];
  return begins ? { kind: begins, id: second } : { kind: second as OwnDraftKind, id: first };
}
