import type { MailRecord } from '../../../server/contract/index.js';
import type { ReadMail } from '../reading/index.js';
import type { MailTokens } from '../tokens.js';
import { answeredIds } from './facts.js';

type Tokens = Pick<MailTokens, 'conversationOf' | 'conversationOfSubject' | 'bouncedMail'>;

/**
 * All by which a mail can change what another finds: who wrote it, the mails and conversations that it names, and itself. Two that
 * share nothing of that may be dealt with in any order.
 */
export function touchesOf(
  read: ReadMail,
  { envelope }: Pick<MailRecord, 'envelope'>,
  { _id: id, address }: { _id: string; address: string },
  tokens: Tokens,
): string[] {
  const writers = [...read.from, ...read.bounces];
  const ids = [read.messageId, ...answeredIds(read), read.reported.messageId];
  const recipients = [...new Set([...envelope.to, ...read.recipients])];
  const numbers = recipients.map((recipient) => tokens.conversationOf({ id, address }, recipient));
  const bounced = recipients.map((recipient) => tokens.bouncedMail({ id, address }, recipient)?.mailId ?? null);
  return [
    ...named(
      'who',
      writers.map(({ address }) => address.toLowerCase()),
    ),
    ...named('id', ids),
    ...named('conversation', [...numbers, tokens.conversationOfSubject(id, read.subject)]),
    ...named('mail', bounced),
  ];
}

const named = (kind: string, values: readonly (string | number | null)[]): string[] =>
  [...new Set(values)].filter((value) => value !== null && value !== '').map((value) => `${kind}:${value}`);
