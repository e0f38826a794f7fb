import type { MailAddress } from '../../../server/contract/index.js';
import type { MailMachine } from './read-mail.types.js';

/** No honest way has so many servers; loops have. */
const MOST_RECEIVED = 40;
const NO_REPLY = /^(no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply)([-_.+].*)?$/;
const SERVERS = /^(mailer-daemon|postmaster)$/;

interface MachineFacts {
  /** All values of a field; `name` in lower case. */
  all: (name: string) => string[];
  from: MailAddress[];
  replyTo: MailAddress[];
}

/** Whether a machine wrote it, and whether one may answer. Subjects say nothing: people write about being out of office too. */
export function machineOf({ all, from, replyTo }: MachineFacts): MailMachine {
  const values = (...names: string[]) => names.flatMap(all).map((value) => value.trim().toLowerCase());
  const localOf = ({ address }: MailAddress) => address.slice(0, address.lastIndexOf('@'));
  const type = values('content-type').at(0) ?? '';
  const report = /^multipart\/report/.test(type);

  const bounce =
    (report && /report-type\s*=\s*"?delivery-status/.test(type)) ||
    from.some((each) => localOf(each) === 'mailer-daemon') ||
    (values('return-path').some((path) => path === '<>') && from.some((each) => SERVERS.test(localOf(each))));
  const automatic =
    values('auto-submitted').some((value) => !/^(no\s*(;|\(|$)|$)/.test(value)) ||
    values('precedence').includes('auto_reply') ||
    values('x-autoreply', 'x-autorespond', 'x-auto-reply').some((value) => value !== 'no') ||
    (report && /report-type\s*=\s*"?disposition-notification/.test(type));
  const list =
    values('precedence').some((value) => /^(bulk|list|junk)$/.test(value)) ||
    values('list-id', 'list-unsubscribe', 'list-post').length > 0;
  const loop = all('received').length > MOST_RECEIVED;
  const suppressed = values('x-auto-response-suppress').some((value) => /\b(all|oof|autoreply)\b/.test(value));
  const unread = [...from, ...replyTo].some((each) => NO_REPLY.test(localOf(each)));
  return { automatic, bounce, list, loop, mayAnswer: !(automatic || bounce || list || loop || suppressed || unread) };
}
