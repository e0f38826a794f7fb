/** A company with mailboxes, and its customers at the other end of real SMTP. */
import type {
  ConversationRecord,
  MailboxRecord,
  MailRecord,
  TouchpointRecord,
} from '../../../server/contract/index.js';
import { MailModel } from '../../../server/mails/index.js';
import { newId } from '../../../server/platform/index.js';
import { type BootOptions, bootApp } from '../../boot.js';
import { aCompany } from '../../company.js';
import { eventually } from '../../eventually.js';
import { aCarrier, aLetter, type Letter } from './post.js';

/** Boots with our own mail server on. Two mailboxes, support and sales, whose mail server may vouch as `mx.shop.example`. */
export async function aMailCompany(options: BootOptions = {}) {
  const app = await bootApp({ ...options, env: { MAIL_LISTEN_PORT: '0', ...options.env } });
  const company = await aCompany(app);
  const { parts } = app;
  const carrier = aCarrier(app.mailPort as number);

  async function aMailbox(name: string, about: Record<string, unknown> = {}): Promise<MailboxRecord> {
    const body = {
      ...{ name, address: `${name}@shop.example`, queueId: company.queueId, incoming: { kind: 'listener' } },
      ...{ authservId: 'mx.shop.example', ...about },
    };
    const made = await app.call('mailboxes.create', { cookie: company.admin, body });
    if (made.status !== 201) throw new Error(`the mailbox answered ${JSON.stringify(made.error)}`);
    return (await parts.mailboxes.byId(made.body.id)) as MailboxRecord;
  }
  const support = await aMailbox('support');
  const sales = await aMailbox('sales');

  /** Brings a mail and waits until it was dealt with. @returns what became of it */
  async function send(raw: string | Buffer, envelope: Parameters<typeof carrier.post>[1] = {}): Promise<MailRecord> {
    const before = new Set((await MailModel.find({}, { _id: 1 }).lean()).map(({ _id }) => _id));
    await carrier.post(raw, envelope);
    return eventually(async () => {
      const fresh = (await MailModel.find().lean<MailRecord[]>()).filter(
        ({ _id, direction }) => direction === 'in' && !before.has(_id),
      );
      if (fresh.some(({ state }) => state === 'stored')) throw new Error('not yet dealt with');
      return (
        fresh[0] ??
        ((await MailModel.findOne({ direction: 'in' }).sort({ receivedAt: -1 }).lean<MailRecord>()) as MailRecord)
      );
    });
  }

  /** A mail that begins a matter. */
  async function aMatter(letter: Letter = {}): Promise<ConversationRecord> {
    const { conversationId } = await send(aLetter(letter));
    return conversation(conversationId);
  }

  async function conversation(id: string | null): Promise<ConversationRecord> {
    const found = id ? await parts.conversations.byId(id) : null;
    if (!found) throw new Error('no conversation came of it');
    return found;
  }

  /** Our answer, as it stands after it was sent. @returns its Message-ID, and its touchpoint */
  async function anAnswer(c: ConversationRecord, to: string[] = ['sara@home.example']) {
    const sourceId = `${c._id}:${newId()}`;
    const { customerId, _id: conversationId } = c;
    const touchpoint = await parts.timeline.append({
      ...{
        customerId,
        conversationId,
        kind: 'message',
        direction: 'out',
        channel: 'email',
        sourceId,
        delivery: 'sent',
      },
      ...{ author: { type: 'agent', name: 'Ana' }, text: 'On its way', details: { source: 'mail' } },
    });
    const { mailboxId } = c.mail!;
    await parts.conversations.noteMail(conversationId, { mailboxId, domain: 'shop.example', participants: to });
    const messageId = `${newId()}@shop.example`;
    const ours = {
      mailboxId,
      sourceId,
      messageId,
      envelope: { from: null, to },
      conversationId,
      customerId,
      body: null,
    };
    const mail = await parts.mails.noteOutgoing({ ...ours, touchpointId: touchpoint._id });
    return { mail, messageId, touchpoint };
  }

  /** What stands on the timeline of a conversation, of these kinds. */
  async function told(conversationId: string, ...kinds: TouchpointRecord['kind'][]): Promise<TouchpointRecord[]> {
    return (await parts.timeline.ofConversation(conversationId)).filter(({ kind }) => kinds.includes(kind));
  }

  const close = async () => {
    carrier.close();
    await app.close();
  };
  const people = { send, aMatter, conversation, anAnswer, told };
  return { app, company, aMailbox, support, sales, carrier, tokens: parts.tokens, ...people, close };
}
