/** What the customer writes: a mail of their own, or an answer to one that they got. */
import { byId } from '../../page/language.js';

const field = (name) => byId(`letter-${name}`);
const FIELDS = ['name', 'from', 'to', 'subject', 'text'];

/** An answer keeps the subject it answers, with one `Re:` before it. */
const answering = (subject) => (/^re:/i.test(subject) ? subject : `Re: ${subject}`);

export function makeLetter({ texts, onOpen, onClose, onSent }) {
  let answers = null;

  async function open(mail) {
    answers = mail?.id ?? null;
    const to = mail ? mail.replyTo : await firstAddress();
    const sample = texts().sample;
    const filled = mail
      ? { name: '', from: mail.to.split(',')[0].trim(), to, subject: answering(mail.subject), text: '' }
      : { ...sample, to, subject: '', text: '' };
    for (const name of FIELDS) field(name).value = filled[name];
    for (const name of ['from', 'to']) field(name).readOnly = Boolean(mail);
    tell(null);
    onOpen();
    (mail ? field('text') : field('subject')).focus();
  }

  async function firstAddress() {
    const answer = await fetch('/demo/mail/addresses').catch(() => null);
    const addresses = answer?.ok ? await answer.json() : [];
    byId('addresses').replaceChildren(
      ...addresses.map((value) => Object.assign(document.createElement('option'), { value })),
    );
    return addresses[0] ?? '';
  }

  function tell(code) {
    const { problems } = texts();
    byId('letter-problem').hidden = code === null;
    byId('letter-problem').textContent = code === null ? '' : (problems[code] ?? problems.other);
  }

  async function send(event) {
    event.preventDefault();
    const written = Object.fromEntries(FIELDS.map((name) => [name, field(name).value]));
    const body = JSON.stringify({ ...written, ...(answers && { answers }) });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/demo/mail/mails', { method: 'POST', headers, body }).catch(() => null);
    if (answer?.ok) {
      close();
      onClose();
      onSent();
    } else tell((await answer?.json().catch(() => null))?.error?.code ?? 'other');
  }

  function close() {
    answers = null;
    tell(null);
  }

  byId('letter').addEventListener('submit', send);
  byId('letter-away').addEventListener('click', () => {
    close();
    onClose();
  });
  return { open, close };
}
