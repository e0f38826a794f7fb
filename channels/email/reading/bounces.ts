import type { Bounce } from '../../../server/contract/index.js';
import { plainAddress } from './addresses.js';
import type { Part } from './body.js';
import { cleanLine, clip } from './clean.js';
import { headFields } from './head-fields.js';
import { messageIds } from './message-ids.js';
import type { BouncedRecipient } from './read-mail.types.js';

const MOST_RECIPIENTS = 200;
const LONGEST_DIAGNOSTIC = 1_000;
const STATUS = /\b([245]\.\d{1,3}\.\d{1,3})\b/;
const NOBODY = /5\.1\.(?:0|1|2|3|10)$/;
const NOBODY_WORDS =
  /user (?:is )?unknown|unknown (?:user|recipient|address)|no such (?:user|recipient|mailbox|address)|does ?n[o']t exist|recipient not found|invalid recipient/i;
const REFUSED = /5\.(?:2\.3|3\.4|6\.\d{1,3}|7\.\d{1,3})$/;

export interface BounceReport {
  bounces: BouncedRecipient[];
  reported: { messageId: string | null };
}

/**
 * What a mail server reports (RFC 3464): one entry for each address it speaks of, but none for those that were reached. Reports
 * from before that standard name the addresses in X-Failed-Recipients.
 */
export function readBounces(parts: readonly Part[], text: string, failed: string[]): BounceReport {
  const statuses = parts.filter(({ type }) => /^message\/(global-)?delivery-status$/.test(type));
  const told = statuses.flatMap(({ content }) => groupsOf(content)).flatMap(recipientOf);
  const bounces = told.length > 0 ? told : failed.flatMap((address) => withoutReport(address, text));
  return { bounces: bounces.slice(0, MOST_RECIPIENTS), reported: { messageId: reportedId(parts) } };
}

type Group = Record<string, string>;

/** Groups of fields, an empty line between each; the first is about the message as a whole. */
function groupsOf(content: Buffer): Group[] {
  const blocks = content.toString('latin1', 0, 256 * 1024).split(/\r?\n\r?\n/);
  return blocks.slice(0, MOST_RECIPIENTS + 1).map((block) => {
    const { fields } = headFields(Buffer.from(block, 'latin1'));
    return Object.fromEntries(fields.map(({ name, value }) => [name, value]).reverse());
  });
}

function recipientOf(group: Group): BouncedRecipient[] {
  // What we wrote to is what counts: the final one may be an alias of theirs.
  const address = addressOf(group['original-recipient']) ?? addressOf(group['final-recipient']);
  const action = (group.action ?? 'failed').toLowerCase().split(/[\s(]/)[0]!;
  if (!address || /^(delivered|relayed|expanded)$/.test(action)) return [];
  const diagnostic = cleanLine((group['diagnostic-code'] ?? '').replace(/^\s*[\w-]+\s*;\s*/, ''));
  const status = statusOf(group.status ?? '', diagnostic);
  return [
    { address, bounce: bounceOf(action, status, diagnostic), status, diagnostic: clip(diagnostic, LONGEST_DIAGNOSTIC) },
  ];
}

const addressOf = (field = '') => plainAddress(field.replace(/^[^;]*;/, '').replace(/[<>\s]/g, ''));

/** A server that says no more than "failed" may have said more in its own words. */
function statusOf(field: string, diagnostic: string): string {
  const status = STATUS.exec(field)?.[1] ?? '';
  return /^$|^5\.0\.0$/.test(status) ? (STATUS.exec(diagnostic)?.[1] ?? (status || '5.0.0')) : status;
}

function bounceOf(action: string, status: string, diagnostic: string): Bounce {
  if (action === 'delayed') return 'delayed';
  if (NOBODY.test(status) && !/^5\.1\.0$/.test(status)) return 'hard';
  if (REFUSED.test(status)) return 'policy';
  return /^5\.[01]\.0$/.test(status) && NOBODY_WORDS.test(diagnostic) ? 'hard' : 'soft';
}

function withoutReport(given: string, text: string): BouncedRecipient[] {
  const address = plainAddress(given);
  const diagnostic = cleanLine(/^.{0,80}\b[45]\d\d[ -].{0,400}/m.exec(text.slice(0, 20_000))?.[0] ?? '');
  return address ? [{ address, ...verdictOf(diagnostic) }] : [];
}

/** What the words of a mail server say of an address; where it said nothing, it may be alive. */
export function verdictOf(said: string): Omit<BouncedRecipient, 'address'> {
  const status = said ? statusOf('', said) : '4.0.0';
  return { bounce: bounceOf('failed', status, said), status, diagnostic: clip(said, LONGEST_DIAGNOSTIC) };
}

/** The mail that came back, or its header alone, lies within the report. */
function reportedId(parts: readonly Part[]): string | null {
  const back = parts.find(({ type }) =>
    /^(message\/(rfc822|global)|text\/rfc822-headers|message\/global-headers)$/.test(type),
  );
  const field = back && headFields(back.content).fields.find(({ name }) => name === 'message-id');
  return field ? (messageIds(field.value).at(0) ?? null) : null;
}
