import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { aStart, type Refusal, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany } from '../company.js';
import { eventually } from '../eventually.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let secret: string;
beforeAll(async () => {
  app = await bootApp();
  company = await aCompany(app, { agents: ['Ana'] });
  secret = await aSecret(company.siteId);
});
afterAll(() => app.close());

async function aSecret(siteId: string): Promise<string> {
  const made = await app.call('sites.newSecret', { cookie: company.admin, params: { id: siteId } });
  return made.body.secret;
}

interface Claims {
  sub?: string;
  name?: string;
  email?: string;
  value?: unknown;
  aud?: string;
  exp?: number;
}

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

function aJwt(claims: Claims = {}, { key = secret, alg = 'HS256' }: { key?: string; alg?: string } = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { sub: randomUUID(), aud: company.siteKey, exp: inSeconds(600), ...claims };
  const unsigned = `${part({ alg, typ: 'JWT' })}.${part(payload)}`;
  return `${unsigned}.${alg === 'none' ? '' : createHmac('sha256', key).update(unsigned).digest('base64url')}`;
}

const aVisitor = (token?: string) => visitorAt(app.url, { siteKey: company.siteKey, ...(token && { token }) });

async function chatting(text = 'سلام') {
  const visitor = await aVisitor();
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, text }));
  return { visitor, begun, token: begun.token!, customerId: begun.customerId };
}

const customer = async (id: string) =>
  (await app.call('customers.show', { cookie: company.admin, params: { id } })).body;
const timelineOf = async (id: string) =>
  (await app.call('customers.timeline', { cookie: company.admin, params: { id }, query: { limit: 200 } })).body
    .touchpoints;
const texts = async (line: VisitorLine) =>
  (await line.ask('visit:open', { after: 0 })).touchpoints.flatMap(({ kind, text }) =>
    kind === 'message' ? text : [],
  );
const refusedAt = (token: string, siteKey = company.siteKey) =>
  visitorAt(app.url, { siteKey, token }).then(
    () => 'was let in',
    (refusal: Refusal) => refusal.code,
  );

describe('a signed identity', () => {
  it('that is not good is refused, and joins nobody', async () => {
    const other = await app.call('sites.create', { cookie: company.admin, body: { name: 'Other', origins: [] } });
    const othersKey = await aSecret(other.body.id);
    const known = await chatting();
    await known.visitor.ask('visitor:identify', { jwt: aJwt({ sub: 'known' }) });
    const { visitor, customerId } = await chatting();
    const [head, , signature] = aJwt({ sub: 'mallory' }).split('.');
    const swapped = Buffer.from(JSON.stringify({ sub: 'known', aud: company.siteKey, exp: inSeconds(600) })).toString(
      'base64url',
    );
    const bad = {
      expired: aJwt({ sub: 'known', exp: inSeconds(-10) }),
      'without an end': aJwt({ sub: 'known', exp: undefined }),
      'good for more than an hour': aJwt({ sub: 'known', exp: inSeconds(3_700) }),
      "of another site's audience": aJwt({ sub: 'known', aud: other.body.key }),
      'without an audience': aJwt({ sub: 'known', aud: undefined }),
      "with another site's secret": aJwt({ sub: 'known' }, { key: othersKey }),
      'without a signature': aJwt({ sub: 'known' }, { alg: 'none' }),
      'with another user put in': `${head}.${swapped}.${signature}`,
      'of nobody': aJwt({ sub: '' }),
      'of somebody with too long a name': aJwt({ sub: 'x'.repeat(300) }),
      'not a token at all': 'not.a.token',
    };
    for (const [what, jwt] of Object.entries(bad))
      expect([what, await visitor.refusal('visitor:identify', { jwt })]).toEqual([what, 'identity.invalid']);
    expect(await customer(customerId)).toMatchObject({ id: customerId, mergedFrom: [], identities: [] });
    expect((await customer(known.customerId)).mergedFrom).toEqual([]);
    known.visitor.close();
    visitor.close();
  });

  it('in mid-chat makes the visitor that person, and the chat goes on', async () => {
    const { visitor, begun, customerId } = await chatting('پیش از ورود');
    const jwt = aJwt({ sub: 'sara', name: 'سارا محمدی', email: 'sara@example.com' });
    const signed = await visitor.ask('visitor:identify', { jwt });
    expect(signed.customerId).toBe(customerId);
    const view = await customer(customerId);
    expect(view.identities.map(({ kind, value, evidence }) => [kind, value, evidence])).toEqual([
      ['external', 'sara', 'signed'],
      ['email', 'sara@example.com', 'signed'],
    ]);
    await visitor.ask('message:send', { clientId: randomUUID(), text: 'پس از ورود', attachmentIds: [] });
    const elsewhere = await aVisitor(signed.token);
    expect(await texts(elsewhere)).toEqual(['پیش از ورود', 'پس از ورود']);
    const shown = await app.call('conversations.show', {
      cookie: company.admin,
      params: { id: begun.conversation.id },
    });
    expect(shown.body.customerVerified).toBe(true);
    visitor.close();
    elsewhere.close();
  });

  it('of somebody known joins the chat to them; undone, both timelines are exactly as they were', async () => {
    const home = await chatting('از خانه');
    await home.visitor.ask('visitor:identify', { jwt: aJwt({ sub: 'reza' }) });
    await home.visitor.ask('conversation:end', { conversationId: home.begun.conversation.id });
    const office = await chatting('از اداره');
    await eventually(async () => expect((await timelineOf(office.customerId)).length).toBeGreaterThan(4));
    const [homeBefore, officeBefore] = [await timelineOf(home.customerId), await timelineOf(office.customerId)];

    const joined = await office.visitor.ask('visitor:identify', { jwt: aJwt({ sub: 'reza' }) });
    expect(joined.customerId).toBe(office.customerId); // the chat under way stays where it is
    const one = await customer(office.customerId);
    expect(one).toMatchObject({ id: home.customerId, mergedFrom: [{ id: office.customerId }] });
    const both = await timelineOf(home.customerId);
    const ids = (touchpoints: { id: string }[]) => touchpoints.map(({ id }) => id);
    expect(ids(both)).toEqual(expect.arrayContaining([...ids(homeBefore), ...ids(officeBefore)]));
    expect(both.filter(({ kind }) => kind === 'customer.merged')).toHaveLength(1);

    const body = { otherId: office.customerId };
    await app.call('customers.unmerge', { cookie: company.admin, params: { id: home.customerId }, body });
    expect(await timelineOf(office.customerId)).toEqual(officeBefore);
    const kept = (await timelineOf(home.customerId)).filter(({ kind }) => !kind.startsWith('customer.'));
    expect(kept).toEqual(homeBefore);
    home.visitor.close();
    office.visitor.close();
  });

  it('of another person on the same computer shows nothing of the first, and the first is not heard there any more', async () => {
    const { visitor, token, customerId } = await chatting('راز اول');
    const first = await visitor.ask('visitor:identify', { jwt: aJwt({ sub: 'first' }) });
    const phone = await aVisitor(first.token);
    const second = await visitor.ask('visitor:identify', { jwt: aJwt({ sub: 'second' }) });
    expect(second.customerId).not.toBe(customerId);
    expect(await texts(visitor)).toEqual([]);
    visitor.forget();
    await phone.ask('message:send', { clientId: randomUUID(), text: 'راز دوم', attachmentIds: [] });
    await phone.hears('touchpoint:appended', ({ text }) => text === 'راز دوم');
    await visitor.ask('visit:open', { after: 0 }); // what would have come has come
    expect(visitor.all('touchpoint:appended')).toEqual([]);
    expect(await refusedAt(token)).toBe('token.invalid'); // replaced, and its successor was shown
    visitor.close();
    phone.close();
  });
});

describe('logging out', () => {
  it('leaves nothing behind: not in other tabs, not for a kept token, not for who comes next', async () => {
    const { visitor, token } = await chatting('خصوصی');
    const tab = await aVisitor(token);
    await tab.ask('visit:open', { after: 0 });
    const { token: better } = await visitor.ask('visitor:identify', { jwt: aJwt() });
    const gone = new Promise((resolve) => tab.socket.once('disconnect', resolve));
    await visitor.ask('visitor:signOut', {});
    await tab.hears('visitor:signedOut');
    await gone;
    expect(await visitor.ask('visit:open', { after: 0 })).toMatchObject({ visitor: null, touchpoints: [] });
    const message = { clientId: randomUUID(), text: 'من کیستم؟', attachmentIds: [] };
    expect(await visitor.refusal('message:send', message)).toBe('token.invalid');
    expect([await refusedAt(token), await refusedAt(better)]).toEqual(['token.invalid', 'token.invalid']);
    const next = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, text: 'نفر بعد' }));
    expect(await texts(visitor)).toEqual(['نفر بعد']);
    expect(next.token).not.toBeNull();
    visitor.close();
  });
});

describe('a visitor token', () => {
  it('of one site is nothing on another, and no different from an invented one', async () => {
    const { visitor, token } = await chatting();
    const other = await app.call('sites.create', { cookie: company.admin, body: { name: 'Second', origins: [] } });
    expect(await refusedAt(token, other.body.key)).toBe('token.invalid');
    expect(await refusedAt('x'.repeat(43), other.body.key)).toBe('token.invalid');
    expect(await refusedAt(token)).toBe('was let in');
    visitor.close();
  });

  it('is not kept where it could be read', async () => {
    const { visitor, token } = await chatting();
    const { default: mongoose } = await import('mongoose');
    const kept = await mongoose.connection.collection('visitorTokens').find().toArray();
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain(token);
    visitor.close();
  });
});

describe('a start in a second tab', () => {
  it('while a conversation is open goes to that conversation, and is not lost', async () => {
    const { visitor, token, begun } = await chatting('اول');
    const tab = await aVisitor(token);
    const start = aStart({ queueId: company.queueId, text: 'دوم' });
    const again = await tab.ask('conversation:start', start);
    expect(again.conversation.id).toBe(begun.conversation.id);
    expect(again.seq).toBeGreaterThan(begun.seq);
    expect((await tab.ask('conversation:start', start)).seq).toBe(again.seq);
    expect(await texts(visitor)).toEqual(['اول', 'دوم']);
    visitor.close();
    tab.close();
  });
});

describe('many people behind one address', () => {
  it('are all signed in by their page; whoever guesses is held back, and nobody else', async () => {
    for (let i = 0; i < 70; i += 1) {
      const colleague = await aVisitor();
      await colleague.ask('visitor:identify', { jwt: aJwt({ sub: `colleague-${i}` }) });
      colleague.close();
    }
    const refusals = new Set<string>();
    for (let i = 0; i < 70 && !refusals.has('rate.limited'); i += 1) {
      const guesser = await aVisitor();
      refusals.add(await guesser.refusal('visitor:identify', { jwt: aJwt({ sub: 'boss' }, { key: `guess ${i}` }) }));
      guesser.close();
    }
    expect(refusals).toEqual(new Set(['identity.invalid', 'rate.limited']));
    const late = await aVisitor();
    await late.ask('visitor:identify', { jwt: aJwt({ sub: 'late' }) });
    late.close();
  });
});
