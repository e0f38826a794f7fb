/** A mail that did not arrive: why stands before everybody who reads it; to change and send it again is for who may answer. */
import mongoose from 'mongoose';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { TouchpointRecord } from '../../server/contract/index.js';
import { aMail } from '../agents/build-mail.js';
import { type Booted, bootApp } from '../boot.js';
import { inBrowser } from '../chromium.js';
import { aCompany } from '../company.js';
import { atConsole } from './support/at-console.js';
import { type ChatOf, chatOf } from './support/chat-of.js';
import { PATIENCE_MS, Stage } from './support/stage.js';

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

const TEXT = 'It left us on Tuesday.';

inBrowser('a mail that did not arrive', () => {
  let app: Booted;
  let stage: Stage;
  let company: Awaited<ReturnType<typeof aCompany>>;
  let chat: ChatOf;
  beforeAll(async () => {
    [app, stage] = await Promise.all([bootApp(), Stage.open()]);
    company = await aCompany(app, { agents: ['Ana', 'Bo'], queue: { autoAccept: true } });
    chat = await chatOf(app, company, company.people.Ana!);
    await failsToSend(mongoose.connection.db!, chat);
  });
  afterAll(async () => {
    chat?.end();
    await stage?.close();
    await app?.close();
  });
  beforeEach(() => stage.keepPictures());

  it('is offered to its owner to be changed, and to nobody who only reads it', async () => {
    const { Ana: ana, Bo: bo } = company.people;
    const [owner, reader] = await Promise.all([
      atConsole(stage, app, ana!, 'en'),
      atConsole(stage, app, bo!, 'en'),
    ] as const);
    await Promise.all([owner, reader].map((page) => page.goto(`${app.url}/console/inbox/${chat.id}`)));
    await Promise.all([owner, reader].map((page) => failed(page).getByTestId('why-failed').waitFor()));
    expect(await again(reader).count()).toBe(0);
    await owner.goto(`${app.url}/console/customers/${chat.customerId}`);
    await failed(owner).getByTestId('why-failed').waitFor();
    expect(await again(owner).count()).toBe(0);
    await owner.goto(`${app.url}/console/inbox/${chat.id}`);
    await again(owner).waitFor();
    expect(stage.faults).toEqual([]);
  });
});

const failed = (page: Page) => page.getByTestId('message').filter({ hasText: TEXT });
const again = (page: Page) => failed(page).getByTestId('mail-edit-again');

/** Written straight into the store, as a mail server that refuses everything leaves it. */
async function failsToSend(store: mongoose.mongo.Db, { id, customerId }: ChatOf): Promise<void> {
  const touchpoints = store.collection<TouchpointRecord>('touchpoints');
  const [last] = await touchpoints.find({ customerId }).sort({ seq: -1 }).limit(1).toArray();
  const at = new Date();
  await touchpoints.insertOne({
    ...last!,
    _id: 'f'.repeat(24),
    conversationId: id,
    kind: 'message',
    direction: 'out',
    channel: 'email',
    author: { type: 'agent', name: 'Ana' },
    seq: last!.seq + 1,
    publicSeq: last!.publicSeq + 1,
    public: true,
    sourceId: 'failed',
    clientId: null,
    at,
    recordedAt: at,
    text: TEXT,
    attachments: [],
    details: { source: 'chat', mail: aMail({ to: [{ name: 'Sara', address: 'sara@mail.example' }] }) },
    delivery: { state: 'failed', rank: 0, tries: 1, reason: 'mail.refused' },
  } as unknown as TouchpointRecord);
}
