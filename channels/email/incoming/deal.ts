import type { ConversationRecord, MailBody, MailRecord, TouchpointRecord } from '../../../server/contract/index.js';
import type { MailTaken } from '../../../server/mails/index.js';
import { AppError } from '../../../server/platform/index.js';
import type { ReadMail } from '../reading/index.js';
import { makeBounces } from './bounces.js';
import { answeredIds, makeThreadFacts, namesHeld } from './facts.js';
import { mayAnswerNow } from './may-answer.js';
import type { IncomingMailbox, IncomingNeeds } from './needs.js';
import { makeOpenNew, startKeyOf } from './open-new.js';
import { makeOwnMail, type OwnMail } from './own-mail.js';
import { makePlacing, type Placed } from './placing.js';
import { makeTelling, sourceIn, sourceOf } from './telling.js';
import { type Place, placeOf, type ThreadHit } from './thread.js';
import { isVouched, senderOf } from './vouched.js';

/** So often it is tried to say that a mail has come. */
const SAYING_TRIES = 4;

/** A mail, and those of its mailbox that bear an id which it has or names. */
interface Named {
  read: ReadMail;
  named: readonly MailRecord[];
  own: OwnMail;
}

/** What one mail does once it is read. Every step is safe to do again: a crash anywhere only repeats it. */
export function makeDeal(needs: IncomingNeeds) {
  const { clock, log, mails, customers, conversations, timeline, intake } = needs;
  const hitsOf = makeThreadFacts(needs);
  const tellingOf = makeTelling(needs);
  const ownMail = makeOwnMail(needs);
  const takeBounce = makeBounces(needs);
  const openNew = makeOpenNew(needs);
  const place = makePlacing(needs);

  /** @returns null where its time has not come: it belongs where one goes that is not dealt with yet */
  async function deal(record: MailRecord, mailbox: IncomingMailbox, read: ReadMail): Promise<MailTaken | null> {
    const messageIds = read.messageId ? [read.messageId] : [];
    const { placed } = record;
    if (placed) return { ...(await putWhereSaid({ ...record, placed }, mailbox, read)), messageIds };
    const ids = [...messageIds, ...answeredIds(read)];
    const named = (await mails.byMessageIds(record.mailboxId, ids)).filter(({ _id }) => _id !== record._id);
    const own = await ownMail(read, named, mailbox);
    if (own.why) return { state: 'dropped', why: own.why, messageIds };
    if (read.machine.bounce && read.bounces.length > 0) return { ...(await report(record, mailbox, read)), messageIds };
    const told = await tell(record, mailbox, { read, named, own });
    return told && { ...told, messageIds };
  }

  async function putWhereSaid(record: MailRecord & { placed: Placed }, mailbox: IncomingMailbox, read: ReadMail) {
    const sender = senderOf(read);
    const told = await tellingOf(read, record, {
      vouched: sender !== null && isVouched(read, mailbox.authservId, sender),
    });
    const { c, touchpoint } = await place(record, mailbox, { read, told });
    return taken(c, touchpoint, told.body);
  }

  async function report(record: MailRecord, mailbox: IncomingMailbox, read: ReadMail): Promise<MailTaken> {
    const about = await takeBounce(read, record, mailbox);
    if (!about) return { state: 'dropped', why: 'strayBounce' };
    const { conversationId, customerId } = about;
    const { body } = await tellingOf(read, record, { vouched: false });
    return { state: 'taken', conversationId, customerId, body };
  }

  async function tell(
    record: MailRecord,
    mailbox: IncomingMailbox,
    { read, named, own }: Named,
  ): Promise<MailTaken | null> {
    const sender = senderOf(read);
    const vouched = sender !== null && isVouched(read, mailbox.authservId, sender);
    const all = await hitsOf(read, named, { record, mailbox });
    const hits = all.filter(({ conversation }) => conversation._id !== own.sent?.conversationId);
    const earlier = await earlierPlace(record, hits);
    if (!earlier && !hits.some(isSure) && namesHeld(read, named, record)) return null;
    if (vouched) await customers.noteDeliverable(sender);
    const { automatic, bounce } = read.machine;
    const facts = { hits, sender, automatic: automatic || bounce, now: clock.now(), reopenDays: mailbox.reopenDays };
    const place = earlier ?? placeOf(facts);
    const threadedBy = place.kind !== 'open' && place.threadedBy;
    const { telling, body } = await tellingOf(read, record, { vouched, ...(threadedBy && { threadedBy }) });
    if (place.kind === 'open' && bounce) return { state: 'dropped', why: 'strayBounce' };
    if (place.kind === 'open') {
      const { follows } = place;
      const { c, touchpoint } = await openNew(record, mailbox, { read, telling, sender, vouched, follows });
      if (!own.isOurs) await acknowledge(c, mailbox, read, record);
      return taken(c, touchpoint, body);
    }
    const { conversation: c } = place;
    const said = { ...telling, sourceId: sourceIn(c, record) };
    if (place.kind === 'append') return taken(c, await intake.takeMail(c, said), body);
    const isApart = place.kind === 'apart';
    const kind = isApart ? 'mail.apart' : 'mail.automatic';
    return taken(c, await intake.tellOfMail(c, kind, { mail: telling.mail }, said, isApart), body);
  }

  /**
   * A mail that is taken in is taken in, whether that can be said or not. But what fails for no reason that we know is tried again,
   * with the whole mail, a few times.
   */
  async function acknowledge(c: ConversationRecord, mailbox: IncomingMailbox, read: ReadMail, record: MailRecord) {
    const sender = senderOf(read);
    if (sender === null || !read.machine.mayAnswer || record.envelope.from === null) return;
    const { _id: id, acknowledgement, outOfHours } = mailbox;
    const asked = { mailboxId: id, address: sender, conversationId: c._id };
    try {
      const mayAnswer = () => mayAnswerNow({ ...asked, now: clock.now() });
      await needs.acknowledge(c, { id, acknowledgement, outOfHours }, { name: '', address: sender }, mayAnswer);
    } catch (error) {
      if (!(error instanceof AppError) && record.tries < SAYING_TRIES) throw error;
      log.error({ error, mailId: record._id }, 'a mail could not be acknowledged');
    }
  }

  /** Where an earlier try, cut off by a crash, has put it already. */
  async function earlierPlace(record: MailRecord, hits: readonly ThreadHit[]): Promise<Place | null> {
    if (record.tries <= 1) return null;
    if (await conversations.byStartKey(startKeyOf(record))) return { kind: 'open' };
    const sources = [sourceOf(record), ...hits.map(({ conversation }) => sourceIn(conversation, record))];
    const all = await Promise.all(sources.map((source) => timeline.bySource('email', source)));
    const told = all.find((one) => one !== null);
    const conversation = told?.conversationId ? await conversations.byId(told.conversationId) : null;
    if (!told || !conversation) return null;
    const kind = told.kind === 'mail.automatic' ? 'beside' : told.kind === 'mail.apart' ? 'apart' : 'append';
    return { kind, conversation };
  }

  return deal;
}

/** As sure as a mail that is named, or surer. */
const isSure = ({ by }: ThreadHit): boolean => by !== 'subjectToken';

const taken = (c: ConversationRecord, { _id }: TouchpointRecord, body: MailBody): MailTaken => ({
  state: 'taken',
  conversationId: c._id,
  customerId: c.customerId,
  touchpointId: _id,
  body,
});
