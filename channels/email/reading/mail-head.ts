import type { MailAddress, MailSign } from '../../../server/contract/index.js';
import { addressesOf, namesAnother } from './addresses.js';
import { authenticationBlocks } from './authentication.js';
import { cleanLine, clip } from './clean.js';
import { decodedWords } from './encoded-words.js';
import { type Fields, headFields } from './head-fields.js';
import { MAIL_LIMITS } from './limits.js';
import { machineOf } from './machine.js';
import { mailDate } from './mail-date.js';
import { boundedReferences, messageIdOf, messageIds } from './message-ids.js';
import type { MailHead, MailHeader } from './read-mail.types.js';

const HANDED_TO = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'cc'];
const MOST_LOOP_MARKS = 20;
/** Keys and traces of servers: they would push what a person may want to see out of the list. */
const NOT_SHOWN =
  /^(arc-|dkim-|domainkey-|x-ms-|x-microsoft-antispam|x-forefront-|x-exchange-|x-google-|x-gm-|x-received)/;

/** What a header says. Linear, bounded and never failing, so that it serves also where a body cannot be read. */
export function readHead(raw: Buffer): MailHead {
  return headOf(headFields(raw));
}

export function headOf({ fields, cut }: Fields): MailHead {
  const all = (name: string) => fields.flatMap((field) => (field.name === name ? [field.value] : []));
  const addresses = (...names: string[]) => names.flatMap(all).flatMap(addressesOf).slice(0, MAIL_LIMITS.addresses);
  const ids = (name: string) => [...new Set(all(name).flatMap(messageIds))];
  const from = addresses('from');
  const replyTo = addresses('reply-to');
  const references = ids('references');
  const machine = machineOf({ all, from, replyTo });
  const shown = fields.filter(({ name }) => !NOT_SHOWN.test(name));

  const signs: [MailSign, boolean][] = [
    ['ambiguous', all('from').length > 1 || from.length > 1 || from.some(namesAnother)],
    ['replyElsewhere', isElsewhere(replyTo, from)],
    ['list', machine.list],
    ['automatic', machine.automatic],
    ['cut', cut || references.length > MAIL_LIMITS.references || shown.length > MAIL_LIMITS.shownHeaders],
  ];
  return {
    messageId: messageIdOf(fields),
    inReplyTo: boundedReferences(ids('in-reply-to')),
    references: boundedReferences(references),
    originalMessageIds: boundedReferences(ids('x-microsoft-original-message-id')),
    from,
    sender: addresses('sender').at(0) ?? null,
    replyTo,
    to: addresses('to'),
    cc: addresses('cc'),
    recipients: [...new Set(addresses(...HANDED_TO).map(({ address }) => address))],
    subject: clip(decoded(all('subject').at(0) ?? ''), MAIL_LIMITS.subjectChars),
    date: mailDate(all('date').at(0) ?? ''),
    headers: shown.slice(0, MAIL_LIMITS.shownHeaders).map(presented),
    signs: signs.flatMap(([sign, holds]) => (holds ? [sign] : [])),
    machine,
    loopMarks: all('x-loop')
      .slice(0, MOST_LOOP_MARKS)
      .map((value) => clip(value.toLowerCase(), 200)),
    authentication: authenticationBlocks(all('authentication-results')),
  };
}

const decoded = (value: string) => cleanLine(decodedWords(value));
const presented = ({ given, value }: Fields['fields'][number]): MailHeader => ({
  name: given,
  value: clip(decoded(value), 2_000),
});

function isElsewhere(replyTo: MailAddress[], from: MailAddress[]): boolean {
  return replyTo.some(({ address }) => !from.some((sender) => sender.address === address));
}
